import { describe, expect, it } from 'vitest';
import { powerOf } from '../../src/analysis/power.ts';
import { documentBreadth, type DocumentBreadth } from '../../src/analysis/statement-breadth.ts';
import { findManagedPolicy, managedPolicyNames } from '../../src/catalogue/managed-policies.ts';
import { type PrincipalNode, type ResourceGraph } from '../../src/graph/resource-graph.ts';
import { graphOf } from './graph-of.ts';

const names = managedPolicyNames();
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A role for each name, with the policy by its ARN or with its document pasted. */
function rolesWith(properties: (name: string) => object): ResourceGraph {
  const resources = Object.fromEntries(
    names.map((name, index) => [
      `Role${index}`,
      { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ...properties(name) } },
    ]),
  );
  return graphOf(JSON.stringify({ Resources: resources }), 'policies.json');
}

function verdictOf({ grants }: PrincipalNode): readonly DocumentBreadth[] {
  return grants.map(({ document }) => (document ? documentBreadth(document).breadth : 'limited'));
}

describe('an AWS managed policy', () => {
  const byName = rolesWith((name) => ({ ManagedPolicyArns: [findManagedPolicy(name)!.arn] }));
  const pasted = rolesWith((name) => ({
    Policies: [
      { PolicyName: 'pasted', PolicyDocument: JSON.parse(findManagedPolicy(name)!.document) as unknown },
    ],
  }));

  it('is judged by its name as its document is', () => {
    expect(names.length).toBeGreaterThan(1500);
    expect(byName.principals).toHaveLength(names.length);
    const differing = names.filter((_, index) => {
      const [a, b] = [byName.principals[index]!, pasted.principals[index]!];
      return (
        verdictOf(a).length !== 1 ||
        verdictOf(a).join() !== verdictOf(b).join() ||
        powerOf(a).power !== powerOf(b).power
      );
    });
    expect(differing).toEqual([]);
  });

  it.each([
    ['AdministratorAccess', 'administrator'],
    ['IAMFullAccess', 'identities'],
    ['PowerUserAccess', 'all-but'],
    ['AmazonS3FullAccess', 'service'],
    ['AWSLambdaBasicExecutionRole', 'limited'],
    ['AWSLambdaVPCAccessExecutionRole', 'limited'],
    ['AmazonSSMManagedInstanceCore', 'limited'],
    ['ReadOnlyAccess', 'limited'],
    ['SecurityAudit', 'limited'],
  ])('%s is %s', (name, breadth) => {
    const principal = byName.principals[names.indexOf(name)]!;
    expect(verdictOf(principal)).toEqual([breadth]);
  });
});
