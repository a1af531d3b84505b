import { describe, expect, it } from 'vitest';
import { type ConfiguredSuppression, DEFAULT_CONFIG } from '../../src/config/config.ts';
import { pathMatcher } from '../../src/config/path-matcher.ts';
import { type CdkAcknowledgement } from '../../src/config/suppression.ts';
import { activeRules } from '../../src/engine/active-rules.ts';
import { runRules } from '../../src/engine/run-rules.ts';
import { suppress } from '../../src/engine/suppress.ts';
import { NO_FACTS } from '../../src/rule/facts.ts';
import { type Rule } from '../../src/rule/rule.ts';
import { asList } from '../../src/template/node.ts';
import { type Resource } from '../../src/template/template.ts';
import { graphOf, ruleOf, templateOf } from './judged.ts';

/** Flags every tag of a role; the evidence is the tag. */
function tagRule(id: string, preset: Rule['preset'] = 'recommended'): Rule {
  return ruleOf(
    id,
    {
      resource(resource, { report }) {
        for (const node of asList(resource.properties?.entries.get('Tags')?.value))
          if (node.kind === 'scalar')
            report({ at: { node }, message: 'A tag is there', evidence: `Tag::${node.text}` });
      },
    },
    { preset },
  );
}

interface Given {
  readonly path?: string;
  readonly configured?: readonly ConfiguredSuppression[];
  readonly acknowledged?: readonly CdkAcknowledgement[];
  readonly rules?: readonly Rule[];
  readonly now?: string;
  readonly resources?: (resources: readonly Resource[]) => readonly Resource[];
}

/** What is left, what is accepted and what is said about suppressions. */
function outcome(text: string, given: Given = {}) {
  const rules = given.rules ?? [tagRule('no-tag')];
  const template = templateOf(text, given.path ?? 'stack.yaml');
  const written = [...template.resources.values()];
  const graph = graphOf([template], { resources: given.resources?.(written) ?? written });
  const active = activeRules(rules, DEFAULT_CONFIG, pathMatcher);
  const { kept, suppressed, problems } = suppress(
    runRules(graph, active, NO_FACTS).findings,
    { templates: [template], configured: given.configured ?? [], acknowledged: given.acknowledged ?? [] },
    {
      knownRules: new Set(rules.map(({ id }) => id)),
      active,
      compileGlobs: pathMatcher,
      now: new Date(given.now ?? '2026-06-15T12:00:00Z'),
    },
  );
  return {
    kept: kept.map(({ evidence }) => evidence.slice('Tag::'.length)),
    accepted: suppressed.map(({ finding, by }) => `${finding.evidence.slice('Tag::'.length)}: ${by.reason}`),
    problems: problems.map(({ kind, message, span }) => {
      const place = span ? `${span.file.positionAt(span.start).line} ` : '';
      return `${place}${kind}: ${message}`;
    }),
  };
}

function role(lines: string, metadata = ''): string {
  return `Resources:\n  Role:\n    Type: AWS::IAM::Role\n${metadata}    Properties:\n      Tags:\n${lines}`;
}

describe('comments', () => {
  it('accept what starts on their line', () => {
    expect(outcome(role('        - a # iam-lint-disable-line no-tag -- why\n        - b\n'))).toEqual({
      kept: ['b'],
      accepted: ['a: why'],
      problems: [],
    });
  });

  it('accept what starts on the next line that is neither blank nor a comment', () => {
    const text = role(
      '        # iam-lint-disable-next-line no-tag -- why\n        # said twice\n\n        - a\n        - b\n',
    );
    expect(outcome(text)).toEqual({ kept: ['b'], accepted: ['a: why'], problems: [] });
  });

  it('accept a block until it is ended, by rule', () => {
    const rules = [tagRule('no-tag'), tagRule('no-label')];
    const text = role(
      '        # iam-lint-disable no-tag, no-label -- why\n        - a\n        # iam-lint-enable no-tag\n        - b\n        # iam-lint-enable\n        - c\n',
    );
    expect(outcome(text, { rules })).toEqual({
      kept: ['b', 'c', 'c'],
      accepted: ['a: why', 'a: why', 'b: why'],
      problems: [],
    });
  });

  it('accept the rest of the file when a block is not ended, the whole file with the file form', () => {
    const block = role('        - a\n        # iam-lint-disable no-tag -- why\n        - b\n');
    expect(outcome(block)).toMatchObject({ kept: ['a'], accepted: ['b: why'] });
    const file = `${role('        - a\n        - b\n')}# iam-lint-disable-file no-tag -- why\n`;
    expect(outcome(file)).toMatchObject({ kept: [], accepted: ['a: why', 'b: why'], problems: [] });
  });

  it('accept only the evidence that they name, so that later widening fires again', () => {
    const text = role(
      '        # iam-lint-disable no-tag[Tag::Get*] -- why\n        - GetObject\n        - "*"\n        - Get*\n',
    );
    expect(outcome(text)).toMatchObject({ kept: ['*'], accepted: ['GetObject: why', 'Get*: why'] });
  });

  it('work in JSON with comments, and not inside of texts', () => {
    const json =
      '{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Tags": [\n"a", // iam-lint-disable-line no-tag -- why\n"# iam-lint-disable-line no-tag -- why"\n]}}}}';
    expect(outcome(json, { path: 'stack.json' })).toMatchObject({
      kept: ['# iam-lint-disable-line no-tag -- why'],
      accepted: ['a: why'],
    });
    const yaml = role(
      '        - a\n',
      '    Metadata:\n      Note: |\n        # iam-lint-disable-file no-tag -- why\n',
    );
    expect(outcome(yaml)).toEqual({ kept: ['a'], accepted: [], problems: [] });
  });

  it('are reported when they accept nothing, with the line that was perhaps meant', () => {
    const text = role(
      '        - a # iam-lint-disable-line no-tag[Tag::b] -- why\n        # iam-lint-enable no-tag\n',
    );
    expect(outcome(text)).toEqual({
      kept: ['a'],
      accepted: [],
      problems: [
        '7 unused-suppression: No `iam-lint-disable` is open here that this could end; remove it',
        '6 unused-suppression: The suppression for `no-tag[Tag::b]` accepts no finding; what is found there is `Tag::a`',
      ],
    });
  });

  it('over another line than that of the finding are told where it is', () => {
    const text = role(
      '        # iam-lint-disable-next-line no-tag -- why\n        - { b: c }\n        - a\n',
    );
    expect(outcome(text).problems).toEqual([
      '6 unused-suppression: The suppression for `no-tag` accepts no finding; it is about line 7, but the nearest finding starts on line 8',
    ]);
  });

  it('are judged rule by rule when they name several', () => {
    const rules = [tagRule('no-tag'), ruleOf('no-label', {})];
    const text = role('        - a # iam-lint-disable-line no-tag, no-label -- why\n');
    expect(outcome(text, { rules })).toMatchObject({
      accepted: ['a: why'],
      problems: ['6 unused-suppression: The suppression for `no-label` accepts no finding; remove it'],
    });
  });

  it('are not unused when their rule is off', () => {
    const rules = [tagRule('no-tag', 'all')];
    expect(outcome(role('        - a # iam-lint-disable-line no-tag -- why\n'), { rules }).problems).toEqual(
      [],
    );
  });

  it.each([
    ['no-tog -- why', 'there is no rule `no-tog`; did you mean `no-tag`?'],
    ['no-tag', 'the reason is missing; add it after `--`'],
    ['no-tag -- why (until soon)', '`soon` is no date; write the last day as `(until 2027-01-31)`'],
    ['* -- why', 'there is no rule `*`'],
  ])('that cannot be honoured accept nothing and say so: %s', (directive, fault) => {
    const { kept, problems } = outcome(role(`        - a # iam-lint-disable-line ${directive}\n`));
    expect(kept).toEqual(['a']);
    expect(problems).toEqual([`6 invalid-suppression: This suppression has no effect: ${fault}`]);
  });

  it('hold through their last day and not longer', () => {
    const text = role('        - a # iam-lint-disable-line no-tag -- why (until 2026-06-15)\n');
    expect(outcome(text, { now: '2026-06-15T23:59:59Z' })).toMatchObject({ kept: [], problems: [] });
    expect(outcome(text, { now: '2026-06-16T00:00:00Z' })).toEqual({
      kept: ['a'],
      accepted: [],
      problems: [
        '6 expired-suppression: The suppression for `no-tag` held until 2026-06-15; its findings are reported again',
      ],
    });
  });
});

it('takes a hundred thousand findings and as many suppressions without taking long', () => {
  const size = 100_000;
  const tags = Array.from({ length: size }, (_, index) => `        - t${index}\n`).join('');
  const directives = Array.from({ length: size }, () => '# iam-lint-disable no-tag[none] -- why\n').join('');
  const { kept, problems } = outcome(`${directives}${role(tags)}`);
  expect(kept).toHaveLength(size);
  expect(problems[0]).toContain('a file may have 500 of them');
}, 30_000);

describe('Metadata', () => {
  const metadata = (entries: string, key = 'iam-lint'): string =>
    `    Metadata:\n      ${key}:\n        ignore:\n${entries}`;

  it.each(['iam-lint', 'iam_lint'])('accepts findings on its resource under the key %s', (key) => {
    const text = role('        - a\n', metadata('          - { rule: no-tag, reason: why }\n', key));
    const other = text.replace(
      'Resources:\n',
      'Resources:\n  Other:\n    Type: AWS::IAM::Role\n    Properties:\n      Tags: [c]\n',
    );
    expect(outcome(other)).toEqual({ kept: ['c'], accepted: ['a: why'], problems: [] });
  });

  it('takes evidence and an end, and a lone entry without a list', () => {
    const entry =
      '          rule: no-tag\n          reason: why\n          evidence: Tag::a*\n          until: 2027-01-31\n';
    expect(outcome(role('        - ab\n        - b\n', metadata(entry)))).toEqual({
      kept: ['b'],
      accepted: ['ab: why'],
      problems: [],
    });
  });

  it.each([
    ['          - { rule: no-tag }\n', 'the reason for accepting `no-tag` is missing; add it'],
    ['          - { reason: why }\n', 'the rule is missing; name the rule that it accepts'],
    [
      '          - { rule: no-tag, reason: why, evidense: x }\n',
      '`evidense` is not known here; did you mean `evidence`?',
    ],
    [
      '          - { rule: no-tag, reason: why, until: 2027-02-31 }\n',
      '`2027-02-31` is no date; write the last day as `2027-01-31`',
    ],
    [
      '          - no-tag\n',
      'an entry of `ignore` is a map of `rule`, `reason` and if wanted `evidence`, `until`',
    ],
    ['          - { rule: no-tag, reason: [why] }\n', '`reason` must be a text'],
  ])('that cannot be honoured accepts nothing and says so', (entry, fault) => {
    const { kept, problems } = outcome(role('        - a\n', metadata(entry)));
    expect(kept).toEqual(['a']);
    expect(problems).toEqual([expect.stringContaining(fault)]);
  });

  it('without `ignore` is reported', () => {
    const text = role('        - a\n', '    Metadata:\n      iam-lint:\n        - no-tag\n');
    expect(outcome(text).problems).toEqual([expect.stringContaining('the list `ignore` is missing')]);
  });
});

describe('the configuration', () => {
  const text = role('        - a\n        - b\n');
  it('accepts by resource, evidence and files, each of which must match', () => {
    const accept = (rest: Partial<ConfiguredSuppression>) =>
      outcome(text, { configured: [{ rule: 'no-tag', reason: 'why', ...rest }] }).accepted.length;
    expect(accept({})).toBe(2);
    expect(accept({ resource: 'Ro*' })).toBe(2);
    expect(accept({ resource: 'Other' })).toBe(0);
    expect(accept({ evidence: 'Tag::b' })).toBe(1);
    expect(accept({ files: ['stack.*'] })).toBe(2);
    expect(accept({ files: ['other/**'], resource: 'Role' })).toBe(0);
  });

  it('matches construct paths as well as logical ids', () => {
    const inStack = (resources: readonly Resource[]) =>
      resources.map((resource) => ({ ...resource, constructPath: 'Prod/Api/Role' }));
    const configured = [{ rule: 'no-tag', reason: 'why', resource: '*/Api/*' }];
    expect(outcome(text, { configured, resources: inStack }).accepted).toHaveLength(2);
  });

  it('is reported when it is unused, expired or not valid', () => {
    const configured = [
      { rule: 'no-tag', reason: 'why', resource: 'Gone' },
      { rule: 'no-tag', reason: 'why', until: '2026-01-01' },
      { rule: 'no-such', reason: 'why' },
      { rule: 'no-tag', reason: ' ' },
    ];
    expect(outcome(text, { configured })).toEqual({
      kept: ['a', 'b'],
      accepted: [],
      problems: [
        'invalid-suppression: Entry 3 of `ignore` has no effect: there is no rule `no-such`',
        'invalid-suppression: Entry 4 of `ignore` has no effect: the reason for accepting `no-tag` is missing; add it',
        'expired-suppression: The entry of `ignore` in the configuration for `no-tag` held until 2026-01-01; its findings are reported again',
        'unused-suppression: The entry of `ignore` in the configuration for `no-tag` accepts no finding; remove it',
      ],
    });
  });
});

describe('rules acknowledged in a CDK app', () => {
  const inStack = (resources: readonly Resource[]) =>
    resources.map((resource) => ({ ...resource, constructPath: 'Stack/Api/Role/Resource' }));
  const acknowledge = (constructPath: string, rule: string, reason = 'why') =>
    outcome(role('        - a\n        - b\n'), {
      acknowledged: [{ constructPath, rule, reason, path: 'cdk.out/manifest.json' }],
      resources: inStack,
    });

  it('hold for the construct and what is below it', () => {
    expect(acknowledge('Stack/Api', 'iam-lint::no-tag').accepted).toHaveLength(2);
    expect(acknowledge('/Stack/Api/Role/Resource', 'no-tag').accepted).toHaveLength(2);
    expect(acknowledge('Stack/Ap', 'iam-lint::no-tag')).toMatchObject({ accepted: [], kept: ['a', 'b'] });
  });

  it('may name the evidence and an end', () => {
    expect(acknowledge('Stack', 'iam-lint::no-tag[Tag::a]').accepted).toEqual(['a: why']);
    expect(acknowledge('Stack', 'iam-lint::no-tag', 'why (until 2026-01-01)')).toMatchObject({
      kept: ['a', 'b'],
      problems: [expect.stringContaining('expired-suppression')],
    });
  });

  it('of other tools are passed over, unknown ones of ours are reported', () => {
    expect(acknowledge('Stack', 'AwsSolutions-IAM5[Action::s3:*]').problems).toEqual([]);
    expect(acknowledge('Stack', 'iam-lint::no-tog').problems).toEqual([
      'invalid-suppression: The rule acknowledged on `Stack` has no effect: there is no rule `no-tog`; did you mean `no-tag`?',
    ]);
  });
});
