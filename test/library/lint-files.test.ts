import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, lintFiles, type Report } from '../../src/index.ts';

const ADMIN = `Resources:
  Robot:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
`;
const RULE = `export default {
  id: 'mine', title: 'Mine', category: 'users', severity: 'low', confidence: 'high', preset: 'recommended',
  docs: { why: '', fix: '', references: [] }, covers: [], also: {}, examples: { bad: [], good: [] },
  visit: { resource(resource, { report }) { report({ at: { node: resource.id }, message: 'Mine', evidence: 'id' }); } },
};`;

let cwd: string;
const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
};
const filesOf = ({ files }: Report): string[] => files.map(({ path }) => path).sort();
const idsOf = ({ findings }: Report): string[] => [...new Set(findings.map(({ rule }) => rule.id))].sort();

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'iam-lint-library-')));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('lintFiles', () => {
  it('finds files by folder, glob and name', async () => {
    write({ 'a.yaml': ADMIN, 'b/c.json': '{}', 'b/d.yaml': ADMIN });
    expect(filesOf(await lintFiles([], { cwd }))).toEqual(['a.yaml', 'b/d.yaml']);
    expect(filesOf(await lintFiles('b/**/*.yaml', { cwd }))).toEqual(['b/d.yaml']);
    const { problems } = await lintFiles(['gone.yaml'], { cwd });
    expect(problems.map(({ kind }) => kind)).toEqual(['unreadable']);
  });

  it('takes the configuration of the folder, a named one, or settings', async () => {
    write({
      'a.yaml': ADMIN,
      'iam-lint.yaml': 'rules: { no-admin-statement: off }\n',
      'other.yaml': 'rules: { mine: high }\nplugins: [./mine.mjs]\n',
      'mine.mjs': RULE,
    });
    expect(idsOf(await lintFiles('a.yaml', { cwd }))).not.toContain('no-admin-statement');
    const named = await lintFiles('a.yaml', { cwd, config: 'other.yaml' });
    expect(idsOf(named)).toEqual(expect.arrayContaining(['mine', 'no-admin-statement']));
    const config = { plugins: ['./mine.mjs'], rules: { mine: 'high' }, exclude: ['a.yaml'] } as const;
    expect(idsOf(await lintFiles('a.yaml', { cwd, config }))).toContain('mine');
    expect(filesOf(await lintFiles([], { cwd, config }))).toEqual([]);
    expect(idsOf(await lintFiles('a.yaml', { cwd, config, plugins: false }))).not.toContain('mine');
  });

  it('rejects a configuration that is wrong', async () => {
    write({ 'a.yaml': ADMIN, 'iam-lint.yaml': 'presett: all\n' });
    await expect(lintFiles([], { cwd })).rejects.toBeInstanceOf(ConfigError);
    await expect(lintFiles([], { cwd, config: { preset: 'most' as 'all' } })).rejects.toThrow('`preset`');
    await expect(lintFiles([], { cwd, config: { plugins: ['./gone.js'] } })).rejects.toThrow('was not found');
    await expect(lintFiles([], { cwd, config: { baseline: 'gone.json' } })).rejects.toBeInstanceOf(
      ConfigError,
    );
  });
});
