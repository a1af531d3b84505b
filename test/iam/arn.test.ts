import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findService } from '../../src/catalogue/services.ts';
import {
  accountOfArn,
  couldMatchArn,
  coversArn,
  equalsInAnyPartition,
  formatArn,
  intersectsArn,
  matchesResourceType,
  parseArn,
} from '../../src/iam/arn.ts';
import { HOLE } from '../../src/iam/wildcard.ts';

describe('parseArn', () => {
  it('keeps the colons of the resource', () => {
    expect(parseArn('arn:aws:logs:eu-west-1:111122223333:log-group:/x:*')).toEqual({
      partition: 'aws',
      service: 'logs',
      region: 'eu-west-1',
      account: '111122223333',
      resource: 'log-group:/x:*',
    });
  });

  it('reads short patterns that end in an asterisk as IAM does', () => {
    expect(formatArn(parseArn('*')!)).toBe('arn:*:*:*:*:*');
    expect(formatArn(parseArn('arn:aws:s3*')!)).toBe('arn:aws:s3*:*:*:*');
    expect(formatArn(parseArn('arn:*')!)).toBe('arn:*:*:*:*:*');
  });

  it('leaves colons inside policy variables alone', () => {
    expect(parseArn('arn:aws:iam::${aws:PrincipalAccount}:role/x')?.account).toBe('${aws:PrincipalAccount}');
  });

  it.each([
    '',
    'bucket',
    'arn',
    'arn:aws:s3',
    'arn:aws:s3::bucket',
    'ARN:aws:s3:::b',
    `${HOLE}/*`,
    'a'.repeat(100_000),
  ])('gives undefined for %.20s', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });

  it('is undone by formatArn', () => {
    const part = fc.constantFrom('', 'aws', '*', 'x?', '${aws:username}');
    fc.assert(
      fc.property(
        part,
        part,
        part,
        part,
        fc.constantFrom('a', 'a:b', 'a/*', '${aws:username}/x'),
        (p, s, r, a, rest) => {
          const text = `arn:${p}:${s}:${r}:${a}:${rest}`;
          expect(formatArn(parseArn(text)!)).toBe(text);
        },
      ),
    );
  });

  it('knows the account when there is one', () => {
    expect(accountOfArn('arn:aws:iam::111122223333:root')).toBe('111122223333');
    expect(accountOfArn('arn:aws:iam::*:root')).toBeUndefined();
    expect(accountOfArn('arn:aws:s3:::b')).toBeUndefined();
  });
});

describe('comparing ARNs', () => {
  it.each([
    ['*', 'anything', true],
    ['arn:aws:s3:::*', 'arn:aws:s3:::bucket/*', true],
    ['arn:*:s3:::bucket', 'arn:aws-cn:s3:::bucket', true],
    ['arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:role/x', true],
    // A wildcard does not reach over a colon before the resource.
    ['arn:aws:iam::*/x', 'arn:aws:iam::111122223333:role/x', false],
    ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/key', false],
    ['arn:aws:s3:::bucket*', 'bucket', false],
  ])('%s covers %s: %s', (wide, narrow, expected) => {
    expect(coversArn(wide, narrow)).toBe(expected);
  });

  it('keeps patterns apart that would meet over a colon only', () => {
    const a = 'arn:aws:cloudformation:*:*:stack/Other/*';
    const b = 'arn:aws:cloudformation:*:*:stack/Sensitive/*';
    expect(intersectsArn(a, b)).toBe(false);
    expect(intersectsArn(a, 'arn:aws:cloudformation:eu-west-1:*:stack/*/x')).toBe(true);
  });

  it('compares whatever the partition', () => {
    expect(equalsInAnyPartition('arn:aws:iam::aws:policy/X', 'arn:aws-us-gov:iam::aws:policy/X')).toBe(true);
    expect(equalsInAnyPartition('arn:aws:iam::aws:policy/X', 'arn:aws:iam::aws:policy/Y')).toBe(false);
  });

  it('fills holes', () => {
    expect(couldMatchArn(`arn:${HOLE}:iam::${HOLE}:role/${HOLE}`, 'arn:aws:iam::111122223333:role/x')).toBe(
      true,
    );
    expect(couldMatchArn(`arn:${HOLE}:iam::${HOLE}:role/${HOLE}`, 'arn:aws:iam::111122223333:user/x')).toBe(
      false,
    );
    expect(couldMatchArn(`${HOLE}/*`, 'arn:aws:s3:::bucket/key')).toBe(true);
    expect(couldMatchArn(`${HOLE}/*`, 'arn:aws:s3:::bucket')).toBe(false);
  });
});

describe('matchesResourceType', () => {
  const bucket = 'arn:${Partition}:s3:::${BucketName}';
  const object = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}';
  const role = 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}';
  it.each([
    ['*', bucket, true],
    ['arn:aws:s3:::*', bucket, true],
    ['arn:aws:s3:::bucket', bucket, true],
    ['arn:aws:s3:::bucket/*', bucket, false],
    ['arn:aws:s3:::bucket/*', object, true],
    ['arn:aws:s3:::bucket', object, false],
    ['arn:aws:s3:::bucket*', object, true],
    [
      'arn:aws:iot:eu-west-1:111122223333:topic/a/b',
      'arn:${Partition}:iot:${Region}:${Account}:topic/${TopicName}',
      true,
    ],
    [
      'arn:aws:sns:eu-west-1:111122223333:a/b',
      'arn:${Partition}:sns:${Region}:${Account}:${TopicName}',
      false,
    ],
    ['arn:aws:s3:eu-west-1::bucket', bucket, false],
    ['arn:amazon:s3:::bucket', bucket, false],
    ['arn:aws-iso-b:s3:::bucket', bucket, true],
    [`arn:${HOLE}:s3:::${HOLE}`, bucket, true],
    [HOLE, bucket, true],
    [`${HOLE}/*`, object, true],
    ['arn:aws:s3:::home/${aws:username}/*', object, true],
    ['arn:aws:iam::111122223333:role/team/x', role, true],
    ['arn:aws:iam::11112222333:role/x', role, false],
    ['arn:aws:iam::*:role/*', role, true],
    ['arn:aws:iam::111122223333:user/x', role, false],
    ['arn:aws:iam:eu-west-1:111122223333:role/x', role, false],
    ['bucket', bucket, false],
  ])('%s, %s: %s', (pattern, template, expected) => {
    expect(matchesResourceType(pattern, template)).toBe(expected);
  });

  it('accepts each template as an instance of itself, filled in', () => {
    for (const prefix of [
      's3',
      'iam',
      'sqs',
      'kms',
      'logs',
      'dynamodb',
      'ec2',
      'lambda',
      'states',
      'dms',
      'health',
    ])
      for (const { arns } of findService(prefix)!.resourceTypes.values())
        for (const template of arns) {
          const filled = template
            .replace('${Partition}', 'aws')
            .replace('${Region}', 'eu-west-1')
            .replace('${Account}', '111122223333')
            .replace(/\$\{[^}]+\}/g, 'x');
          expect(matchesResourceType(filled, template), filled).toBe(true);
          expect(matchesResourceType(template.replace(/\$\{[^}]+\}/g, HOLE), template), template).toBe(true);
        }
  });
});
