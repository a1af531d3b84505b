import { describe, expect, it } from 'vitest';
import { capOf, capOfHolders } from '../../src/analysis/permissions-cap.ts';
import { graphOf } from './graph-of.ts';

const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const reads = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } };
const user = (name: string, boundary?: unknown) => ({
  [name]: {
    Type: 'AWS::IAM::User',
    Properties: {
      ManagedPolicyArns: [{ Ref: 'Grant' }],
      ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
    },
  },
});
const graph = (users: object, ceiling: object = reads) =>
  graphOf(
    JSON.stringify({
      Resources: {
        Grant: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: everything } },
        Ceiling: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: ceiling } },
        ...users,
      },
    }),
    'template.json',
  );

describe('capOf', () => {
  it.each([
    ['none', undefined, reads, false],
    ['one that is known', { Ref: 'Ceiling' }, reads, true],
    ['one that allows everything', { Ref: 'Ceiling' }, everything, false],
    ['one of another template', 'arn:aws:iam::111122223333:policy/ceiling', reads, true],
    ['AWS’s own', 'arn:aws:iam::aws:policy/PowerUserAccess', reads, true],
    ['AWS’s own for everything', 'arn:aws:iam::aws:policy/AdministratorAccess', reads, false],
  ])('of a user with %s', (_, boundary, ceiling, expected) => {
    const [holder] = graph(user('User', boundary), ceiling).principals;
    expect(capOf(holder!) !== undefined).toBe(expected);
  });
});

describe('capOfHolders', () => {
  const capped = (users: object) => {
    const built = graph(users);
    const document = built.policies.find(({ owner }) => owner.logicalId === 'Grant')!;
    return capOfHolders(document, built) !== undefined;
  };
  it('asks all holders', () => {
    expect(capped(user('A', { Ref: 'Ceiling' }))).toBe(true);
    expect(capped({ ...user('A', { Ref: 'Ceiling' }), ...user('B') })).toBe(false);
    expect(capped({})).toBe(false);
  });
});
