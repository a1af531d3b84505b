import { describe, expect, it } from 'vitest';
import { pathMatcher } from '../../src/config/path-matcher.ts';
import { blockingFindings } from '../../src/engine/thresholds.ts';
import { type PolicyDocument, type Statement } from '../../src/graph/policy.ts';
import { type PrincipalNode } from '../../src/graph/resource-graph.ts';
import { type FindingDraft } from '../../src/rule/finding.ts';
import { type CfnNode, get, type Located } from '../../src/template/node.ts';
import { type Resource, type Template } from '../../src/template/template.ts';
import { type Guard } from '../../src/values/value.ts';
import { graphOf, judged, ruleOf, templateOf } from './judged.ts';

const TEXT = `Conditions:
  IsProd: !Equals [a, b]
Resources:
  First:
    Type: AWS::IAM::Role
    Properties:
      RoleName: first
      Tags: [one, two]
  Second:
    Type: AWS::IAM::User
    Condition: IsProd
    Properties:
      UserName: second
`;

const template = templateOf(TEXT);
const first = template.resources.get('First')!;
const second = template.resources.get('Second')!;
const graph = graphOf([template]);
const isProd: Guard = [{ kind: 'condition', name: 'IsProd', holds: true }];
const isNotProd: Guard = [{ kind: 'condition', name: 'IsProd', holds: false }];

function nameOf(resource: Resource): CfnNode {
  return get(resource.properties, 'RoleName') ?? get(resource.properties, 'UserName')!;
}

function draft(at: Located, rest: Partial<FindingDraft> = {}): FindingDraft {
  return { at, message: 'Something is there', evidence: 'x', ...rest };
}

describe('the walk', () => {
  it('shows every level, policies with their statements, and resources by type', () => {
    const statement = { node: first.node, effect: 'Allow' } as unknown as Statement;
    const policy = { node: first.node, statements: [statement], owner: first } as unknown as PolicyDocument;
    const principal = { node: first.node, resource: first } as unknown as PrincipalNode;
    const seen: string[] = [];
    const visit = {
      graph: () => void seen.push('graph'),
      template: (each: Template) => void seen.push(`template ${each.file.path}`),
      resource: (each: Resource) => void seen.push(`resource ${each.logicalId}`),
      types: ['AWS::IAM::User', 'AWS::IAM::User', 'AWS::IAM::Group'],
      principal: (each: PrincipalNode) => void seen.push(`principal ${each.resource.logicalId}`),
      policy: () => void seen.push('policy'),
      statement: (each: Statement) => void seen.push(`statement ${each.effect}`),
    };
    judged(graphOf([template], { policies: [policy], principals: [principal] }), [ruleOf('a', visit)]);
    expect(seen).toEqual([
      'graph',
      'template stack.yaml',
      'resource Second',
      'principal First',
      'policy',
      'statement Allow',
    ]);
  });

  it('keeps the findings of a rule that throws, and those of the others', () => {
    const throwing = ruleOf('throwing', {
      resource: (resource, { report }) => {
        report(draft(resource));
        throw new TypeError('no such thing');
      },
    });
    const fine = ruleOf('fine', { resource: (resource, { report }) => report(draft(resource)) });
    const { findings, problems } = judged(graph, [throwing, fine]);
    expect(findings.map(({ rule, resource }) => `${rule.id} ${resource?.logicalId}`)).toEqual([
      'fine First',
      'throwing First',
      'fine Second',
      'throwing Second',
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ kind: 'rule-crashed', ruleId: 'throwing' });
    expect(problems[0]!.message).toContain('1 more times): TypeError: no such thing');
    expect(problems[0]!.span!.start).toBe(first.node.span.start);
  });
});

describe('which rules run', () => {
  const visit = {
    resource: (resource: Resource, { report }: { report(draft: FindingDraft): void }) =>
      report(draft(resource)),
  };
  const rules = [
    ruleOf('first', visit),
    ruleOf('strict-one', visit, { preset: 'strict' }),
    ruleOf('any', visit, { preset: 'all' }),
  ];
  const ran = (config: Parameters<typeof judged>[2]): string[] => [
    ...new Set(judged(graph, rules, config).findings.map(({ rule, severity }) => `${rule.id} ${severity}`)),
  ];

  it('follows the preset', () => {
    expect(ran({})).toEqual(['first high']);
    expect(ran({ preset: 'strict' })).toEqual(['first high', 'strict-one high']);
    expect(ran({ preset: 'all' })).toEqual(['any high', 'first high', 'strict-one high']);
  });

  it('follows the levels of the configuration', () => {
    expect(
      ran({ rules: { first: { level: 'off' }, any: { level: 'on' }, 'strict-one': { level: 'low' } } }),
    ).toEqual(['any high', 'strict-one low']);
  });

  it('follows overrides by path, with the last one winning', () => {
    const other = templateOf(TEXT, 'legacy/old.yaml');
    const { findings } = judged(graphOf([template, other]), [rules[0]!], {
      overrides: [
        { files: ['legacy/**'], rules: { first: { level: 'off' } } },
        { files: ['**/old.yaml'], rules: { first: { level: 'critical' } } },
        { files: ['stack.yaml'], rules: { first: { level: 'off' } } },
      ],
    });
    expect([
      ...new Set(findings.map(({ primary, severity }) => `${primary.span.file.path} ${severity}`)),
    ]).toEqual(['legacy/old.yaml critical']);
  });

  it('gives options over their defaults, and those of an override in its files', () => {
    const seen: unknown[] = [];
    const rule = ruleOf(
      'with-options',
      { template: (_, { options }) => void seen.push(options) },
      {
        options: { schema: {}, defaults: { seconds: 1, other: 2 } },
      },
    );
    judged(graphOf([template, templateOf(TEXT, 'b.yaml')]), [rule], {
      rules: { 'with-options': { level: 'on', options: { seconds: 5 } } },
      overrides: [{ files: ['b.yaml'], rules: { 'with-options': { level: 'on', options: { other: 7 } } } }],
    });
    expect(seen).toEqual([
      { seconds: 5, other: 2 },
      { seconds: 5, other: 7 },
    ]);
  });
});

describe('drafts become findings', () => {
  const found = (...drafts: FindingDraft[]) =>
    judged(graph, [ruleOf('a', { graph: (_, { report }) => drafts.forEach((each) => report(each)) })])
      .findings;

  it('places a finding on a resource at its logical id, any other at its own text', () => {
    const [whole, inner] = found(draft(first), draft({ node: nameOf(first) }));
    expect(TEXT.slice(whole!.primary.span.start, whole!.primary.span.end)).toBe('First');
    expect(whole!.primary.path).toEqual(['Resources', 'First']);
    expect(TEXT.slice(inner!.primary.span.start, inner!.primary.span.end)).toBe('first');
    expect(inner!.primary.path).toEqual(['Resources', 'First', 'Properties', 'RoleName']);
    expect(inner!.resource).toBe(first);
  });

  it('takes the guard of what it points at, else that of the resource', () => {
    const [always, withGuard, conditional] = found(
      draft({ node: nameOf(first) }),
      draft({ node: get(first.properties, 'Tags')!, when: isNotProd } as Located),
      draft({ node: nameOf(second) }),
    );
    expect([always!.certainty, always!.when]).toEqual(['always', []]);
    expect([withGuard!.certainty, withGuard!.when]).toEqual(['conditional', [isNotProd]]);
    expect([conditional!.certainty, conditional!.when]).toEqual(['conditional', [isProd]]);
  });

  it('merges what is the same finding in several branches', () => {
    const at = { node: nameOf(first) };
    const [one, ...rest] = found(
      draft(at, { when: isProd, severity: 'low', related: [{ at: second, label: 'the user' }] }),
      draft(at, { when: isNotProd, severity: 'critical', related: [{ at: second, label: 'the user' }] }),
      draft(at, { when: isProd, possible: true }),
    );
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ certainty: 'always', when: [], severity: 'critical' });
    expect(one!.related).toHaveLength(1);
    expect(one!.related[0]).toMatchObject({ label: 'the user', path: ['Resources', 'Second'] });
  });

  it('is possible only when nothing settled says it', () => {
    const at = { node: nameOf(first) };
    expect(found(draft(at, { possible: true, when: isProd }))[0]).toMatchObject({
      certainty: 'possible',
      when: [isProd],
    });
    expect(found(draft(at, { possible: true }), draft(at, { when: isProd }))[0]).toMatchObject({
      certainty: 'conditional',
      when: [isProd],
    });
  });

  it('keeps findings of other evidence apart', () => {
    const at = { node: nameOf(first) };
    expect(found(draft(at, { evidence: 'a' }), draft(at, { evidence: 'b' }))).toHaveLength(2);
  });

  it('reports what is found on a generated resource on the author’s', () => {
    const generated: Resource = {
      ...second,
      logicalId: 'FirstRole',
      node: { ...second.node },
      generatedFrom: first,
    };
    delete (generated.node as { parent?: CfnNode }).parent;
    const rule = ruleOf('a', {
      resource: (resource, { report }) => resource === generated && report(draft(resource)),
    });
    const [finding] = judged(graphOf([template], { resources: [first, second, generated] }), [rule]).findings;
    expect(finding!.resource).toBe(first);
    expect(TEXT.slice(finding!.primary.span.start, finding!.primary.span.end)).toBe('First');
  });

  it('finds a path for a node that was made from an author’s text', () => {
    const node = nameOf(first);
    const made: CfnNode = { kind: 'list', items: [], span: { ...node.span, start: node.span.start + 1 } };
    const [finding] = found(draft({ node: made }, { resource: first }));
    expect(finding!.primary.path).toEqual(['Resources', 'First', 'Properties', 'RoleName']);
  });

  it('marks what the framework made, which does not block', () => {
    const made = { ...first, madeBy: 'aws-cdk-lib BucketDeployment' };
    const rule = ruleOf('a', { resource: (resource, { report }) => report(draft(resource)) });
    const { findings } = judged(graphOf([template], { resources: [made, second] }), [rule]);
    expect(findings.map(({ madeBy }) => madeBy)).toEqual(['aws-cdk-lib BucketDeployment', undefined]);
    const blocking = (failOn: 'high' | 'critical' | 'none'): number =>
      blockingFindings(findings, { failOn, overrides: [] }, pathMatcher).length;
    expect([blocking('high'), blocking('critical'), blocking('none')]).toEqual([1, 0, 0]);
    const override = { files: ['stack.yaml'], rules: {}, failOn: 'critical' as const };
    expect(blockingFindings(findings, { failOn: 'low', overrides: [override] }, pathMatcher)).toEqual([]);
  });

  it('orders by file, offset and rule, whatever the order of rules and templates', () => {
    const other = templateOf(TEXT, 'a.yaml');
    const visit = {
      resource: (resource: Resource, { report }: { report(draft: FindingDraft): void }) =>
        report(draft(resource)),
    };
    const order = (templates: Template[], ids: string[]): string[] =>
      judged(
        graphOf(templates),
        ids.map((id) => ruleOf(id, visit)),
      ).findings.map(
        ({ primary, rule, fingerprint }) =>
          `${primary.span.file.path}:${primary.span.start} ${rule.id} ${fingerprint}`,
      );
    const expected = order([template, other], ['a', 'b']);
    expect(order([other, template], ['b', 'a'])).toEqual(expected);
    expect(expected).toHaveLength(8);
    expect(expected.map((each) => each.split(' ')[0]!.split(':')[0])).toEqual([
      ...Array<string>(4).fill('a.yaml'),
      ...Array<string>(4).fill('stack.yaml'),
    ]);
  });
});
