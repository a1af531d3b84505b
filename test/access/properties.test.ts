import { describe, expect, it } from 'vitest';
import {
  type AccessPolicy,
  type AccessStatement,
  compareAccess,
  grantsAccess,
  publicAccess,
  type Verdict,
} from '../../src/access/index.ts';
import { randomFrom, randomPolicy, relatedPolicy } from './random-policy.ts';

const ROUNDS = 150;
const options = { resourceModel: 'arn', kind: 'identity' } as const;
const verdictOf = (existing: AccessPolicy, next: AccessPolicy): Verdict['verdict'] =>
  compareAccess(existing, next, options).verdict;

/** Calls with a policy and a source of chance, and collects the rounds that do not hold. */
function failures(seed: number, holds: (policy: AccessPolicy, random: () => number) => boolean): number[] {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const random = randomFrom(seed * 10_000 + round);
    if (!holds(randomPolicy(random), random)) found.push(round);
  }
  return found;
}

const withStatements = (policy: AccessPolicy, statements: readonly AccessStatement[]): AccessPolicy => ({
  ...policy,
  statements,
});
/** PASS, or not decided: a search may give up, but it must not find what cannot be. */
const neverFails = (verdict: Verdict['verdict']): boolean => verdict !== 'FAIL';

describe('compareAccess on random policies', () => {
  it('finds nothing new in a policy against itself', () => {
    expect(failures(1, (policy) => verdictOf(policy, policy) === 'PASS')).toEqual([]);
  });

  it('finds nothing new after another Deny', () => {
    const deny = (policy: AccessPolicy, other: AccessPolicy): AccessPolicy =>
      withStatements(policy, [
        ...policy.statements,
        ...other.statements.map((item): AccessStatement => ({ ...item, effect: 'Deny' })),
      ]);
    expect(
      failures(2, (policy, random) => neverFails(verdictOf(policy, deny(policy, randomPolicy(random))))),
    ).toEqual([]);
  });

  it('finds nothing new in the policy without one of its Allows', () => {
    const drop = (policy: AccessPolicy): AccessPolicy => {
      const at = policy.statements.findIndex(({ effect }) => effect === 'Allow');
      return withStatements(
        policy,
        policy.statements.filter((_, index) => index !== at),
      );
    };
    expect(failures(3, (policy) => verdictOf(policy, drop(policy)) === 'PASS')).toEqual([]);
  });

  it('does not mind order, case of actions and keys, or statements split by action and resource', () => {
    const shout = (policy: AccessPolicy): AccessPolicy =>
      withStatements(
        policy,
        [...policy.statements].reverse().map((item) => ({
          ...item,
          ...(item.actions && { actions: item.actions.map((text) => String(text).toUpperCase()) }),
          ...(item.notActions && { notActions: item.notActions.map((text) => String(text).toLowerCase()) }),
          conditions: [...item.conditions].reverse().map((condition) => ({
            ...condition,
            operator: condition.operator.toLowerCase(),
            key: condition.key.toUpperCase(),
          })),
        })),
      );
    const split = (policy: AccessPolicy): AccessPolicy =>
      withStatements(
        policy,
        policy.statements.flatMap((item) =>
          (item.actions ?? [undefined]).flatMap((action) =>
            (item.resources ?? [undefined]).map((resource) => ({
              ...item,
              ...(action !== undefined && { actions: [action] }),
              ...(resource !== undefined && { resources: [resource] }),
            })),
          ),
        ),
      );
    for (const change of [shout, split]) {
      expect(failures(4, (policy) => neverFails(verdictOf(policy, change(policy))))).toEqual([]);
      expect(failures(4, (policy) => neverFails(verdictOf(change(policy), policy)))).toEqual([]);
    }
  });

  it('is transitive', () => {
    let chains = 0;
    const broken = failures(5, (policy, random) => {
      const second = relatedPolicy(random, policy);
      const third = relatedPolicy(random, second);
      if (verdictOf(policy, second) !== 'PASS' || verdictOf(second, third) !== 'PASS') return true;
      chains++;
      return neverFails(verdictOf(policy, third));
    });
    expect(broken).toEqual([]);
    expect(chains).toBeGreaterThan(5);
  });
});

const policy = (...statements: Omit<AccessStatement, 'conditions'>[]): AccessPolicy => ({
  version: '2012-10-17',
  statements: statements.map((item) => ({ conditions: [], ...item })),
  unreadable: [],
});

describe('ways to write the same', () => {
  const equal = (a: AccessPolicy, b: AccessPolicy): void => {
    expect([verdictOf(a, b), verdictOf(b, a)]).toEqual(['PASS', 'PASS']);
  };

  it('knows Allow everything and Deny NotAction for Allow', () => {
    equal(
      policy({ effect: 'Allow', actions: ['s3:*'], resources: ['*'] }),
      policy(
        { effect: 'Allow', actions: ['*'], resources: ['*'] },
        { effect: 'Deny', notActions: ['s3:*'], resources: ['*'] },
      ),
    );
  });

  it('knows Deny NotResource for Resource', () => {
    equal(
      policy({ effect: 'Allow', actions: ['s3:*'], resources: ['arn:aws:s3:::b/*'] }),
      policy(
        { effect: 'Allow', actions: ['s3:*'], resources: ['*'] },
        { effect: 'Deny', actions: ['*'], notResources: ['arn:aws:s3:::b/*'] },
      ),
    );
  });

  it('knows IfExists for two statements', () => {
    const allow = { effect: 'Allow', actions: ['s3:*'], resources: ['*'] } as const;
    const when = (operator: string, value: string): AccessStatement => ({
      ...allow,
      conditions: [{ operator, key: 's3:prefix', values: [value] }],
    });
    equal(
      { ...policy(), statements: [when('StringLikeIfExists', 'a*')] },
      { ...policy(), statements: [when('StringLike', 'a*'), when('Null', 'true')] },
    );
  });

  it('knows a range of addresses for its halves', () => {
    const from = (...values: string[]): AccessPolicy => ({
      ...policy(),
      statements: [
        {
          effect: 'Allow',
          actions: ['s3:*'],
          resources: ['*'],
          conditions: [{ operator: 'IpAddress', key: 'aws:SourceIp', values }],
        },
      ],
    });
    equal(from('10.0.0.0/8'), from('10.0.0.0/9', '10.128.0.0/9'));
  });
});

describe('grantsAccess and publicAccess', () => {
  it('grant no less with one more Allow', () => {
    const asked = [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/a*'] }];
    const more: AccessStatement = { effect: 'Allow', actions: ['sqs:*'], resources: ['*'], conditions: [] };
    const broken = failures(6, (item) => {
      const before = grantsAccess(item, asked, options).verdict;
      const after = grantsAccess(withStatements(item, [...item.statements, more]), asked, options).verdict;
      return before !== 'FAIL' || after === 'FAIL';
    });
    expect(broken).toEqual([]);
  });

  it('stays public with one more Allow', () => {
    const open: AccessStatement = {
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::b/*'],
      principals: [{ type: '*', value: '*' }],
      conditions: [],
    };
    const named: AccessStatement = {
      ...open,
      actions: ['s3:PutObject'],
      principals: [{ type: 'AWS', value: '111111111111' }],
    };
    const item = { ...policy(), statements: [open] };
    expect(publicAccess(item, 'AWS::S3::Bucket').verdict).toBe('FAIL');
    expect(publicAccess(withStatements(item, [named, open]), 'AWS::S3::Bucket').verdict).toBe('FAIL');
    expect(publicAccess(withStatements(item, [named]), 'AWS::S3::Bucket').verdict).toBe('PASS');
  });
});
