import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/engine/unified-diff.ts';

describe('unifiedDiff', () => {
  it('shows three lines around a change', () => {
    const before = Array.from({ length: 20 }, (_, n) => `line ${n + 1}\n`).join('');
    const after = before.replace('line 5\n', 'five\n').replace('line 16\n', '');
    expect(unifiedDiff('a/b.yaml', before, after)).toBe(
      [
        '--- a/a/b.yaml', '+++ b/a/b.yaml',
        '@@ -2,7 +2,7 @@', ' line 2', ' line 3', ' line 4', '-line 5', '+five', ' line 6', ' line 7', ' line 8',
        '@@ -13,7 +13,6 @@', ' line 13', ' line 14', ' line 15', '-line 16', ' line 17', ' line 18', ' line 19', '',
      ].join('\n'), // prettier-ignore
    );
  });

  it('is empty for equal texts, and says where the last line break is missing', () => {
    expect(unifiedDiff('x', 'a', 'a')).toBe('');
    expect(unifiedDiff('x', 'a', 'b\n')).toBe(
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n',
    );
    expect(unifiedDiff('x', '', 'b\n')).toBe('--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+b\n');
  });

  it('takes little time where everything differs', () => {
    const text = (word: string): string =>
      Array.from({ length: 20_000 }, (_, n) => `${word} ${n}\n`).join('');
    const diff = unifiedDiff('x', text('a'), text('b'));
    expect(diff).toContain('@@ -1,20000 +1,20000 @@');
  });
});

const hasGit = spawnSync('git', ['--version']).status === 0;

describe.skipIf(!hasGit)('what git apply makes of it', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'iam-lint-diff-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is the other text', () => {
    const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\r\n', '\n', 'é ☂\n', '--- x\n', '@@\n');
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('', 'end'))
      .map(([lines, end]) => lines.join('') + end);
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        writeFileSync(join(folder, 'x y.txt'), before);
        const patch = unifiedDiff('x y.txt', before, after);
        const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '--unidiff-zero', '-'], {
          cwd: folder,
          input: patch,
          encoding: 'utf8',
        });
        expect(status, `${stderr}\n${patch}`).toBe(0);
        expect(readFileSync(join(folder, 'x y.txt'), 'utf8')).toBe(after);
      }),
      { numRuns: 120 },
    );
  });
});
