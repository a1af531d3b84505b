import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addFiles, folderWith, roleTemplate } from '../load/folder.ts';
import { runIn } from './run-in.ts';

/** A role that may do the actions on everything. */
const broadRole = (...actions: readonly string[]): string =>
  roleTemplate(...actions).replace('arn:aws:s3:::bucket/*', "'*'");

interface Reported {
  readonly findings: readonly { readonly file: string; readonly ruleId: string; readonly evidence: string }[];
  readonly suppressed: readonly { readonly by: { readonly source: string; readonly reason: string } }[];
  readonly problems: readonly {
    readonly kind: string;
    readonly message: string;
    readonly file: string | null;
  }[];
}

async function report(folder: string, ...argv: readonly string[]): Promise<Reported & { status: number }> {
  const { status, stdout, stderr } = await runIn(folder, [...argv, '--format', 'json', '--quiet']);
  expect(stdout, stderr).not.toBe('');
  return { status, ...(JSON.parse(stdout) as Reported) };
}

const bare = ({ findings }: Reported): string[] =>
  findings.map(({ file, evidence }) => `${file} ${evidence}`);

describe('a baseline', () => {
  let folder: string;
  beforeEach(async () => {
    folder = folderWith({ 'one.yaml': broadRole('s3:*'), 'two.yaml': broadRole('s3:*', 'ec2:*') });
    expect((await report(folder)).findings.length).toBeGreaterThan(2);
    const written = await runIn(folder, ['--write-baseline', 'baseline.json']);
    expect(written.stdout).toBe('');
    expect(written.stderr).toMatch(/^Wrote baseline\.json: \d+ findings\n$/);
    expect(written.status).toBe(0);
  });

  it('accepts what it records, counts it, and blocks nothing', async () => {
    const { status, findings, suppressed, problems } = await report(folder, '--baseline', 'baseline.json');
    expect([status, findings, problems]).toEqual([0, [], []]);
    expect(suppressed.length).toBeGreaterThan(2);
    expect(new Set(suppressed.map(({ by }) => `${by.source}: ${by.reason}`))).toEqual(
      new Set(['baseline: recorded in baseline.json']),
    );
  });

  it('reports exactly what is new', async () => {
    addFiles(folder, { 'two.yaml': broadRole('s3:*', 'ec2:*', 'iam:*').replace('\n', '\n\n') });
    const { status, findings } = await report(
      folder,
      '--baseline',
      'baseline.json',
      '--rule',
      'no-service-wildcard',
    );
    expect(status).toBe(1);
    expect(findings.map(({ file }) => file)).toEqual(['two.yaml']);
    expect(findings[0]!.evidence).toContain('iam:*');
  });

  it('counts: a third of the same is new, and is named where it is', async () => {
    addFiles(folder, { 'a-new.yaml': broadRole('s3:*') });
    const { findings } = await report(folder, '--baseline', 'baseline.json');
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['a-new.yaml']));
  });

  it('is not taken for another file while the file it was written for is merely not judged', async () => {
    addFiles(folder, { 'a-new.yaml': broadRole('s3:*') });
    const named = await report(folder, 'a-new.yaml', '--baseline', 'baseline.json');
    expect(named.findings.length).toBeGreaterThan(0);
    expect(named.problems).toEqual([]);
  });

  it('survives a move of the file and another working directory', async () => {
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    renameSync(join(folder, 'one.yaml'), join(folder, 'deep/er/moved.yml'));
    expect(bare(await report(folder, '--baseline', 'baseline.json'))).toEqual([]);
    const inside = await report(join(folder, 'deep'), '.', '--baseline', '../baseline.json');
    expect([bare(inside), inside.problems]).toEqual([[], []]);
  });

  it('reports in one line what is gone, and is written anew without it, reasons kept', async () => {
    const path = join(folder, 'baseline.json');
    const text = readFileSync(path, 'utf8');
    const kept = text.replaceAll(/("file": "two\.yaml") \}/g, '$1, "reason": "asked the team" }');
    writeFileSync(path, kept);
    rmSync(join(folder, 'one.yaml'));
    const { problems, findings, suppressed } = await report(folder, '--baseline', 'baseline.json');
    expect(findings).toEqual([]);
    expect(suppressed.every(({ by }) => by.reason === 'asked the team')).toBe(true);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ kind: 'unused-suppression', file: 'baseline.json' });
    expect(problems[0]!.message).toMatch(/no finding any more .*--write-baseline baseline\.json/);
    const { stderr } = await runIn(folder, ['--write-baseline', 'baseline.json']);
    expect(stderr).toMatch(/taken out that are gone/);
    const pruned = readFileSync(path, 'utf8');
    expect(pruned).not.toContain('one.yaml');
    expect(pruned.match(/asked the team/g)).toHaveLength(suppressed.length);
    expect((await report(folder, '--baseline', 'baseline.json')).problems).toEqual([]);
  });

  it('keeps what was not judged when it is written for a part', async () => {
    const { stderr } = await runIn(folder, ['one.yaml', '--write-baseline', 'baseline.json']);
    expect(stderr).toMatch(/of files or rules that were not judged now/);
    expect(bare(await report(folder, '--baseline', 'baseline.json'))).toEqual([]);
  });

  it('can stand in the configuration, relative to it', async () => {
    addFiles(folder, {
      '.git/HEAD': '',
      'iam-lint.yaml': 'baseline: baseline.json\n',
      'sub/three.yaml': broadRole('sns:*'),
    });
    expect(bare(await report(folder)).every((each) => each.startsWith('sub/'))).toBe(true);
    const inside = await report(join(folder, 'sub'), '..');
    expect(bare(inside).every((each) => each.startsWith('three.yaml'))).toBe(true);
    const all = await report(folder, '--no-ignores');
    expect(all.suppressed).toEqual([]);
    expect(all.findings.length).toBeGreaterThan(inside.findings.length);
  });

  it('is the same text whatever the order of files and lines', async () => {
    const text = readFileSync(join(folder, 'baseline.json'), 'utf8');
    addFiles(folder, { 'one.yaml': `# a comment\n\n${broadRole('s3:*')}` });
    await runIn(folder, ['two.yaml', 'one.yaml', '--write-baseline', 'again.json']);
    expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(text);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it.each([
    ['nothing.json', undefined, 'no such file'],
    ['bad.json', '{', 'It is no JSON'],
    ['merge.json', '<<<<<<< HEAD\n{}\n=======\n', 'merge conflict'],
    ['other.json', '{"version": 2, "entries": []}', 'no baseline of version 1'],
    ['entry.json', '{"version": 1, "entries": [{"rule": 1, "evidence": "x", "file": "y"}]}', 'Entry 1 needs'],
    ['list.json', '{"version": 1, "entries": {}}', 'no list `entries`'],
    ['null.json', 'null', 'no baseline of version 1'],
  ])('%s cannot be used, and that is said', async (name, text, message) => {
    if (text !== undefined) addFiles(folder, { [name]: text });
    const { status, stderr } = await runIn(folder, ['one.yaml', '--baseline', name]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it('names nothing of a prototype', async () => {
    addFiles(folder, {
      'proto.json': '{"version":1,"entries":[{"__proto__":{"rule":"x"},"evidence":"e","file":"f"}]}',
    });
    const { status, stderr } = await runIn(folder, ['one.yaml', '--baseline', 'proto.json']);
    expect([status, stderr.includes('Entry 1 needs')]).toEqual([2, true]);
  });

  it('is one of three flags that exclude each other', async () => {
    const { status, stderr } = await runIn(folder, ['--baseline', 'a', '--new-since', 'b']);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be used together');
  });
});

describe('a baseline of a CDK app', () => {
  it('survives renames of stages and stacks', async () => {
    const stack = (path: string): string =>
      JSON.stringify({
        Resources: {
          RoleDefaultPolicy5FFB7DAB: {
            Type: 'AWS::IAM::Policy',
            Properties: {
              PolicyName: 'p',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
              },
              Roles: ['existing'],
            },
            Metadata: { 'aws:cdk:path': `${path}/Role/DefaultPolicy/Resource` },
          },
        },
      });
    const app = (stage: string): Record<string, unknown> => ({
      'cdk.out/cdk.out': '{"version":"36.0.0"}',
      'cdk.out/manifest.json': {
        version: '36.0.0',
        artifacts: {
          [`${stage}Api`]: {
            type: 'aws:cloudformation:stack',
            environment: 'aws://unknown-account/unknown-region',
            properties: { templateFile: `${stage}Api.template.json` },
            displayName: `${stage}/Api`,
          },
        },
      },
      [`cdk.out/${stage}Api.template.json`]: stack(`${stage}/Api`),
    });
    const folder = folderWith(app('Prod'));
    const before = await report(folder, 'cdk.out');
    expect(before.findings.length).toBeGreaterThan(0);
    await runIn(folder, ['cdk.out', '--write-baseline', 'baseline.json']);
    expect(readFileSync(join(folder, 'baseline.json'), 'utf8')).toContain(
      'Prod/Api/Role/DefaultPolicy/Resource',
    );
    rmSync(join(folder, 'cdk.out'), { recursive: true });
    addFiles(folder, app('Production'));
    const after = await report(folder, 'cdk.out', '--baseline', 'baseline.json');
    expect([bare(after), after.problems]).toEqual([[], []]);
    expect(after.suppressed).toHaveLength(before.findings.length);
  });
});

const hasGit = spawnSync('git', ['--version']).status === 0;

describe.skipIf(!hasGit)('--new-since', () => {
  let folder: string;
  const git = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
      },
    );
    expect(status, stderr).toBe(0);
  };

  beforeEach(() => {
    folder = folderWith({
      'one.yaml': broadRole('s3:*'),
      'infra/two.yaml': broadRole('s3:*', 'ec2:*'),
      'package.json': {},
    });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    git('tag', 'v1');
  });

  it('reports nothing when nothing was added', async () => {
    const { status, findings, suppressed, problems } = await report(folder, '--new-since', 'HEAD');
    expect([status, findings, problems]).toEqual([0, [], []]);
    expect(new Set(suppressed.map(({ by }) => by.reason))).toEqual(new Set(['was there at HEAD']));
  });

  it('reports exactly what was added, after commits, moves and new files', async () => {
    mkdirSync(join(folder, 'moved'));
    renameSync(join(folder, 'infra/two.yaml'), join(folder, 'moved/2.yaml'));
    addFiles(folder, { 'one.yaml': broadRole('s3:*', 'iam:*'), 'three.yaml': broadRole('sqs:*') });
    git('add', '-A');
    git('commit', '-q', '-m', 'second');
    const { status, findings } = await report(folder, '--new-since', 'v1', '--rule', 'no-service-wildcard');
    expect(status).toBe(1);
    expect(findings.map(({ file, evidence }) => [file, /\w+:\*/.exec(evidence)?.[0]])).toEqual([
      ['one.yaml', 'iam:*'],
      ['three.yaml', 'sqs:*'],
    ]);
    const inside = await report(join(folder, 'moved'), '--new-since', 'HEAD~1');
    expect(bare(inside)).toEqual([]);
    expect((await report(folder, 'one.yaml', '--new-since', 'HEAD')).findings).toEqual([]);
  });

  it('compares with the merge base where A...B is written', async () => {
    git('checkout', '-q', '-b', 'feature');
    addFiles(folder, { 'three.yaml': broadRole('sqs:*') });
    git('add', '-A');
    git('commit', '-q', '-m', 'on the branch');
    git('checkout', '-q', 'main');
    addFiles(folder, { 'one.yaml': broadRole('logs:GetLogEvents') });
    git('commit', '-q', '-a', '-m', 'repaired on main');
    git('checkout', '-q', 'feature');
    const files = (found: Reported): Set<string> => new Set(found.findings.map(({ file }) => file));
    expect(files(await report(folder, '--new-since', 'main'))).toEqual(new Set(['one.yaml', 'three.yaml']));
    expect(files(await report(folder, '--new-since', 'main...HEAD'))).toEqual(new Set(['three.yaml']));
  });

  it('shows a finding whose suppression was taken away', async () => {
    addFiles(folder, {
      'one.yaml': `# iam-lint-disable-file no-service-wildcard -- for a while\n${broadRole('s3:*')}`,
    });
    git('commit', '-q', '-a', '-m', 'accepted');
    addFiles(folder, { 'one.yaml': broadRole('s3:*') });
    const { findings } = await report(folder, '--new-since', 'HEAD');
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['no-service-wildcard']);
  });

  it.each([
    ['nowhere', 'There is no commit, branch or tag `nowhere`'],
    ['HEAD~9', 'There is no `HEAD~9`'],
  ])('%s is an error', async (ref, message) => {
    const { status, stderr, stdout } = await runIn(folder, ['--new-since', ref]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('outside of a repository is an error', async () => {
    const { status, stderr } = await runIn(folderWith({ 'a.yaml': broadRole('s3:*') }), [
      '--new-since',
      'HEAD',
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('stands in no git repository');
  });
});
