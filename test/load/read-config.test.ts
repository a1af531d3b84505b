import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { readConfig, type ReadConfigOptions } from '../../src/load/read-config.ts';
import { testRules } from '../config/test-rules.ts';
import { addFiles, folderWith } from './folder.ts';

const read = (cwd: string, options: Partial<ReadConfigOptions> = {}) =>
  readConfig({ cwd, plugins: true, typescript: false, rules: testRules, ...options });

async function issues(cwd: string, options: Partial<ReadConfigOptions> = {}): Promise<string[]> {
  const error = await read(cwd, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).issues.map(({ message, hint, span }) =>
    [
      message,
      hint,
      span && `${span.file.positionAt(span.start).line}:${span.file.positionAt(span.start).column}`,
    ]
      .filter(Boolean)
      .join(' | '),
  );
}

const PLUGIN = `export default { rules: [{ id: 'own-rule', title: 'Own', category: 'users', severity: 'low', confidence: 'high',
  preset: 'recommended', docs: { why: '', fix: '', references: [] }, covers: [], also: {}, examples: { bad: [], good: [] }, visit: {} }] };`;

describe('the configuration that is found', () => {
  it('is the nearest one upwards, up to the root of the repository', async () => {
    const cwd = folderWith({
      'iam-lint.yaml': 'failOn: critical\n',
      'repo/.git/HEAD': '',
      'repo/a/b/x': '',
      'repo/a/iam-lint.json': { failOn: 'low' },
    });
    expect((await read(join(cwd, 'repo/a/b'))).config.failOn).toBe('low');
    expect((await read(join(cwd, 'repo/a/b'))).path).toBe('../iam-lint.json');
    expect(await read(join(cwd, 'repo'))).toMatchObject({ config: DEFAULT_CONFIG, path: undefined });
  });

  it('without a repository is that of the folder itself only', async () => {
    const cwd = folderWith({ 'iam-lint.yaml': 'failOn: low\n', 'sub/x': '' });
    expect((await read(cwd)).config.failOn).toBe('low');
    expect((await read(join(cwd, 'sub'))).path).toBeUndefined();
  });

  it('may not be two', async () => {
    const cwd = folderWith({ 'iam-lint.yaml': '', 'iam-lint.json': {} });
    expect(await issues(cwd)).toEqual([
      'There are two configurations, iam-lint.yaml and iam-lint.json | Keep one of them.',
    ]);
  });

  it('may be empty', async () => {
    expect((await read(folderWith({ 'iam-lint.yaml': '# nothing\n' }))).config).toEqual(DEFAULT_CONFIG);
  });

  it('must exist when it is named', async () => {
    expect(await issues(folderWith(), { path: 'x.yaml' })).toEqual([
      'Cannot read x.yaml: there is no such file or folder',
    ]);
  });

  it('excludes itself and what it says', async () => {
    const cwd = folderWith({
      '.git/HEAD': '',
      'iam-lint.yaml': 'exclude: [/legacy, "*.gen.yaml"]\n',
      'sub/x': '',
    });
    const { excluded } = await read(join(cwd, 'sub'));
    expect(
      ['iam-lint.yaml', 'legacy/a.yaml', 'sub/b.gen.yaml'].map((path) => excluded(join(cwd, path))),
    ).toEqual([true, true, true]);
    expect(['a.yaml', 'sub/legacy/a.yaml'].map((path) => excluded(join(cwd, path)))).toEqual([false, false]);
  });

  it('has globs that hold from the working directory', async () => {
    const text =
      'overrides:\n  - files: [sub/x/**, other/*.yaml, "*.json"]\nignore:\n  - { rule: star, reason: r, files: [sub/a.yaml] }\n';
    const cwd = folderWith({
      '.git/HEAD': '',
      'iam-lint.yaml': text,
      'sub/x/y': '',
      'config/named.yaml': text,
    });
    const { config } = await read(join(cwd, 'sub'));
    expect(config.overrides[0]?.files).toEqual(['/x/**', '../other/*.yaml', '*.json']);
    expect(config.ignore[0]?.files).toEqual(['/a.yaml']);
    expect((await read(cwd, { path: 'config/named.yaml' })).config.ignore[0]?.files).toEqual(['sub/a.yaml']);
  });
});

describe('what is wrong in it', () => {
  it('is told at once, each with its place and the nearest name', async () => {
    const cwd = folderWith({
      'iam-lint.yaml': 'preset: stict\nrulez: {}\nrules:\n  sta: off\nfailOn: hihg\n',
    });
    expect(await issues(cwd)).toEqual([
      'Unknown key `rulez` in the configuration | Did you mean `rules`? | 2:1',
      '`preset` must be one of recommended, strict, all | Did you mean `strict`? | 1:9',
      '`rules.sta` names no rule: there is no `sta` | Did you mean `star`? | 4:3',
      '`failOn` must be one of low, medium, high, critical, none | Did you mean `high`? | 5:9',
    ]);
  });

  it('includes broken text and duplicate keys', async () => {
    expect(await issues(folderWith({ 'iam-lint.yaml': 'preset: [a\n' }))).not.toEqual([]);
    expect(await issues(folderWith({ 'iam-lint.yaml': 'preset: all\npreset: strict\n' }))).toHaveLength(1);
  });
});

describe('a configuration that is code', () => {
  it('is run, and checked like any other', async () => {
    const cwd = folderWith({
      'iam-lint.config.mjs': "export default { preset: 'all', rules: { star: 'off' } };",
    });
    expect((await read(cwd)).config).toMatchObject({ preset: 'all', rules: { star: { level: 'off' } } });
    addFiles(cwd, { 'iam-lint.config.mjs': '' });
    const wrong = folderWith({ 'iam-lint.config.mjs': "export default { presset: 'all' };" });
    expect(await issues(wrong)).toEqual([
      'Unknown key `presset` in the configuration | Did you mean `preset`?',
    ]);
  });

  it('is not run with --no-plugins', async () => {
    const cwd = folderWith({ 'iam-lint.config.mjs': 'throw new Error("ran");' });
    expect(await issues(cwd, { plugins: false })).toEqual([
      'iam-lint.config.mjs is code, and --no-plugins runs none | Write the settings into iam-lint.yaml, or leave --no-plugins out where the repository is trusted.',
    ]);
    expect(await issues(cwd)).toEqual(['iam-lint.config.mjs failed: ran']);
  });

  it('in TypeScript needs a Node that reads it', async () => {
    const cwd = folderWith({ 'iam-lint.config.ts': 'export default {};' });
    expect((await issues(cwd))[0]).toContain('This Node cannot read iam-lint.config.ts');
  });

  it('must export settings', async () => {
    expect(await issues(folderWith({ 'iam-lint.config.mjs': 'export default 7;' }))).toEqual([
      'iam-lint.config.mjs must export an object with the settings by default',
    ]);
    const circle = 'const a = {}; a.a = a; export default a;';
    expect((await issues(folderWith({ 'iam-lint.config.mjs': circle })))[0]).toContain('exports no settings');
  });
});

describe('plugins', () => {
  it('are files beside the configuration or installed packages', async () => {
    const cwd = folderWith({
      '.git/HEAD': '',
      'iam-lint.yaml': 'plugins: [./own.mjs]\nrules: { own-rule: high }\n',
      'own.mjs': PLUGIN,
      'sub/x': '',
    });
    const { rules, config } = await read(join(cwd, 'sub'));
    expect(rules.at(-1)?.id).toBe('own-rule');
    expect(config.rules['own-rule']).toEqual({ level: 'high' });

    const packaged = folderWith({
      'iam-lint.yaml': 'plugins: ["@acme/rules"]\n',
      'node_modules/@acme/rules/package.json': {
        exports: { '.': { types: './x.d.ts', import: './lib/index.mjs' } },
      },
      'node_modules/@acme/rules/lib/index.mjs': PLUGIN,
    });
    expect((await read(packaged)).rules.at(-1)?.id).toBe('own-rule');
  });

  it('are not loaded with --no-plugins, and settings of their rules are no error then', async () => {
    const cwd = folderWith({
      'iam-lint.yaml': 'plugins: [./own.mjs]\nrules: { own-rule: high, star: off }\n',
      'own.mjs': 'throw new Error();',
    });
    const { rules, config } = await read(cwd, { plugins: false });
    expect(rules).toEqual(testRules);
    expect({ ...config.rules }).toEqual({ star: { level: 'off' } });
  });

  it.each([
    ['`./gone.mjs` was not found', './gone.mjs', ''],
    ['`no-such-package` was not found', 'no-such-package', ''],
    ['`../../x` was not found', '../../x', ''],
    ['`./p.mjs` cannot be loaded: broken', './p.mjs', 'throw new Error("broken");'],
    ['`./p.mjs` exports no rules', './p.mjs', 'export default { rules: [{ id: "x" }] };'],
    [
      '`./p.mjs` has a rule `star`, and there is one of that name already',
      './p.mjs',
      PLUGIN.replace('own-rule', 'star'),
    ],
  ])('%s', async (message, name, code) => {
    const cwd = folderWith({ 'iam-lint.yaml': `plugins: ['${name}']\n`, 'p.mjs': code });
    expect((await issues(cwd))[0]).toContain(`Plugin ${message}`);
  });
});
