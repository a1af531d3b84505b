import { describe, expect, it } from 'vitest';
import { catalogueMeta } from '../../src/catalogue/meta.ts';
import {
  findAction,
  findConditionKey,
  findService,
  globalConditionKey,
  globalConditionKeys,
  servicePrefixes,
} from '../../src/catalogue/services.ts';

describe('services', () => {
  it('are complete by number', () => {
    expect(servicePrefixes().length).toBeGreaterThan(440);
    const services = servicePrefixes().map((prefix) => findService(prefix)!);
    const actions = services.flatMap((service) => [...service.actions.values()]);
    expect(actions.length).toBeGreaterThan(21_000);
    expect(actions.length).toBe(catalogueMeta().counts.actions);
    expect(actions.filter((action) => action.dependentActions.length > 0).length).toBeGreaterThan(1500);
    const wildcardOnly = actions.filter((action) => action.resources.length === 0).length / actions.length;
    expect(wildcardOnly).toBeGreaterThan(0.25);
    expect(wildcardOnly).toBeLessThan(0.36);
    expect(services.reduce((sum, service) => sum + service.resourceTypes.size, 0)).toBeGreaterThan(2200);
    expect(services.reduce((sum, service) => sum + service.conditionKeys.size, 0)).toBeGreaterThan(2400);
  });

  it('hold together', () => {
    for (const prefix of servicePrefixes()) {
      const service = findService(prefix)!;
      expect(service.prefix).toBe(prefix);
      expect(service.name).not.toBe('');
      for (const [key, action] of service.actions) {
        expect(key).toBe(action.name.toLowerCase());
        expect(action.service).toBe(prefix);
        expect(action.level).toBeDefined();
        for (const { type } of action.resources) expect(service.resourceTypes.has(type)).toBe(true);
        for (const dependent of action.dependentActions) expect(dependent).toMatch(/^[a-z0-9-]+:\w+$/i);
      }
      for (const type of service.resourceTypes.values())
        for (const arn of type.arns) expect(arn).toMatch(/^arn:\$\{Partition\}:(?:[^:]*:){3}[^:].*$/);
      for (const [key, { name }] of service.conditionKeys) expect(key).toBe(name.toLowerCase());
    }
  });

  it('are found in any case, and nothing else is found', () => {
    expect(findService('S3')).toBe(findService('s3'));
    for (const prefix of [
      '',
      '*',
      'nothing',
      '__proto__',
      'constructor',
      's3"',
      's3\n',
      'x'.repeat(1_000_000),
    ])
      expect(findService(prefix)).toBeUndefined();
  });
});

describe('actions', () => {
  it('say what they may be limited to and what they need besides', () => {
    const create = findAction('Lambda:createfunction')!;
    expect(create.name).toBe('CreateFunction');
    expect(create.level).toBe('Write');
    expect(create.resources).toEqual([{ type: 'function', required: true, conditionKeys: [] }]);
    expect(create.dependentActions).toContain('iam:PassRole');
    expect(findAction('s3:PutBucketPolicy')?.level).toBe('Permissions management');
    expect(findAction('ec2:CreateTags')?.level).toBe('Tagging');
    expect(findAction('s3:ListAllMyBuckets')?.resources).toEqual([]);
  });

  it.each(['', 's3', ':GetObject', 's3:', 's3:*', 's3:Nothing', 's3:__proto__', 's3:constructor'])(
    'do not include %j',
    (name) => {
      expect(findAction(name)).toBeUndefined();
    },
  );
});

describe('condition keys', () => {
  it.each([
    ['aws:SourceArn', 'ARN'],
    ['AWS:sourceaccount', 'String'],
    ['aws:PrincipalOrgPaths', 'ArrayOfString'],
    ['aws:PrincipalTag/team', 'String'],
    ['aws:TagKeys', 'ArrayOfString'],
    ['aws:SecureTransport', 'Bool'],
    ['aws:SourceIp', 'IPAddress'],
    ['aws:CurrentTime', 'Date'],
    ['saml:aud', 'String'],
    ['accounts.google.com:aud', 'String'],
    ['token.actions.githubusercontent.com:sub', 'String'],
    ['token.actions.githubusercontent.com:repository', 'String'],
    ['oidc.eks.eu-west-1.amazonaws.com/id/1A2B:sub', 'String'],
    ['cognito-identity.amazonaws.com:amr', 'ArrayOfString'],
    ['login.example.com/realm:aud', 'String'],
  ])('that are of no one service include %s of type %s', (name, type) => {
    expect(globalConditionKey(name)?.type).toBe(type);
    expect(findConditionKey(name)?.type).toBe(type);
  });

  it.each(['', 'aws:', 'aws:PrincipalTag/', 'aws:SourcArn', 's3:prefix', 'sub', ':sub', 'localhost:sub'])(
    'that are of no one service do not include %j',
    (name) => {
      expect(globalConditionKey(name)).toBeUndefined();
    },
  );

  it('of services are found with their variable part filled in', () => {
    expect(findConditionKey('S3:prefix')?.name).toBe('s3:prefix');
    expect(findConditionKey('iam:ResourceTag/team')?.type).toBe('String');
    expect(findConditionKey('s3:RequestObjectTag/team')?.type).toBe('String');
    expect(findConditionKey('s3:nothing')).toBeUndefined();
    expect(findConditionKey('nothing:at/all')).toBeUndefined();
  });

  it('have known types', () => {
    for (const { name, type } of globalConditionKeys()) {
      expect(globalConditionKey(name.replace(/\$\{[^}]+\}/g, 'x'))?.type).toBe(type);
      expect([
        'String',
        'ARN',
        'Numeric',
        'Date',
        'Bool',
        'IPAddress',
        'ArrayOfString',
        'ArrayOfARN',
      ]).toContain(type);
    }
  });
});

describe('data', () => {
  it('names its sources', () => {
    const { date, sources, counts } = catalogueMeta();
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(sources).toHaveLength(5);
    for (const { licence } of sources) expect(['MIT', 'MIT-0', 'Apache-2.0']).toContain(licence);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  });
});
