import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const file = resolve(root, '../shared/reasoning/cases.json');

describe('worked cases of policy reasoning', () => {
  it.skipIf(!existsSync(file))('are all answered as expected (skipped without ../shared)', () => {
    const total = (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length;
    const { stdout } = spawnSync(process.execPath, ['scripts/reasoning-cases.mjs', file], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toBe(`${total} of ${total}\n`);
  });
});
