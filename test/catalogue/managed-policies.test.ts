import { describe, expect, it } from 'vitest';
import { findManagedPolicy, managedPolicyNames } from '../../src/catalogue/managed-policies.ts';
import { findAction, findService } from '../../src/catalogue/services.ts';
import { isKnownAction } from '../../src/iam/action.ts';

describe('AWS managed policies', () => {
  it('are all found by name, by path and by ARN in any partition', () => {
    expect(managedPolicyNames().length).toBeGreaterThan(1550);
    for (const name of managedPolicyNames()) {
      const policy = findManagedPolicy(name)!;
      expect(policy.name).toBe(name);
      const path = policy.arn.slice('arn:aws:iam::aws:policy/'.length);
      expect(findManagedPolicy(path)).toBe(policy);
      expect(findManagedPolicy(policy.arn.replace('arn:aws:', 'arn:aws-us-gov:'))).toBe(policy);
    }
  });

  it('are documents with statements', () => {
    for (const name of managedPolicyNames()) {
      const document = JSON.parse(findManagedPolicy(name)!.document) as {
        Statement: unknown;
        Version: unknown;
      };
      expect(document.Version).toBe('2012-10-17');
      expect(document.Statement).toBeTypeOf('object');
    }
  });

  it('read their own words', () => {
    expect(findManagedPolicy('AdministratorAccess')).toMatchObject({
      arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      document: expect.stringContaining('"Action":"*"') as string,
    });
    expect(findManagedPolicy('/service-role/AWSLambdaBasicExecutionRole')?.arn).toBe(
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    );
  });

  it.each([
    '',
    'Nothing',
    '__proto__',
    'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole',
    'arn:aws:iam::111122223333:policy/AdministratorAccess',
    'other-path/AdministratorAccess',
    'service-role/',
  ])('do not include %j', (name) => {
    expect(findManagedPolicy(name)).toBeUndefined();
  });

  it('name few actions that the catalogue does not know', () => {
    let all = 0;
    let unknown = 0;
    for (const name of managedPolicyNames()) {
      const { Statement } = JSON.parse(findManagedPolicy(name)!.document) as {
        Statement: { Action?: string | string[] }[];
      };
      for (const action of [Statement].flat().flatMap((statement) => statement.Action ?? [])) {
        all++;
        const service = action.split(':')[0]!;
        if (action !== '*' && (!findService(service) || !(findAction(action) || isKnownAction(action))))
          unknown++;
      }
    }
    expect(unknown / all).toBeLessThan(0.01);
  });
});
