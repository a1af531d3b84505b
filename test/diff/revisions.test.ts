import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIn } from '../cli/run-in.ts';

const ROLE = (action: string, id = 'Deploy'): string => `Resources:
  ${id}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: access
          PolicyDocument:
            Statement: { Effect: Allow, Action: "${action}", Resource: "arn:aws:s3:::logs/*" }
`;
const EXPORTING = (action: string): string => `Resources:
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: { Effect: Allow, Action: "${action}", Resource: "arn:aws:s3:::logs/*" }
Outputs:
  Arn: { Value: !Ref Shared, Export: { Name: shared-policy } }
`;
const IMPORTING = `Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      ManagedPolicyArns: [!ImportValue shared-policy]
`;

interface Printed {
  readonly verdict: string;
  readonly head: { readonly compared: number; readonly templates: number };
  readonly changes: readonly { message: string; head: { file: string } | null; base: { file: string } }[];
  readonly findings: { readonly new: readonly { ruleId: string }[]; readonly gone: readonly object[] };
}

const hasGit = spawnSync('git', ['--version']).status === 0;
let folder = '';

function git(...args: string[]): void {
  const identity = [
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function diff(...args: string[]): Promise<Printed & { readonly status: number }> {
  const { status, stdout, stderr } = await runIn(folder, ['diff', ...args, '-f', 'json']);
  expect(stderr).toBe('');
  return { status, ...(JSON.parse(stdout) as Printed) };
}

beforeAll(() => {
  if (!hasGit) return;
  folder = mkdtempSync(join(tmpdir(), 'iam-lint-revisions-'));
  git('init', '-q', '-b', 'main');
  write('a/one.yaml', ROLE('s3:GetObject'));
  write('a/two.yaml', ROLE('s3:GetObject'));
  write('b/exporting.yaml', EXPORTING('s3:GetObject'));
  write('b/importing.yaml', IMPORTING);
  write('package.json', '{"name":"no-template"}');
  git('add', '-A');
  git('commit', '-q', '-m', 'before');
  git('checkout', '-q', '-b', 'wider');
  write('a/one.yaml', ROLE('*'));
  git('commit', '-q', '-a', '-m', 'wider');
  git('checkout', '-q', '-b', 'shared');
  write('a/one.yaml', ROLE('s3:GetObject'));
  write('b/exporting.yaml', EXPORTING('s3:*'));
  git('commit', '-q', '-a', '-m', 'shared');
});

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasGit)('diff of revisions (skipped without git)', () => {
  it('reads both from git objects and judges only what differs', async () => {
    const { status, verdict, head, changes, findings } = await diff('main', 'wider');
    expect([status, verdict, head.compared]).toEqual([1, 'widened', 1]);
    expect(changes.map(({ message }) => message.replace(/ \(such as.*?\)/, ''))).toEqual([
      'role `Deploy` can now `*` on `arn:aws:s3:::logs/*`',
    ]);
    expect(changes[0]?.head?.file).toBe('wider:a/one.yaml');
    expect(changes[0]?.base.file).toBe('main:a/one.yaml');
    expect(findings.new.length).toBeGreaterThan(0);
    expect((await diff('wider', 'main')).verdict).toBe('narrowed');
  });

  it('follows what an unchanged template imports from a changed one', async () => {
    const { changes } = await diff('main', 'shared');
    expect(changes.map(({ message }) => message.replace(/ \(such as.*?\)/, ''))).toEqual([
      'role `Reader` can now `s3:*` on `arn:aws:s3:::logs/*`',
    ]);
  });

  it('compares a revision with the working tree, with a folder of it and with a file', async () => {
    write('a/two.yaml', ROLE('s3:*'));
    const now = await diff('shared');
    expect([now.status, now.changes[0]?.head?.file]).toEqual([1, 'a/two.yaml']);
    expect((await diff('shared', 'a')).changes).toHaveLength(1);
    expect((await diff('shared', 'a/one.yaml')).verdict).toBe('unchanged');
    expect((await diff('shared', 'a/two.yaml')).verdict).toBe('widened');
    expect((await diff('shared~2', 'b')).changes).toHaveLength(1);
    write('a/two.yaml', ROLE('s3:GetObject'));
  });

  it('compares folders by the paths in them', async () => {
    write('old/stack.yaml', ROLE('s3:GetObject'));
    write('new/stack.yaml', ROLE('s3:GetObject', 'Renamed'));
    write('new/more.yaml', ROLE('s3:PutObject', 'Made'));
    const { changes } = await diff('old', 'new');
    expect(changes.map(({ message }) => message)).toEqual([
      'role `Made` can now `s3:PutObject` on `arn:aws:s3:::logs/*`',
      '`lambda.amazonaws.com` can now `sts:AssumeRole` as role `Made`',
    ]);
    rmSync(join(folder, 'old'), { recursive: true });
    rmSync(join(folder, 'new'), { recursive: true });
  });

  it('exits by --fail-on, and with 2 for what cannot be read', async () => {
    expect((await diff('main', 'wider', '--fail-on', 'none')).status).toBe(0);
    expect((await diff('main', 'shared', '--fail-on', 'critical')).status).toBe(0);
    for (const argv of [['nowhere'], ['main', 'nowhere'], ['a'], [], ['main', 'wider', 'x']]) {
      const { status, stdout, stderr } = await runIn(folder, ['diff', ...argv]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^iam-lint: /);
    }
  });

  it.each(['pretty', 'markdown', 'sarif', 'github'])('is printed as %s', async (format) => {
    const { status, stdout } = await runIn(folder, ['diff', 'main', 'wider', '--format', format]);
    expect(status).toBe(1);
    expect(stdout).toContain('role `Deploy` can now');
    expect(stdout).not.toContain(folder);
    if (format === 'sarif') expect((JSON.parse(stdout) as { version: string }).version).toBe('2.1.0');
  });
});
