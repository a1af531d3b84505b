import { describe, expect, it } from 'vitest';
import { oidcWay } from '../../src/analysis/oidc-trust.ts';
import { ownershipOf } from '../../src/analysis/principal-scope.ts';
import { waysInto } from '../../src/analysis/trusted-by.ts';
import { NO_FACTS } from '../../src/rule/facts.ts';
import { graphOf } from './graph-of.ts';

/** How far a trust statement for an issuer reaches. */
function reach(issuer: string, Condition: object | undefined, Federated?: unknown): string {
  const graph = graphOf(
    JSON.stringify({
      Parameters: { Name: { Type: 'String' } },
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: {
                Effect: 'Allow',
                Principal: { Federated: Federated ?? `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
                Action: 'sts:AssumeRoleWithWebIdentity',
                ...(Condition && { Condition }),
              },
            },
          },
        },
      },
    }),
    'template.json',
  );
  const [role] = graph.principals;
  const [way] = waysInto(role!, ownershipOf(role!.resource, NO_FACTS));
  return oidcWay(way!)!.reach;
}

const GITHUB = 'token.actions.githubusercontent.com';
const like = (key: string, value: unknown): object => ({ StringLike: { [key]: value } });

describe('the reach of tokens', () => {
  it.each([
    [undefined, 'everyone'],
    [{ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } }, 'everyone'],
    [{ StringEqualsIfExists: { [`${GITHUB}:sub`]: 'repo:a/b:*' } }, 'everyone'],
    [like(`${GITHUB}:sub`, '*'), 'everyone'],
    [like(`${GITHUB}:sub`, 'repo:*'), 'any-tenant'],
    [like(`${GITHUB}:sub`, 'repo:my-org*/app:*'), 'any-tenant'],
    [{ StringEquals: { [`${GITHUB}:sub`]: 'ref:refs/heads/main' } }, 'any-tenant'],
    [{ StringEquals: { [`${GITHUB}:sub`]: 'environment:prod' } }, 'any-tenant'],
    [like(`${GITHUB}:sub`, 'repo:my-org/*'), 'tenant'],
    [like(`${GITHUB}:sub`, ['repo:my-org/app:*', 'repo:my-org/*']), 'tenant'],
    [{ StringEquals: { [`${GITHUB}:repository_owner`]: 'my-org' } }, 'tenant'],
    [like(`${GITHUB}:sub`, 'repo:my-org/app:*'), 'workload'],
    [like(`${GITHUB}:sub`, { 'Fn::Sub': 'repo:${Name}/app:*' }), 'workload'],
    [like(`${GITHUB}:sub`, { Ref: 'Name' }), 'workload'],
    [{ StringEquals: { [`${GITHUB}:repository`]: 'my-org/app' } }, 'workload'],
    [like(`${GITHUB}:job_workflow_ref`, 'my-org/flows/.github/workflows/deploy.yml@*'), 'workload'],
  ])('of GitHub with %j is %s', (condition, expected) => {
    expect(reach(GITHUB, condition)).toBe(expected);
  });

  it.each([
    ['gitlab.com', 'project_path:*', 'any-tenant'],
    ['gitlab.com', 'project_path:group/*', 'tenant'],
    ['gitlab.com', 'project_path:group/sub/app:ref_type:branch:ref:*', 'workload'],
    ['app.terraform.io', 'organization:*:project:web:*', 'any-tenant'],
    ['app.terraform.io', 'organization:acme:*', 'tenant'],
    ['agent.buildkite.com', 'organization:acme:pipeline:app:*', 'workload'],
    ['oidc.eks.eu-west-1.amazonaws.com/id/ABC', 'system:serviceaccount:*:*', 'any-tenant'],
    ['oidc.eks.eu-west-1.amazonaws.com/id/ABC', 'system:serviceaccount:web:*', 'workload'],
    ['login.example.com', 'build-*', 'workload'],
    ['login.example.com', '*', 'everyone'],
  ])('of %s with the subject %s is %s', (issuer, subject, expected) => {
    expect(reach(issuer, like(`${issuer}:sub`, subject))).toBe(expected);
  });

  it('is not told where a key is only known after deployment', () => {
    const document =
      '{"Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"${Key}": "x"}}}}';
    const graph = graphOf(`
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Sub ['${document}', { Key: !ImportValue key }]
`);
    const [role] = graph.principals;
    const [way] = waysInto(role!, ownershipOf(role!.resource, NO_FACTS));
    expect(way!.scope).toMatchObject({ provider: 'oidc' });
    expect(oidcWay(way!)).toBeUndefined();
  });

  it('is told by the keys where the provider is a parameter', () => {
    expect(reach('', like(`${GITHUB}:sub`, 'repo:*'), { Ref: 'Name' })).toBe('any-tenant');
  });
});
