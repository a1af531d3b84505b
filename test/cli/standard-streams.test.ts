import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCommand, buildCommand } from '../built-command.ts';
import { folderWith } from '../load/folder.ts';

let command: BuiltCommand;
beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => command.remove());

/** Far more than a pipe holds. */
const FILES = Object.fromEntries(
  Array.from({ length: 3_000 }, (_, index) => [
    `${String(index).padStart(4, '0')}-${'x'.repeat(120)}.json`,
    { Resources: { User: { Type: 'AWS::IAM::User' } } },
  ]),
);

function start(cwd: string, args: readonly string[]) {
  const name = readdirSync(join(command.folder, 'dist')).find((file) => /^iam-lint\.c?js$/.test(file))!;
  const child = spawn(process.execPath, [join(command.folder, 'dist', name), ...args], { cwd });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = new Promise<{ status: number | null; stderr: string }>((resolve) =>
    child.on('close', (status) => resolve({ status, stderr })),
  );
  return { stdout: child.stdout, closed };
}

describe('standard output', () => {
  it('may be closed by its reader', async () => {
    const { stdout, closed } = start(folderWith(FILES), ['--list-files']);
    stdout.destroy();
    expect(await closed).toEqual({ status: 0, stderr: '' });
  });

  it('waits for a slow reader and loses nothing', async () => {
    const { stdout, closed } = start(folderWith(FILES), ['--list-files']);
    let text = '';
    setTimeout(() => stdout.on('data', (chunk: Buffer) => (text += chunk.toString())), 1_500);
    expect(await closed).toEqual({ status: 0, stderr: '' });
    expect(text.trimEnd().split('\n')).toEqual(Object.keys(FILES));
  });
});
