import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/config-schema.ts';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { mergeConfig } from '../../src/config/merge-config.ts';
import { nearest } from '../../src/config/nearest.ts';
import { pathMatcher } from '../../src/config/path-matcher.ts';
import { readConfigNode } from '../../src/config/read-config-node.ts';
import { rebaseGlob } from '../../src/config/rebase-glob.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { testRules } from './test-rules.ts';

const read = (text: string, allowUnknown = false) =>
  readConfigNode(parseNodes(new SourceFile('iam-lint.yaml', text)).root, testRules, allowUnknown);
const wrong = (text: string) => read(text).issues.map(({ message }) => message);

const EVERYTHING = `
$schema: ./docs/config.schema.json
preset: strict
facts:
  accounts: ['111122223333', 012345678901]
  organization: o-exampleorg1
  trustedAccounts: ['444455556666']
rules:
  small: off
  picky: on
  star: { level: critical, limit: 5, words: [a, b] }
ignore:
  - { rule: star, reason: reviewed, resource: Role, evidence: 'Action::*', files: [a/**], until: 2028-02-29 }
overrides:
  - files: [legacy/**]
    rules: { star: low }
    failOn: none
failOn: high
minConfidence: low
plugins: []
exclude: [gen/]
parameters: { Stage: prod, Count: 3 }
`;

describe('a configuration', () => {
  it('is read with all of its keys', () => {
    const { settings, issues } = read(EVERYTHING);
    expect(issues).toEqual([]);
    expect(settings).toEqual({
      preset: 'strict',
      facts: {
        accounts: ['111122223333', '012345678901'],
        organization: 'o-exampleorg1',
        trustedAccounts: ['444455556666'],
      },
      rules: {
        small: { level: 'off' },
        picky: { level: 'on' },
        star: { level: 'critical', options: { limit: 5, words: ['a', 'b'] } },
      },
      ignore: [
        {
          rule: 'star',
          reason: 'reviewed',
          resource: 'Role',
          evidence: 'Action::*',
          files: ['a/**'],
          until: '2028-02-29',
        },
      ],
      overrides: [{ files: ['legacy/**'], rules: { star: { level: 'low' } }, failOn: 'none' }],
      failOn: 'high',
      minConfidence: 'low',
      plugins: [],
      exclude: ['gen/'],
      parameters: { Stage: 'prod', Count: '3' },
    });
  });

  it.each([
    ['`facts.accounts[0]` must be an account id of twelve digits', 'facts: { accounts: [123] }'],
    ['`facts.organization` must be an id such as `o-exampleorg1`', 'facts: { organization: mine }'],
    ['Unknown key `account` in facts', 'facts: { account: [] }'],
    ['`facts.accounts` must be a list', "facts: { accounts: '111122223333' }"],
    ['`rules.star` must be one of off, on, low, medium, high, critical', 'rules: { star: warn }'],
    ['`rules.star.limit` must be at most 9', 'rules: { star: { limit: 10 } }'],
    ['`rules.star.limit` must be a whole number', 'rules: { star: { limit: 1.5 } }'],
    ['`rules.star.words[1]` must be one of a, b', 'rules: { star: { words: [a, c] } }'],
    ['`rules.star` has no option `limt`', 'rules: { star: { limt: 1 } }'],
    ['`rules.small` takes no options, only a `level`', 'rules: { small: { limit: 1 } }'],
    ['`rules` must be a map from rule to level', 'rules: [star]'],
    ['`ignore[0]` needs a `reason` why it is accepted', 'ignore: [{ rule: star }]'],
    ['`ignore[0]` needs a `reason` why it is accepted', "ignore: [{ rule: star, reason: ' ' }]"],
    ['`ignore[0]` needs a `rule`', 'ignore: [{ reason: x }]'],
    ['`ignore[0].rule` names no rule: there is no `stra`', 'ignore: [{ rule: stra, reason: x }]'],
    [
      '`ignore[0].until` names a day that does not exist: 2027-02-29',
      'ignore: [{ rule: star, reason: x, until: 2027-02-29 }]',
    ],
    [
      '`ignore[0].until` must be a day such as 2027-01-31',
      'ignore: [{ rule: star, reason: x, until: soon }]',
    ],
    ['`overrides[0]` needs `files`, the globs that it is for', 'overrides: [{ rules: {} }]'],
    ['`exclude[0]` must be a string', 'exclude: [{ a: b }]'],
    ['`the configuration` must be a map', '[1]'],
    ['Unknown key `__proto__` in the configuration', '__proto__: { preset: all }'],
  ])('says: %s', (message, text) => expect(wrong(text)).toContain(message));

  it('leaves rules out that a run without plugins cannot know', () => {
    expect(read('rules: { other: off, star: off }', true)).toMatchObject({
      settings: { rules: { star: {} } },
      issues: [],
    });
  });

  it('is merged key by key', () => {
    const base = mergeConfig(DEFAULT_CONFIG, read(EVERYTHING).settings);
    const merged = mergeConfig(base, {
      rules: { star: { level: 'off' } },
      facts: { accounts: [] },
      exclude: ['x'],
      parameters: { Stage: 'dev' },
    });
    expect(merged.rules['star']).toEqual({ level: 'off', options: { limit: 5, words: ['a', 'b'] } });
    expect(merged.facts).toMatchObject({ accounts: [], organization: 'o-exampleorg1' });
    expect(merged.exclude).toEqual(['gen/', 'x']);
    expect({ ...merged.parameters }).toEqual({ Stage: 'dev', Count: '3' });
    expect(merged.rules['constructor']).toBeUndefined();
  });
});

describe('the schema of the configuration', () => {
  const validate = new Ajv({ strict: false }).compile(configSchema(testRules));
  it('accepts what is accepted', () => {
    expect(
      validate({
        preset: 'all',
        rules: { star: { level: 'off', limit: 2 }, small: 'low', fromPlugin: 'on' },
      }),
    ).toBe(true);
    expect(
      validate({
        facts: { accounts: ['111122223333'] },
        ignore: [{ rule: 'star', reason: 'x', until: '2027-01-31' }],
      }),
    ).toBe(true);
  });
  it.each([
    [{ presets: 'all' }],
    [{ rules: { star: { limit: 10 } } }],
    [{ rules: { star: 'warn' } }],
    [{ ignore: [{ rule: 'star' }] }],
  ])('rejects %j', (config) => expect(validate(config)).toBe(false));
  it('describes every rule and its defaults', () => {
    const text = JSON.stringify(configSchema(testRules));
    for (const { title } of testRules) expect(text).toContain(title);
    expect(text).toContain('"maximum":9,"default":3');
  });
});

describe('pathMatcher', () => {
  it.each([
    ['*.yaml', ['a.yaml', 'x/y/a.yaml', 'x/a.yaml/b'], ['a.yml']],
    ['/a.yaml', ['a.yaml', './a.yaml'], ['x/a.yaml']],
    ['legacy/', ['legacy/a.yaml', 'x/legacy/b/c.yaml'], ['legacy2/a.yaml']],
    ['legacy', ['legacy/a.yaml', 'x/legacy', 'x/legacy/b'], ['legacy.yaml']],
    ['a/*/c', ['a/b/c', 'a/b/c/d'], ['a/c', 'x/a/b/c']],
    ['a/**', ['a/b', 'a/.b/c'], ['b/a/b']],
    ['**/x/*.{yaml,json}', ['x/a.yaml', 'q/x/b.json'], ['x/y/a.yaml']],
    ['../other/**', ['../other/a.yaml'], ['other/a.yaml']],
  ])('%s', (glob, yes, no) => {
    const matches = pathMatcher([glob]);
    expect(yes.filter((path) => !matches(path))).toEqual([]);
    expect(no.filter(matches)).toEqual([]);
  });
  it('matches nothing without globs', () => expect(pathMatcher([])('a')).toBe(false));
});

describe('rebaseGlob', () => {
  it.each([
    ['sub/x/*.yaml', '/x/*.yaml'],
    ['/sub/x.yaml', '/x.yaml'],
    ['other/**', '../other/**'],
    ['*.yaml', '*.yaml'],
    ['**/x/*.yaml', '**/x/*.yaml'],
    ['s*/x', '/x'],
    ['sub/', 'sub/'],
    ['/sub', '**'],
    ['/sub/', '**'],
    ['sub/**', '/**'],
  ])('%s becomes %s', (glob, expected) => expect(rebaseGlob(glob, ['sub'])).toBe(expected));
});

describe('nearest', () => {
  it.each([
    ['stict', 'strict'],
    ['recomended', 'recommended'],
    ['lal', 'all'],
    ['ALL', 'all'],
    ['xyz', undefined],
    ['', undefined],
  ])('%j is %j', (name, expected) => expect(nearest(name, ['recommended', 'strict', 'all'])).toBe(expected));
  it('takes bounded time', () => expect(nearest('x'.repeat(1e6), ['y'.repeat(1e6)])).toBeUndefined());
});
