import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { type ResourceGraph } from '../../src/graph/resource-graph.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { display, displayGuard } from '../../src/values/value.ts';

function graphOf(resources: string): ResourceGraph {
  const head =
    'Parameters: { A: { Type: String }, B: { Type: String } }\nConditions: { A: !Equals [!Ref A, x], B: !Equals [!Ref B, x] }\n';
  const reading = readTemplate(new SourceFile('stack.yaml', `${head}Resources:\n${resources}`));
  if (reading.kind !== 'template') throw new Error('not a template');
  return buildGraph([reading.template], { parameters: {} });
}

/** Each statement in one line: guard, actions, resources, condition keys with values. */
function statements(statement: string): string[] {
  const graph = graphOf(
    `  P: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [${statement}] } } }`,
  );
  return graph.policies.flatMap((policy) =>
    policy.statements.map(({ when, actions, resources, conditions }) =>
      [
        displayGuard(when),
        actions.map(display).join(),
        resources.map(display).join(),
        conditions.map(({ key, values }) => `${key}=${values.map(display).join()}`).join(),
      ].join(' | '),
    ),
  );
}

describe('the branches of a statement', () => {
  it('never put together what excludes each other', () => {
    expect(
      statements('{Effect: Allow, Action: !If [A, "*", "s3:*"], Resource: !If [A, arn:aws:s3:::x, "*"]}'),
    ).toEqual(['A | * | arn:aws:s3:::x | ', 'not A | s3:* | * | ']);
  });

  it('have the conditions that hold in each', () => {
    const condition =
      '!If [A, {StringEquals: {aws:username: a}}, {StringEquals: {aws:username: [b, !If [A, c, d]]}}]';
    expect(statements(`{Effect: Allow, Action: "*", Resource: "*", Condition: ${condition}}`)).toEqual([
      'A | * | * | aws:username=a',
      'not A | * | * | aws:username=b,d',
    ]);
    const absent = '!If [A, {StringEquals: {aws:username: a}}, !Ref AWS::NoValue]';
    expect(statements(`{Effect: Allow, Action: "*", Resource: "*", Condition: ${absent}}`)).toEqual([
      'A | * | * | aws:username=a',
      'not A | * | * | ',
    ]);
  });

  it('are not multiplied by an item that is there or not', () => {
    expect(
      statements('{Effect: Allow, Action: [a:x, !If [A, a:y, !Ref AWS::NoValue]], Resource: "*"}'),
    ).toEqual([' | a:x,a:y | * | ']);
  });

  it('are bounded', () => {
    const names = Array.from({ length: 10 }, (_, at) => `!If [C${at}, "s3:a${at}", "s3:b${at}"]`);
    expect(statements(`{Effect: Allow, Action: [${names.join()}], Resource: "*"}`)).toHaveLength(8);
  });
});

describe('a role', () => {
  const trust = 'AssumeRolePolicyDocument: { Statement: [] }';

  it('is found by its ARN when its path has branches that read the same', () => {
    const graph = graphOf(`
  R: { Type: AWS::IAM::Role, Properties: { Path: !If [A, /x/, /x/], ${trust} } }
  F: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt R.Arn } }`);
    const [use] = graph.runsAs(graph.resourcesOfType('AWS::Lambda::Function')[0]!);
    expect(display(use!.value)).toContain('role/x/${R}');
    expect(use!.role?.resource.logicalId).toBe('R');
  });

  it('is found by its ARN when its path is not known', () => {
    const graph = graphOf(`
  R: { Type: AWS::IAM::Role, Properties: { Path: !If [A, /x/, /y/], ${trust} } }
  F: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt R.Arn } }`);
    expect(
      graph.runsAs(graph.resourcesOfType('AWS::Lambda::Function')[0]!)[0]!.role?.resource.logicalId,
    ).toBe('R');
  });
});

describe('a managed policy with branches', () => {
  it('is granted with all of its documents', () => {
    const graph = graphOf(`
  U: { Type: AWS::IAM::User, Properties: { ManagedPolicyArns: [!Ref P] } }
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties: { PolicyDocument: !If [A, { Statement: [] }, { Statement: [] }] }`);
    const documents = graph.principals[0]!.grants.map(({ document }) => document);
    expect(documents).toEqual(graph.policies);
    expect(documents.map((document) => displayGuard(document!.when))).toEqual(['A', 'not A']);
  });
});

describe('a user', () => {
  it('is in no group that is a user', () => {
    const graph = graphOf('  U: { Type: AWS::IAM::User, Properties: { Groups: [!Ref U] } }');
    expect(graph.principals[0]!.groups).toEqual([]);
    expect(graph.principals[0]!.grants).toEqual([]);
  });
});

describe('an inline policy', () => {
  it('keeps its name when its document has branches', () => {
    const graph = graphOf(`
  R:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{ PolicyName: reads, PolicyDocument: !If [A, { Statement: [] }, { Statement: [] }] }]`);
    expect(graph.policies.map(({ name }) => name && display(name))).toEqual(['reads', 'reads']);
  });

  it('is read from a text that Fn::Join puts together', () => {
    const graph = graphOf(`
  R:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Join ["", ['{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::', !Ref A, '/*"}]}']]`);
    const [statement] = graph.policies[0]!.statements;
    expect(statement!.actions.map(display)).toEqual(['s3:*']);
    expect(statement!.resources.map(display)).toEqual(['arn:aws:s3:::${A}/*']);
    expect(graph.undecided).toEqual([]);
  });
});
