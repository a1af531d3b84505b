import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAction, findService, servicePrefixes } from '../../src/catalogue/services.ts';
import {
  isWildcardOnly,
  managesPermissions,
  supportsResourceLevel,
  writes,
} from '../../src/iam/access-level.ts';
import { expandAction, isKnownAction, matchesAction, parseAction, someAction } from '../../src/iam/action.ts';
import { apiOperation, apiOperations, iamPrefixOf, serviceAliases } from '../../src/iam/api-operations.ts';
import { nearestAction, nearestService } from '../../src/iam/nearest-action.ts';
import { editDistance, nearest } from '../../src/iam/spelling.ts';

const names = (pattern: string): string[] =>
  expandAction(pattern).map(({ service, name }) => `${service}:${name}`);

describe('parseAction', () => {
  it.each([
    ['s3:GetObject', { service: 's3', name: 'GetObject' }],
    ['*', { service: '*', name: '*' }],
    ['**', { service: '*', name: '*' }],
    ['s3', undefined],
    ['s3:', undefined],
    [':Get', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseAction(text)).toEqual(expected);
  });
});

describe('expandAction', () => {
  it('finds a single action in any case', () => {
    expect(names('S3:getobject')).toEqual(['s3:GetObject']);
  });

  it('finds nothing for what is no action', () => {
    for (const text of ['', 's3', 's3:Nothing', 'nothing:*', 's3:Nothing*', 'constructor:*', '__proto__:x'])
      expect(expandAction(text)).toEqual([]);
  });

  it('expands `*` and `*:*` to the whole catalogue', () => {
    const total = servicePrefixes().reduce((sum, prefix) => sum + findService(prefix)!.actions.size, 0);
    expect(expandAction('*')).toHaveLength(total);
    expect(expandAction('*:*')).toHaveLength(total);
  });

  it('agrees with matching every action directly', () => {
    const all = names('*');
    const part = fc.array(fc.constantFrom('*', '?', 'Get', 'tag', 'Object', 'e', 's', 'Put', 'List'), {
      maxLength: 4,
    });
    const service = fc.constantFrom('s3', 's*', '*', 'sq?', 'IAM', 'sts', 'x');
    fc.assert(
      fc.property(service, part, (prefix, parts) => {
        const pattern = `${prefix}:${parts.join('')}`;
        expect(names(pattern)).toEqual(all.filter((action) => matchesAction(pattern, action)));
      }),
      { numRuns: 60 },
    );
  });

  it('remembers what it found', () => {
    expect(expandAction('s3:Get*')).toBe(expandAction('S3:get*'));
  });
});

describe('someAction', () => {
  it('stops at the first', () => {
    let asked = 0;
    expect(someAction('*', () => ++asked > 0)).toBe(true);
    expect(asked).toBe(1);
  });

  it('tells whether a pattern names anything', () => {
    expect(isKnownAction('s3:Get*')).toBe(true);
    expect(isKnownAction('s3:Nothing*')).toBe(false);
  });
});

describe('access levels', () => {
  it.each([
    ['s3:GetObject', false, false, true],
    ['s3:PutObject', true, false, true],
    ['s3:PutBucketPolicy', true, true, true],
    ['s3:ListAllMyBuckets', false, false, false],
    ['ec2:DescribeInstances', false, false, false],
    ['iam:PassRole', true, false, true],
    ['ec2:CreateTags', true, false, true],
  ])('%s writes %s, manages permissions %s, can be scoped %s', (name, write, permissions, scoped) => {
    const action = findAction(name)!;
    expect(writes(action)).toBe(write);
    expect(managesPermissions(action)).toBe(permissions);
    expect(supportsResourceLevel(action)).toBe(scoped);
    expect(isWildcardOnly(action)).toBe(!scoped);
  });
});

describe('nearestAction', () => {
  it.each([
    ['s3:HeadObject', 's3:GetObject'],
    ['s3:ListObjectsV2', 's3:ListBucket'],
    ['sqs:SendMessageBatch', 'sqs:SendMessage'],
    ['s3:GetObjct', 's3:GetObject'],
    ['s3:GteObject', 's3:GetObject'],
    ['dynamdb:PutItem', 'dynamodb:PutItem'],
    ['bedrock-runtime:InvokeModel', 'bedrock:InvokeModel'],
    ['bedrock-runtime:Converse', 'bedrock:InvokeModel'],
    ['ecs:StopTasks', 'ecs:StopTask'],
    ['firehose:PutRecords', 'firehose:PutRecord'],
    // Puts and updates are both as far away.
    ['dynamodb:CreateItem', undefined],
    ['s3:GetObject', undefined],
    ['s3:SomethingElseEntirely', undefined],
    ['*', undefined],
    ['nonsense', undefined],
  ])('%s was meant to be %s', (action, expected) => {
    expect(nearestAction(action)).toBe(expected);
  });

  it('names services by what SDKs call them and by spelling', () => {
    expect(nearestService('stepfunctions')).toBe('states');
    expect(nearestService('lamda')).toBe('lambda');
    expect(nearestService('s3')).toBeUndefined();
    expect(nearestService('quitesomethingelse')).toBeUndefined();
  });

  it('answers quickly for names of any length', () => {
    expect(nearestAction(`s3:${'x'.repeat(1_000_000)}`)).toBeUndefined();
  });
});

describe('API operations', () => {
  it('are no actions, and what grants them is', () => {
    expect(apiOperations().length).toBeGreaterThan(60);
    for (const { name, grantedBy, documentation } of apiOperations()) {
      expect(findAction(name), name).toBeUndefined();
      for (const action of grantedBy) expect(findAction(action), action).toBeDefined();
      expect(documentation).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });

  it('are found in any case', () => {
    expect(apiOperation('S3:headobject')?.grantedBy).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
  });

  it('know other names of services, which are no prefixes, and whose prefixes exist', () => {
    for (const alias of serviceAliases()) {
      expect(findService(alias), alias).toBeUndefined();
      expect(findService(iamPrefixOf(alias)!), alias).toBeDefined();
    }
  });
});

describe('editDistance', () => {
  it('counts an exchange of neighbours as one', () => {
    expect(editDistance('ab', 'ba', 3)).toBe(1);
    expect(editDistance('kitten', 'sitting', 5)).toBe(3);
    expect(editDistance('abc', 'xyz', 1)).toBe(2);
  });

  it('is symmetrical and zero for equals only', () => {
    const word = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 6)).toBe(editDistance(b, a, 6));
        expect(editDistance(a, b, 6) === 0).toBe(a === b);
      }),
    );
  });

  it('takes the nearest candidate, the first of equals', () => {
    expect(nearest('GetObjet', ['GetObjects', 'GetObject'])).toBe('GetObject');
    expect(nearest('ac', ['ab', 'ad'])).toBe('ab');
    expect(nearest('anything', [])).toBeUndefined();
  });
});
