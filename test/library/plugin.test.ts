import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, root, type BuiltCommand } from '../built-command.ts';

const ROLE = `Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
`;

let built: BuiltCommand;
let home: string;
const inHome = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8' });

beforeAll(async () => {
  built = await buildCommand();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'iam-lint-home-')));
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(built.folder, join(home, 'node_modules/iam-lint'), 'junction');
  cpSync(join(root, 'examples/plugin'), join(home, 'node_modules/iam-lint-plugin-example'), {
    recursive: true,
  });
  writeFileSync(join(home, 'template.yaml'), ROLE);
  writeFileSync(join(home, 'iam-lint.yaml'), 'plugins: [iam-lint-plugin-example]\n');
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  built.remove();
});

describe('the plugin of the examples', () => {
  it('passes its own test, which fails when the rule is spoilt', () => {
    const folder = join(home, 'node_modules/iam-lint-plugin-example');
    const test = (): { status: number | null; stdout: string } =>
      spawnSync(process.execPath, ['--test', 'test/company-boundary.test.js'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      });
    const { status, stdout } = test();
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/pass 4/);
    const rule = join(folder, 'rules/company-boundary.js');
    const kept = join(home, 'company-boundary.js');
    cpSync(rule, kept);
    writeFileSync(
      rule,
      `import rule from ${JSON.stringify(kept)};\nexport default { ...rule, visit: {} };\n`,
    );
    expect(test().status).toBe(1);
    cpSync(kept, rule);
  });

  it('is run by the command', () => {
    const { status, stdout, stderr } = inHome(
      join(built.folder, 'dist/iam-lint.cjs'),
      '--format',
      'json',
      'template.yaml',
    );
    expect(status, stderr).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: { ruleId: string }[] };
    expect(findings.map(({ ruleId }) => ruleId)).toContain('company-boundary');
  });

  it('is run by the library that CommonJS requires', () => {
    const script = `
      const { lintFiles, lintText, rules, defineConfig, RuleTester } = require('iam-lint');
      const config = defineConfig({ plugins: ['iam-lint-plugin-example'] });
      new RuleTester().run(rules.find(({ id }) => id === 'no-admin-statement'));
      lintFiles('*.yaml', { config }).then(({ files, findings }) =>
        console.log(JSON.stringify([files.length, findings.map(({ rule }) => rule.id), lintText('a: b').summary.skipped])));`;
    const { stdout, stderr } = inHome('-e', script);
    const [files, ids, skipped] = JSON.parse(stdout || `"${stderr}"`) as [number, string[], number];
    expect([files, skipped]).toEqual([1, 1]);
    expect(ids).toContain('company-boundary');
  });
});
