import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { readParameters } from '../../src/load/parameters.ts';
import { folderWith } from './folder.ts';

function values(file: string, content: unknown, name = file): Record<string, string> {
  return { ...readParameters([name], folderWith({ [file]: content })) };
}

const EXPECTED = { Stage: 'prod', Keys: 'a,b' };

describe('parameter files', () => {
  it.each<[string, string, unknown]>([
    [
      'the list of the AWS CLI',
      'p.json',
      [
        { ParameterKey: 'Stage', ParameterValue: 'prod' },
        { ParameterKey: 'Keys', ParameterValue: 'a,b' },
        { ParameterKey: 'Old', UsePreviousValue: true },
      ],
    ],
    ['its short list', 'p.json', ['Stage=prod', 'Keys=a,b']],
    ['the file of CodePipeline', 'p.json', { Parameters: EXPECTED, Tags: { a: 'b' }, StackPolicy: {} }],
    [
      'the file of Git sync',
      'p.yaml',
      'template-file-path: t.yaml\nparameters:\n  Stage: prod\n  Keys: a,b\ntags: {}\n',
    ],
    ['a plain map', 'p.yml', 'Stage: prod\nKeys: [a, b]\nOther:\n'],
    ['lines', 'p.env', '# comment\nexport Stage=prod\n\nKeys="a,b"\n'],
    ['a map without a telling name', 'p.params', EXPECTED],
    [
      'samconfig.yaml',
      's.yaml',
      'version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides: Stage=prod Keys="a,b"\n',
    ],
    [
      'samconfig.toml with a string',
      's.toml',
      `version = 0.1
[default.global.parameters]
stack_name = "sam-app"
parameter_overrides = "Stage=dev"
[default.deploy.parameters] # wins
parameter_overrides = "Stage=\\"prod\\" Keys=a,b"
`,
    ],
    [
      'samconfig.toml in the older form',
      's.toml',
      `[default]
[default.deploy]
[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
confirm_changeset = true
parameter_overrides = 'ParameterKey=Stage,ParameterValue=prod ParameterKey=Keys,ParameterValue=a,b'
`,
    ],
    [
      'samconfig.toml with a list',
      's.toml',
      `[default.deploy.parameters]
parameter_overrides = [
  "Stage=prod", # a comment
  'Keys=a,b',
]
retries = 1_000
`,
    ],
    [
      'samconfig.toml with a table',
      's.toml',
      '[default.deploy.parameters]\nparameter_overrides = { Stage = "prod", "Keys" = "a,b" }\n',
    ],
  ])('%s', (_, file, content) => expect(values(file, content)).toEqual(EXPECTED));

  it('choose an environment of samconfig.toml', () => {
    const text =
      '[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n[default.deploy.parameters]\nparameter_overrides = "Stage=dev"\n';
    expect(values('samconfig.toml', text, 'samconfig.toml#prod')).toEqual({ Stage: 'prod' });
    expect(values('samconfig.toml', text)).toEqual({ Stage: 'dev' });
  });

  it('keep account ids and dates as they are written', () => {
    expect(values('p.yaml', 'Account: 012345678901\nDay: 2027-01-31\nYes: no\n')).toEqual({
      Account: '012345678901',
      Day: '2027-01-31',
      Yes: 'no',
    });
  });

  it('later ones win', () => {
    const cwd = folderWith({ 'a.yaml': 'A: 1\nB: 1\n', 'b.yaml': 'B: 2\n' });
    expect({ ...readParameters(['a.yaml', 'b.yaml'], cwd) }).toEqual({ A: '1', B: '2' });
  });

  it('mean nothing that nobody wrote, and pollute nothing', () => {
    const read = readParameters(['p.json'], folderWith({ 'p.json': '{"__proto__": "x", "A": "1"}' }));
    expect(read['constructor']).toBeUndefined();
    expect(Object.keys(read)).toEqual(['__proto__', 'A']);
    expect(({} as Record<string, unknown>)['A']).toBeUndefined();
  });
});

describe('what is no parameter file', () => {
  it.each<[string, string, unknown, number | undefined]>([
    ['Cannot read p.json: there is no such file or folder', 'other', '', undefined],
    ['`A` has no `ParameterValue`', 'p.json', [{ ParameterKey: 'A' }], 3],
    ['The value of `A` must be a string', 'p.json', { A: { b: 1 } }, 8],
    ['This line is no `Key=Value`', 'p.env', 'A=1\nwhat\n', 4],
    ['There is no environment `default`', 'p.toml', '[prod.deploy.parameters]\n', 0],
    ['`what` is no `Key=Value`', 'p.toml', '[default.deploy.parameters]\nparameter_overrides = "what"\n', 50],
    ['This is no TOML that iam-lint reads: the string has no end', 'p.toml', 'a = "b\n', 4],
    [
      'This is no TOML that iam-lint reads: the key a stands here for the second time',
      'p.toml',
      'a = 1\na = 2\n',
      6,
    ],
    ['This is no TOML that iam-lint reads: arrays of tables are not supported here', 'p.toml', '[[a]]\n', 1],
    ['This is no TOML that iam-lint reads: the line should end here', 'p.toml', 'a = 1 2\n', 6],
    ['This is no TOML that iam-lint reads: a is a value, not a table', 'p.toml', 'a = 1\n[a.b]\n', 7],
    [
      'This is no TOML that iam-lint reads: the values are nested too deeply',
      'p.toml',
      `a = ${'['.repeat(100)}\n`,
      undefined,
    ],
  ])('%s', (message, file, content, start) => {
    const cwd = folderWith({ [file]: content });
    const name = file === 'other' ? 'p.json' : file;
    let error: unknown;
    try {
      readParameters([name], cwd);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    const [issue] = (error as ConfigError).issues;
    expect(issue?.message).toBe(message);
    if (start !== undefined) expect(issue?.span?.start).toBe(start);
  });

  it('is read in bounded time', () => {
    const text = `[default.deploy.parameters]\nparameter_overrides = "${'"'.repeat(0)}${' x'.repeat(100_000)}"\n`;
    expect(() => values('s.toml', text)).toThrow('is no `Key=Value`');
    expect(() => values('s.toml', '#\n '.repeat(200_000))).toThrow('There is no environment');
  });
});
