import { describe, expect, it } from 'vitest';
import derivedRule from '../rules/no-derived-privilege-escalation.ts';
import indirectRule from '../rules/no-indirect-privilege-escalation.ts';
import plainRule from '../rules/no-privilege-escalation.ts';
import { bucketEscalationsOf } from '../src/analysis/bucket-escalation.ts';
import { escalationsOf, type EscalationStep } from '../src/analysis/escalations.ts';
import { findManagedPolicy, managedPolicyNames } from '../src/catalogue/managed-policies.ts';
import {
  escalationPrimitives,
  escalationSource,
  type EscalationPrimitive,
} from '../src/catalogue/escalations.ts';
import { findAction } from '../src/catalogue/services.ts';
import { buildGraph } from '../src/graph/build-graph.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { type FindingDraft } from '../src/rule/finding.ts';
import { NO_FACTS } from '../src/rule/facts.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { readTemplate } from '../src/template/read-template.ts';

type Json = string | readonly Json[] | { readonly [key: string]: Json };

function graphOf(resources: Json, more: { readonly [key: string]: Json } = {}): ResourceGraph {
  const text = JSON.stringify({ ...more, Resources: resources });
  const reading = readTemplate(new SourceFile('template.json', text));
  if (reading.kind !== 'template') throw new Error(`not a template but ${reading.what}`);
  return buildGraph([reading.template], { parameters: {} });
}

function stepsIn(graph: ResourceGraph, id: string): readonly EscalationStep[] {
  const principal = graph.principals.find(({ resource }) => resource.logicalId === id);
  if (!principal) throw new Error(`no principal ${id}`);
  return escalationsOf(principal, graph);
}

function idsOf(steps: readonly EscalationStep[]): readonly string[] {
  return steps.map(({ primitive }) => primitive.id);
}

function findingsIn(graph: ResourceGraph): readonly FindingDraft[] {
  const drafts: FindingDraft[] = [];
  const report = (draft: FindingDraft): number => drafts.push(draft);
  for (const { visit } of [plainRule, indirectRule, derivedRule])
    visit.graph!(graph, { graph, facts: NO_FACTS, options: {}, report });
  return drafts;
}

function allow(actions: Json, resources: Json = '*', more: { readonly [key: string]: Json } = {}): Json {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...more };
}

function deny(actions: Json, resources: Json = '*', more: { readonly [key: string]: Json } = {}): Json {
  return { Effect: 'Deny', Action: actions, Resource: resources, ...more };
}

function document(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

function inline(...statements: readonly Json[]): { readonly [key: string]: Json } {
  return { Policies: [{ PolicyName: 'own', PolicyDocument: document(...statements) }] };
}

function role(properties: { readonly [key: string]: Json }, service = 'lambda.amazonaws.com'): Json {
  const trust = document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ...properties } };
}

function resource(Type: string, Properties: Json): Json {
  return { Type, Properties };
}

const ADMINISTRATOR = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };

/** What primitives need beside permissions, by id. */
const SURROUNDINGS: Readonly<Record<string, { readonly [id: string]: Json }>> = {
  'x-iam-tag-self-abac': {
    Tagged: resource('AWS::IAM::ManagedPolicy', {
      PolicyDocument: document(
        allow('s3:GetObject', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } }),
      ),
    }),
  },
  'x-glue-script-overwrite': {
    Job: resource('AWS::Glue::Job', {
      Role: { 'Fn::GetAtt': ['Worker', 'Arn'] },
      Command: { Name: 'glueetl', ScriptLocation: 's3://scripts/job.py' },
    }),
    Worker: role({}, 'glue.amazonaws.com'),
  },
  'x-ecr-image-overwrite': {
    Repository: resource('AWS::ECR::Repository', {}),
    Task: resource('AWS::ECS::TaskDefinition', {
      TaskRoleArn: { 'Fn::GetAtt': ['Worker', 'Arn'] },
      ContainerDefinitions: [{ Name: 'a', Image: { 'Fn::GetAtt': ['Repository', 'RepositoryUri'] } }],
    }),
    Worker: role({}, 'ecs-tasks.amazonaws.com'),
  },
  'x-codecommit-push': pipeline('CodeCommit', { RepositoryName: 'code' }),
  'x-pipeline-source-object': pipeline('S3', { S3Bucket: 'source', S3ObjectKey: 'source.zip' }),
};

function pipeline(provider: string, configuration: Json): { readonly [id: string]: Json } {
  const action = { ActionTypeId: { Category: 'Source', Provider: provider }, Configuration: configuration };
  return {
    Pipeline: resource('AWS::CodePipeline::Pipeline', {
      RoleArn: { 'Fn::GetAtt': ['Worker', 'Arn'] },
      Stages: [{ Name: 'Source', Actions: [action] }],
    }),
    Worker: role({}, 'codepipeline.amazonaws.com'),
  };
}

const USERS = new Set([
  'pf-iam-007',
  'pf-iam-008',
  'pf-iam-010',
  'pf-iam-011',
  'pf-iam-013',
  'x-iam-boundary-remove-user',
  'x-iam-remove-deny-user',
]);

/** A template whose principal `Actor` may do just the actions, on everything. */
function templateFor({ id }: EscalationPrimitive, actions: readonly string[]): ResourceGraph {
  const harmless = 's3:ListAllMyBuckets';
  const bounded = id.startsWith('x-iam-boundary-remove');
  const statements = [
    allow([harmless, ...actions]),
    ...(id.startsWith('x-iam-remove-deny') ? [deny('s3:DeleteBucket')] : []),
  ];
  const properties = {
    ...inline(...statements),
    ...(bounded && { PermissionsBoundary: { Ref: 'Boundary' } }),
  };
  return graphOf({
    Actor: USERS.has(id)
      ? resource('AWS::IAM::User', { ...properties, Groups: [{ Ref: 'Group' }] })
      : role(properties),
    ...(USERS.has(id) && { Group: resource('AWS::IAM::Group', {}) }),
    ...(bounded && {
      Boundary: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: document(allow(['iam:*', 's3:*'])) }),
    }),
    ...SURROUNDINGS[id],
  });
}

describe('the primitives', () => {
  it('tell where they come from', () => {
    const primitives = escalationPrimitives();
    const source = escalationSource()!;
    expect(primitives).toHaveLength(Number(source.version));
    expect(source.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { sources } of primitives) {
      expect(sources.length).toBeGreaterThan(0);
      for (const name of sources) expect(source.licences).toHaveProperty([name.split(':')[0]!]);
    }
    expect(new Set(primitives.map(({ description }) => description)).size).toBe(primitives.length);
  });

  it('name actions that exist', () => {
    const actions = escalationPrimitives().flatMap(({ all, any, bind }) => [
      ...all,
      ...any.flat(),
      ...bind.keys(),
    ]);
    expect(actions.filter((action) => !findAction(action))).toEqual([]);
  });
});

describe.each(escalationPrimitives().map((primitive) => [primitive.id, primitive] as const))(
  '%s',
  (id, primitive) => {
    const needed = [...primitive.all, ...primitive.any.map(([first]) => first!)];

    it('is found when all of its actions are allowed', () => {
      const graph = templateFor(primitive, needed);
      expect(idsOf(stepsIn(graph, 'Actor'))).toContain(id);
      expect(findingsIn(graph)).toHaveLength(1);
    });

    it.each(needed)('is not found without %s', (left) => {
      const graph = templateFor(
        primitive,
        needed.filter((action) => action !== left),
      );
      expect(idsOf(stepsIn(graph, 'Actor'))).not.toContain(id);
      if (needed.length === 1) expect(findingsIn(graph)).toEqual([]);
    });

    it.each(primitive.any.flat())('is found with %s', (alternative) => {
      const group = primitive.any.find((actions) => actions.includes(alternative))!;
      const others = needed.filter((action) => !group.includes(action));
      expect(idsOf(stepsIn(templateFor(primitive, [...others, alternative]), 'Actor'))).toContain(id);
    });
  },
);

const WRITES_POLICY = 'iam:PutRolePolicy';
const PASSES = ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'] as const;
const NEW_FUNCTION = 'pf-lambda-001';

function attached(to: string, ...statements: readonly Json[]): Json {
  return resource('AWS::IAM::ManagedPolicy', {
    Roles: [{ Ref: to }],
    PolicyDocument: document(...statements),
  });
}

describe('policies together', () => {
  it('joins inline and managed policies', () => {
    const graph = graphOf({
      Actor: role(inline(allow(PASSES[0]))),
      Rest: attached('Actor', allow(PASSES.slice(1))),
    });
    expect(idsOf(stepsIn(graph, 'Actor'))).toContain(NEW_FUNCTION);
    const [finding, ...others] = findingsIn(graph);
    expect(others).toEqual([]);
    expect(finding!.message).toContain('Role `Actor`');
    expect(finding!.evidence).toBe(`Escalation::${PASSES.join('+')}`);
    expect(finding!.related!.map(({ label }) => label)).toContain(`allows ${PASSES[1]}`);
  });

  it('finds nothing in the parts alone', () => {
    const graph = graphOf({
      Actor: role(inline(allow(PASSES[0]))),
      Other: role(inline(allow(PASSES.slice(1)))),
    });
    expect(findingsIn(graph)).toEqual([]);
  });

  it('joins the groups of a user, and shares the finding of what the group alone can do', () => {
    const group = resource('AWS::IAM::Group', inline(allow('iam:CreateUser'), allow('iam:PutUserPolicy')));
    const graph = graphOf({
      Actor: resource('AWS::IAM::User', {
        Groups: [{ Ref: 'Group' }],
        ...inline(
          allow('iam:CreateAccessKey', { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:user/${!aws:username}' }),
        ),
      }),
      Group: group,
    });
    expect(idsOf(stepsIn(graph, 'Actor'))).toContain('pf-iam-007');
    const findings = findingsIn(graph);
    expect(findings).toHaveLength(1);
    expect(findings[0]!.message).toMatch(/and 1 more can gain/);
  });

  it("joins AWS's own policies by their content", () => {
    const graph = graphOf({
      Actor: role({
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSLambda_FullAccess'],
        ...inline(allow('iam:PassRole')),
      }),
    });
    expect(idsOf(stepsIn(graph, 'Actor'))).toContain(NEW_FUNCTION);
    const alone = graphOf({ Actor: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/IAMFullAccess'] }) });
    expect(stepsIn(alone, 'Actor')[0]?.tier).toBe('plain');
  });

  it('judges policies that nobody is seen to hold', () => {
    const graph = graphOf({
      Policy: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: document(allow(WRITES_POLICY)) }),
    });
    expect(idsOf(escalationsOf(graph.policies[0]!, graph))).toEqual(['pf-iam-005']);
    expect(findingsIn(graph)[0]!.message).toContain('Whoever managed policy `Policy` is attached to');
  });

  it('has nothing to say of administrators', () => {
    expect(findingsIn(graphOf({ Actor: role(ADMINISTRATOR) }))).toEqual([]);
    expect(findingsIn(graphOf({ Actor: role(inline(allow('*'))) }))).toEqual([]);
  });

  it('tells of branches apart', () => {
    const conditions = { Conditions: { A: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } } };
    const branch = (a: Json, b: Json): Json => ({ 'Fn::If': ['A', a, b] });
    const nothing = { Ref: 'AWS::NoValue' };
    const excluding = inline(
      allow(branch(PASSES[0], 's3:GetObject')),
      allow(branch('s3:GetObject', PASSES[1])),
      allow(PASSES[2]),
    );
    expect(stepsIn(graphOf({ Actor: role(excluding) }, conditions), 'Actor')).toEqual([]);
    const meeting = inline(allow(branch(PASSES[0], nothing)), allow(PASSES.slice(1)));
    const [step] = stepsIn(graphOf({ Actor: role(meeting) }, conditions), 'Actor');
    expect(step?.when).toEqual([{ kind: 'condition', name: 'A', holds: true }]);
  });
});

describe('statements', () => {
  const idsWith = (...statements: readonly Json[]): readonly string[] =>
    idsOf(stepsIn(graphOf({ Actor: role(inline(...statements)) }), 'Actor'));

  it('takes a Deny without a condition away', () => {
    expect(idsWith(allow(WRITES_POLICY), deny('iam:Put*'))).toEqual([]);
    expect(idsWith(allow(WRITES_POLICY), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' })).toEqual([]);
    expect(idsWith(allow(WRITES_POLICY), deny(WRITES_POLICY, { 'Fn::GetAtt': ['Actor', 'Arn'] }))).toEqual(
      [],
    );
  });

  it('does not take a Deny away that may not hold', () => {
    const elsewhere = { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } };
    expect(idsWith(allow(WRITES_POLICY), deny('iam:*', '*', elsewhere))).toContain('pf-iam-005');
    expect(
      idsWith(allow(WRITES_POLICY), deny(WRITES_POLICY, 'arn:aws:iam::111122223333:role/other')),
    ).toContain('pf-iam-005');
  });

  it('reads NotAction and NotResource', () => {
    expect(idsWith({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })).toContain('pf-iam-005');
    expect(idsWith({ Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' })).not.toContain(
      'pf-iam-005',
    );
    expect(
      idsWith({ Effect: 'Allow', Action: WRITES_POLICY, NotResource: 'arn:aws:iam::*:role/admin' }),
    ).toContain('pf-iam-005');
  });

  it('reads wildcards and any case in actions', () => {
    for (const spelling of ['iam:*', 'IAM:put*', 'iam:*RolePolicy', 'i?m:PutRolePolic?', '*:PutRolePolicy'])
      expect(idsWith(allow(spelling)), spelling).toContain('pf-iam-005');
  });

  it('asks whether the resource is of the right kind', () => {
    expect(idsWith(allow(WRITES_POLICY, 'arn:aws:s3:::*'))).toEqual([]);
    expect(idsWith(allow(WRITES_POLICY, 'arn:aws:iam::*:user/*'))).toEqual([]);
    expect(idsWith(allow(WRITES_POLICY, 'arn:aws:iam::*:role/*'))).toContain('pf-iam-005');
    expect(idsWith(allow(WRITES_POLICY, { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:*' }))).toContain(
      'pf-iam-005',
    );
    expect(idsWith(allow(WRITES_POLICY, 'arn:aws:iam::111122223333:role/other'))).toEqual([]);
  });

  it('counts conditions that limit what is reached', () => {
    const on = (key: string, operator = 'StringEquals', value = 'a'): Json =>
      allow(WRITES_POLICY, '*', { Condition: { [operator]: { [key]: value } } });
    for (const key of ['aws:ResourceTag/team', 'iam:ResourceTag/team', 'iam:PermissionsBoundary'])
      expect(idsWith(on(key)), key).toEqual([]);
    for (const key of ['aws:RequestedRegion', 'aws:PrincipalAccount', 'aws:TokenIssueTime'])
      expect(idsWith(on(key)), key).toContain('pf-iam-005');
    expect(idsWith(on('iam:PermissionsBoundary', 'StringNotEquals'))).toContain('pf-iam-005');
    expect(idsWith(on('aws:ResourceTag/team', 'StringEqualsIfExists'))).toContain('pf-iam-005');
  });

  it('asks which service a role may be passed to', () => {
    const passing = (service: Json, operator = 'StringEquals'): readonly EscalationStep[] =>
      stepsIn(
        graphOf({
          Actor: role(
            inline(
              allow(PASSES[0], '*', { Condition: { [operator]: { 'iam:PassedToService': service } } }),
              allow(PASSES.slice(1)),
            ),
          ),
        }),
        'Actor',
      );
    expect(passing('ec2.amazonaws.com')).toEqual([]);
    expect(passing('ec2.amazonaws.com', 'StringEqualsIfExists')).toEqual([]);
    for (const service of [
      'lambda.amazonaws.com',
      ['ec2.amazonaws.com', 'lambda.amazonaws.com'],
      '*.amazonaws.com',
    ])
      expect(passing(service).map(({ primitive, tier }) => [primitive.id, tier])).toContainEqual([
        NEW_FUNCTION,
        'indirect',
      ]);
  });

  it('knows that a stack is no escalation without a role to pass', () => {
    expect(idsWith(allow(['cloudformation:CreateStack', 'cloudformation:DescribeStacks']))).toEqual([]);
  });
});

describe('boundaries', () => {
  const bounded = (ceiling: Json | undefined, ...statements: readonly Json[]): readonly EscalationStep[] =>
    stepsIn(
      graphOf({
        Actor: role({
          ...inline(...statements),
          PermissionsBoundary:
            ceiling === undefined ? 'arn:aws:iam::111122223333:policy/elsewhere' : { Ref: 'Ceiling' },
        }),
        ...(ceiling !== undefined && {
          Ceiling: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: ceiling }),
        }),
      }),
      'Actor',
    );

  it('are a ceiling when they are known', () => {
    expect(bounded(document(allow('s3:*')), allow(WRITES_POLICY))).toEqual([]);
    expect(bounded(document(allow('*'), deny('iam:*')), allow(WRITES_POLICY))).toEqual([]);
    expect(bounded(document(allow('iam:*', 'arn:aws:iam::*:role/app-*')), allow(WRITES_POLICY))).toEqual([]);
    expect(idsOf(bounded(document(allow('iam:*')), allow(WRITES_POLICY)))).toContain('pf-iam-005');
    expect(idsOf(bounded(document(allow('s3:*')), allow('*')))).toEqual([]);
  });

  it('make the finding a possible one when they are not', () => {
    const [step] = bounded(undefined, allow(WRITES_POLICY));
    expect(step).toMatchObject({ tier: 'indirect', possible: true });
  });

  it('may be taken off', () => {
    const ceiling = document(allow(['s3:*', 'iam:DeleteRolePermissionsBoundary']));
    expect(idsOf(bounded(ceiling, allow('*')))).toEqual(['x-iam-boundary-remove-role']);
  });
});

describe('named objects', () => {
  const arn = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const passing = (target: Json, others: { readonly [id: string]: Json }): readonly EscalationStep[] =>
    stepsIn(
      graphOf({ Actor: role(inline(allow(PASSES[0], target), allow(PASSES.slice(1)))), ...others }),
      'Actor',
    );

  it('asks whether a named role is stronger and trusts the service', () => {
    const strong = role(ADMINISTRATOR);
    expect(idsOf(passing(arn('Target'), { Target: strong }))).toContain(NEW_FUNCTION);
    expect(passing(arn('Target'), { Target: role(inline(allow('s3:GetObject'))) })).toEqual([]);
    expect(passing(arn('Target'), { Target: role(ADMINISTRATOR, 'ec2.amazonaws.com') })).toEqual([]);
    expect(passing('arn:aws:iam::111122223333:role/elsewhere', { Target: strong })).toEqual([]);
  });

  it('finds named roles by name and by pattern', () => {
    const named = role({ RoleName: 'app-admin', ...ADMINISTRATOR });
    const inPath = role({ RoleName: 'admin', Path: '/app/', ...ADMINISTRATOR });
    expect(idsOf(passing('arn:aws:iam::*:role/app-*', { Target: named }))).toContain(NEW_FUNCTION);
    expect(passing('arn:aws:iam::*:role/web-*', { Target: named })).toEqual([]);
    expect(idsOf(passing('arn:aws:iam::*:role/app/*', { Target: inPath }))).toContain(NEW_FUNCTION);
  });

  it('is severe and names the role where it stands in the template', () => {
    const graph = graphOf({
      Actor: role(inline(allow(PASSES[0], arn('Target')), allow(PASSES.slice(1)))),
      Target: role(ADMINISTRATOR),
    });
    const [finding] = findingsIn(graph);
    expect(finding).toMatchObject({ severity: 'high' });
    expect(finding!.message).toContain('reaches role `Target`, which is stronger');
    expect(finding!.related!.map(({ label }) => label)).toContain('what it reaches');
  });

  it('takes the role that a function already has', () => {
    const updating = (properties: { readonly [key: string]: Json }): readonly EscalationStep[] =>
      stepsIn(
        graphOf({
          Actor: role(inline(allow('lambda:UpdateFunctionCode', arn('Function')))),
          Function: resource('AWS::Lambda::Function', { Role: arn('Worker') }),
          Worker: role(properties),
        }),
        'Actor',
      );
    expect(idsOf(updating(ADMINISTRATOR))).toContain('pf-lambda-003');
    expect(updating({})).toEqual([]);
  });

  it('lets a principal manage its own keys, but not its own policies', () => {
    const user = (action: string): readonly EscalationStep[] =>
      stepsIn(
        graphOf({
          Actor: resource('AWS::IAM::User', inline(allow(action, 'arn:aws:iam::*:user/${aws:username}'))),
        }),
        'Actor',
      );
    expect(user('iam:CreateAccessKey')).toEqual([]);
    expect(user('iam:PutUserPolicy')[0]).toMatchObject({ tier: 'plain', target: { kind: 'self' } });
  });

  it('strengthens a role that is named and assumed, whatever it is', () => {
    const on = (assumed: string): readonly EscalationStep[] =>
      stepsIn(
        graphOf({
          Actor: role(
            inline(
              allow('iam:AttachRolePolicy', 'arn:aws:iam::*:role/app-*'),
              allow('sts:AssumeRole', `arn:aws:iam::*:role/${assumed}`),
            ),
          ),
        }),
        'Actor',
      );
    expect(idsOf(on('app-deploy'))).toEqual(['pf-iam-014']);
    expect(on('web-deploy')).toEqual([]);
  });
});

describe('what nobody can ask for', () => {
  it('is at most a remark', () => {
    const tier = (service: string): string | undefined =>
      stepsIn(graphOf({ Actor: role(inline(allow(PASSES)), service) }), 'Actor')[0]?.tier;
    expect(tier('backup.amazonaws.com')).toBe('derived');
    expect(tier('lambda.amazonaws.com')).toBe('plain');
  });
});

describe('policies of buckets', () => {
  const gainedBy = (...statements: readonly Json[]): readonly (readonly string[])[] => {
    const graph = graphOf({ Actor: role(inline(...statements)) });
    return bucketEscalationsOf(graph.principals[0]!).map(({ gained }) => gained);
  };
  const bucket = 'arn:aws:s3:::app';

  it('give what the own policies leave out', () => {
    expect(gainedBy(allow(['s3:PutBucketPolicy', 's3:GetObject']))).toEqual([
      ['s3:ListBucket', 's3:PutObject', 's3:DeleteObject'],
    ]);
    const some = allow(['s3:ListBucket', 's3:*Object'], [bucket, `${bucket}/data/*`]);
    expect(gainedBy(some, allow('s3:PutBucketPolicy', bucket))).toEqual([
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    ]);
    expect(gainedBy(allow('s3:PutBucketAcl', bucket))).toEqual([
      ['s3:ListBucket', 's3:PutObject', 's3:DeleteObject'],
    ]);
  });

  it('give nothing that is there or denied', () => {
    expect(gainedBy(allow('s3:*'))).toEqual([]);
    expect(gainedBy(allow('s3:*', [bucket, `${bucket}/*`]))).toEqual([]);
    expect(gainedBy(allow('s3:PutBucketPolicy', bucket), deny(['s3:*Object', 's3:ListBucket']))).toEqual([]);
    expect(gainedBy(allow('s3:PutBucketPolicy'), deny('s3:PutBucketPolicy'), allow('s3:GetObject'))).toEqual(
      [],
    );
    expect(gainedBy(allow('s3:GetObject'))).toEqual([]);
  });
});

describe("AWS's managed policies", () => {
  it('are judged alike by name and by content, in a few milliseconds each', { timeout: 60_000 }, () => {
    const names = managedPolicyNames();
    let spent = 0;
    const stepsOf = (graph: ResourceGraph): readonly string[] => {
      const start = performance.now();
      const steps = stepsIn(graph, 'Actor');
      spent += performance.now() - start;
      return steps.map(({ primitive, tier }) => `${primitive.id} ${tier}`);
    };
    for (const name of names) {
      const { arn: managed, document: text } = findManagedPolicy(name)!;
      const byName = stepsOf(graphOf({ Actor: role({ ManagedPolicyArns: [managed] }) }));
      const pasted = { Policies: [{ PolicyName: 'own', PolicyDocument: JSON.parse(text) as Json }] };
      expect(byName, name).toEqual(stepsOf(graphOf({ Actor: role(pasted) })));
    }
    expect(spent / names.length / 2).toBeLessThan(10);
  });
});

describe('hostile policies', () => {
  it('cost a bounded time', { timeout: 30_000 }, () => {
    const many = (count: number, make: (index: number) => Json): readonly Json[] =>
      Array.from({ length: count }, (_, index) => make(index));
    const actions = [
      'iam:PassRole',
      'iam:*Policy',
      'sts:AssumeRole',
      'iam:CreateAccessKey',
      'lambda:*',
      'ecs:*',
    ];
    const on = (letter: string, index: number): readonly Json[] =>
      many(20, (other) => `arn:aws:iam::*:*/${letter}*${index}-${other}*b?*`);
    const graph = graphOf({
      Actor: role({}),
      Policy: attached(
        'Actor',
        ...many(1000, (index) => allow(actions, on('a', index))),
        ...many(1000, (index) => deny(actions, on('x', index))),
      ),
    });
    const start = performance.now();
    stepsIn(graph, 'Actor');
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
