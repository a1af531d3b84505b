import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { type Report } from '../../src/engine/report.ts';
import { lint } from '../../src/lint.ts';
import { literal } from '../../src/values/value.ts';
import { ruleOf, templateOf } from './judged.ts';

const rule = ruleOf('no-wildcard', {
  statement(statement, { report }) {
    for (const action of statement.actions)
      if (literal(action) === '*') report({ at: action, message: 'Every action', evidence: 'Action::*' });
  },
});

function lintText(text: string): Report {
  return lint({ templates: [templateOf(text)], problems: [], skipped: 0 }, [rule], DEFAULT_CONFIG);
}

/** Text that is underlined, path, and resource of each finding. */
function places(text: string): readonly unknown[] {
  return lintText(text).findings.map(({ primary: { span, path }, resource, certainty }) => [
    text.slice(span.start, span.end),
    path.join('/'),
    resource?.logicalId,
    certainty,
  ]);
}

describe('the place of a finding', () => {
  it('is inside of a policy that is written as a text', () => {
    const text = `
Resources:
  Queue:
    Type: AWS::Organizations::Policy
    Properties:
      Name: x
      Type: SERVICE_CONTROL_POLICY
      Content: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
`;
    expect(places(text)).toEqual([
      ['"*"', 'Resources/Queue/Properties/Content/Statement/0/Action', 'Queue', 'always'],
    ]);
  });

  it('is the author’s line for what SAM generates', () => {
    const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      InlineCode: x
      Policies:
        - Statement:
            - Effect: Allow
              Action: "*"
              Resource: "*"
`;
    expect(places(text)).toEqual([
      ['"*"', 'Resources/Function/Properties/Policies/0/Statement/0/Action', 'Function', 'always'],
    ]);
  });

  it('is the loop’s line for what Fn::ForEach writes out, once for each resource', () => {
    const text = `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Policies:
    - Name
    - [One, Two]
    - Policy\${Name}:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: "*"
              Resource: "*"
`;
    const found = lintText(text).findings;
    expect(found.map(({ resource }) => resource?.logicalId).sort()).toEqual(['PolicyOne', 'PolicyTwo']);
    for (const { primary } of found) expect(text.slice(primary.span.start, primary.span.end)).toBe('"*"');
  });

  it('belongs to each resource that uses an anchor', () => {
    const text = `
Resources:
  One:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: &document
        Statement: { Effect: Allow, Action: "*", Resource: "*" }
  Two:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: *document
`;
    const found = lintText(text).findings;
    expect(found.map(({ resource }) => resource?.logicalId)).toEqual(['One', 'Two']);
    expect(new Set(found.map(({ primary }) => primary.span.start)).size).toBe(1);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('names the branch in which it holds', () => {
    const text = `
Parameters:
  Env: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          Effect: Allow
          Action: !If [IsProd, s3:GetObject, "*"]
          Resource: "*"
`;
    expect(places(text)).toEqual([
      [
        '"*"',
        'Resources/Policy/Properties/PolicyDocument/Statement/Action/Fn::If/2',
        'Policy',
        'conditional',
      ],
    ]);
    expect(lintText(text).findings[0]!.when).toEqual([[{ kind: 'condition', name: 'IsProd', holds: false }]]);
  });
});
