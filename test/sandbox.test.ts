import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, root, type BuiltCommand, type Outcome } from './built-command.ts';

interface Log {
  /** Files and folders that were looked at in any way. */
  readonly paths: readonly string[];
  /** Those of them that were opened. */
  readonly contents: readonly string[];
  readonly writes: readonly string[];
  readonly environment: readonly string[];
  readonly forbidden: readonly string[];
}

const WATCH = pathToFileURL(join(root, 'test/sandbox/watch.mjs')).href;

let command: BuiltCommand;
let work: string;
let repository: string;
let home: string;

beforeAll(async () => {
  command = await buildCommand();
  work = realpathSync(mkdtempSync(join(tmpdir(), 'iam-lint-sandbox-')));
  repository = join(work, 'repository');
  home = join(work, 'home');
  cpSync(join(root, 'examples'), repository, { recursive: true });
  mkdirSync(join(repository, '.git'));
  // What an AWS tool would read.
  mkdirSync(join(home, '.aws'), { recursive: true });
  writeFileSync(join(home, '.aws/config'), '[default]\nregion = eu-central-1\n');
  writeFileSync(join(home, '.aws/credentials'), '[default]\naws_access_key_id = example\n');
});

afterAll(() => {
  command.remove();
  rmSync(work, { recursive: true, force: true });
});

const within = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
};

/** Where the command keeps its own compiled code. */
const cache = (): string => join(command.folder, 'dist/.cache');

/** Runs the command under the watch of test/sandbox/watch.mjs. */
function watched(args: readonly string[], cwd = repository, input = ''): Outcome & { log: Log } {
  const target = join(work, 'log.json');
  rmSync(target, { force: true });
  const outcome = command.run(args, {
    cwd,
    input,
    node: ['--import', WATCH],
    env: {
      SANDBOX_LOG: target,
      HOME: home,
      USERPROFILE: home,
      AWS_PROFILE: 'default',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'example',
      AWS_CONFIG_FILE: join(home, '.aws/config'),
    },
  });
  const logs = readFileSync(target, 'utf8').trim().split('\n');
  expect(logs).toHaveLength(1);
  return { ...outcome, log: JSON.parse(logs[0]!) as Log };
}

const RUNS: readonly (readonly string[])[] = [
  [],
  ['.', '--format', 'json', '--verbose'],
  ['.', '--format', 'sarif', '--preset', 'all'],
  ['identity/*.yaml', '--format', 'github'],
  ['cdk/cdk.out', '--format', 'markdown'],
];

describe('a lint', () => {
  it.each(RUNS.map((args) => ({ args })))(
    'iam-lint $args reads the repository and the package, nothing else',
    ({ args }) => {
      const { status, stderr, log } = watched(args);
      expect(status, stderr).toBe(1);
      expect(log.forbidden).toEqual([]);
      const outside = log.paths.filter((path) => !within(repository, path) && !within(command.folder, path) && !within(join(root, 'data'), path)); // prettier-ignore
      expect(outside).toEqual([]);
      expect(log.paths.some((path) => within(repository, path))).toBe(true);
      expect(log.writes.filter((path) => !within(cache(), path))).toEqual([]);
      expect(log.environment.filter((name) => name.startsWith('AWS_') || name === 'HOME')).toEqual([]);
    },
  );

  it('of stdin reads no template from the disk', () => {
    const text = readFileSync(join(repository, 'identity/ci-user.yaml'), 'utf8');
    const { status, log } = watched(['-', '--format', 'compact'], repository, text);
    expect(status).toBe(1);
    expect(log.forbidden).toEqual([]);
    expect(log.paths.filter((path) => within(repository, path) && /\.(ya?ml|json|template)$/.test(path) && existsSync(path))).toEqual([]); // prettier-ignore
  });

  it('writes the file that --output names and no other', () => {
    const { log } = watched(['.', '--format', 'json', '--output', join(work, 'report.json')]);
    expect(log.writes.filter((path) => path !== join(work, 'report.json') && !within(cache(), path))).toEqual(
      [],
    );
    const report = JSON.parse(readFileSync(join(work, 'report.json'), 'utf8')) as { findings: unknown[] };
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it('writes the files that it fixes and no other', () => {
    const copy = join(work, 'to-fix');
    mkdirSync(join(copy, '.git'), { recursive: true });
    const text = readFileSync(join(repository, 'identity/ci-user.yaml'), 'utf8');
    writeFileSync(join(copy, 'a.yaml'), text.replaceAll('2012-10-17', '2008-10-17'));
    writeFileSync(join(copy, 'b.yaml'), text);
    const args = ['.', '--rule', 'current-policy-version'];
    const dry = watched([...args, '--fix-dry-run'], copy);
    expect(dry.stdout).toMatch(/^--- a\/a\.yaml$/m);
    expect(dry.log.writes.filter((path) => !within(cache(), path))).toEqual([]);
    const { log } = watched([...args, '--fix'], copy);
    expect(log.writes.filter((path) => !within(cache(), path))).toEqual([join(copy, 'a.yaml')]);
    expect(readFileSync(join(copy, 'a.yaml'), 'utf8')).toBe(text);
  });

  it.skipIf(spawnSync('git', ['--version']).status !== 0)('reads commits without git', () => {
    const clone = join(work, 'clone');
    mkdirSync(clone);
    writeFileSync(join(clone, 'a.yaml'), readFileSync(join(repository, 'identity/ci-user.yaml')));
    const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      [...who, 'commit', '-q', '-m', 'first'],
      ['gc', '-q'],
    ])
      expect(spawnSync('git', args, { cwd: clone, env }).status).toBe(0);
    const { status, stderr, log } = watched(['.', '--new-since', 'HEAD'], clone);
    expect(status, stderr).toBe(0);
    expect(log.forbidden).toEqual([]);
    const outside = log.paths.filter((path) => !within(clone, path) && !within(command.folder, path) && !within(join(root, 'data'), path)); // prettier-ignore
    expect(outside).toEqual([]);
    expect(log.writes.filter((path) => !within(cache(), path))).toEqual([]);
    expect(watched(['.'], clone).status).toBe(1);
  });

  it('looks upwards for a configuration only, and no further than the repository', () => {
    const { log } = watched(['ci-user.yaml'], join(repository, 'identity'));
    expect(log.paths.filter((path) => !within(repository, path) && !within(command.folder, path) && !within(join(root, 'data'), path))).toEqual([]); // prettier-ignore
  });

  it('does not follow a template out of the folder that is linted', () => {
    const lure = join(work, 'lure');
    mkdirSync(join(lure, '.git'), { recursive: true });
    writeFileSync(
      join(lure, 'parent.yaml'),
      [
        'Resources:',
        '  Child:',
        '    Type: AWS::CloudFormation::Stack',
        '    Properties: { TemplateURL: ../home/.aws/config }',
        '  Absolute:',
        '    Type: AWS::CloudFormation::Stack',
        `    Properties: { TemplateURL: '${join(home, '.aws/credentials')}' }`,
        '  Remote:',
        '    Type: AWS::CloudFormation::Stack',
        '    Properties: { TemplateURL: https://example.org/child.yaml }',
        '  Function:',
        '    Type: AWS::IAM::Role',
        '    Properties:',
        '      Fn::Transform: { Name: AWS::Include, Parameters: { Location: ../home/.aws/credentials } }',
        '',
      ].join('\n'),
    );
    const { status, log } = watched(['parent.yaml'], lure);
    expect(status).not.toBe(3);
    expect(log.forbidden).toEqual([]);
    expect(log.contents.filter((path) => within(home, path))).toEqual([]);
    expect(log.contents).toContain(join(lure, 'parent.yaml'));
  });
});

describe('the watch itself', () => {
  it('notices what it is there for', () => {
    const script = join(work, 'greedy.mjs');
    writeFileSync(
      script,
      `import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
readFileSync(process.env.AWS_CONFIG_FILE);
for (const reach of [() => spawn('ls'), () => connect(80), () => fetch('http://localhost')]) try { reach(); } catch {}
`,
    );
    const target = join(work, 'greedy.json');
    const { stderr } = spawnSync(process.execPath, ['--import', WATCH, script], {
      encoding: 'utf8',
      env: { SANDBOX_LOG: target, AWS_CONFIG_FILE: join(home, '.aws/config') },
    });
    expect(stderr).toBe('');
    const log = JSON.parse(readFileSync(target, 'utf8')) as Log;
    expect(log.forbidden).toEqual(['child_process.spawn', 'fetch', 'net.connect']);
    expect(log.paths).toContain(join(home, '.aws/config'));
    expect(log.environment).toContain('AWS_CONFIG_FILE');
  });
});
