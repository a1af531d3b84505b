import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { type AccessDiff, diffAccess } from '../../src/diff/diff-access.ts';
import { verdictOf } from '../../src/diff/diff-report.ts';
import { connect } from '../../src/lint.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';

function diff(before: object, after: object): AccessDiff {
  const [base, head] = [before, after].map((document, index) => {
    const reading = readTemplate(new SourceFile(`${index}.json`, JSON.stringify(document)));
    if (reading.kind !== 'template') throw new Error('no template');
    const input = { templates: [reading.template], problems: [], skipped: 0 };
    return { graph: connect(input, DEFAULT_CONFIG), keyOf: () => 'template' };
  });
  return diffAccess(base!, head!, { parameters: {} });
}

const group = (statements: object[], more: object = {}): object => ({
  ...more,
  Resources: {
    Team: {
      Type: 'AWS::IAM::Group',
      Properties: {
        Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
      },
    },
  },
});
const allow = (action: unknown, resource: unknown): object => ({ Effect: 'Allow', Action: action, Resource: resource }); // prettier-ignore

function inSeconds(limit: number, run: () => AccessDiff): AccessDiff {
  const start = performance.now();
  const result = run();
  expect(performance.now() - start).toBeLessThan(limit * 1000);
  return result;
}

describe('diff of hostile templates', () => {
  it('ends for chains of question marks and stars that it cannot decide', () => {
    const pattern = (at: number): string => `arn:aws:s3:::${'?*a*'.repeat(12)}${at}`;
    const statements = (shift: number): object[] =>
      Array.from({ length: 40 }, (_, at) => allow('s3:GetObject', `${pattern(at)}${'*b?'.repeat(at % 7)}${shift}*`)); // prettier-ignore
    const { changes } = inSeconds(60, () => diff(group(statements(1)), group(statements(2))));
    expect(changes.length).toBeGreaterThan(0);
  });

  it('ends for more conditions than it tells apart', () => {
    const names = Array.from({ length: 40 }, (_, at) => `C${at}`);
    const Conditions = Object.fromEntries(
      names.map((name) => [name, { 'Fn::Equals': [{ Ref: 'P' }, name] }]),
    );
    const parts = { Parameters: { P: { Type: 'String' } }, Conditions };
    const statements = (last: string): object[] =>
      names.map((name) => ({
        'Fn::If': [name, allow('s3:GetObject', 'arn:aws:s3:::a/*'), allow(last, '*')],
      }));
    const result = inSeconds(60, () => diff(group(statements('s3:PutObject'), parts), group(statements('s3:*'), parts))); // prettier-ignore
    expect(verdictOf(result)).toBe('widened');
  });

  it('is not misled by names of the prototype', () => {
    const odd = (action: string): object => {
      const text = JSON.stringify(group([allow(action, '*')])).replace('"Team"', '"__proto__"');
      return JSON.parse(text) as object;
    };
    expect(verdictOf(diff(odd('s3:GetObject'), odd('s3:GetObject')))).toBe('unchanged');
    expect(({} as Record<string, unknown>)['Type']).toBeUndefined();
  });

  it('says what it cannot read, on either side', () => {
    const unknown = { Effect: { Ref: 'Effect' }, Action: 's3:*', Resource: '*' };
    const parts = { Parameters: { Effect: { Type: 'String' } } };
    const { changes } = diff(group([allow('s3:*', '*')], parts), group([allow('s3:*', '*'), unknown], parts));
    expect(changes.map(({ certainty, effect }) => [certainty, effect])).toEqual([['possible', 'added']]);
  });
});

describe('diff by cases', () => {
  const parts = (definition: unknown): object => ({
    Parameters: { Stage: { Type: 'String', AllowedValues: ['dev', 'prod'], Default: 'dev' } },
    Conditions: { IsProd: definition },
  });
  const isProd = { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] };
  const choice = (prod: string, dev: string): object =>
    allow({ 'Fn::If': ['IsProd', prod, dev] }, 'arn:aws:s3:::logs/*');

  it('finds what is added in one case although another case had it', () => {
    const before = group([choice('s3:GetObject', 's3:*')], parts(isProd));
    const after = group([choice('s3:*', 's3:*')], parts(isProd));
    const { changes } = diff(before, after);
    expect(changes.map(({ effect, when }) => [effect, when])).toEqual([['added', 'IsProd']]);
  });

  it('finds it among more conditions than it tells apart together', () => {
    const names = Array.from({ length: 12 }, (_, at) => `C${at}`);
    const many = {
      Parameters: Object.fromEntries(names.map((name) => [`P${name}`, { Type: 'String' }])),
      Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': [{ Ref: `P${name}` }, 'yes'] }])), // prettier-ignore
    };
    const statements = (last: string): object[] =>
      names.map((name, at) => allow({ 'Fn::If': [name, at === 11 ? last : 's3:GetObject', 's3:*'] }, `arn:aws:s3:::b${at}/*`)); // prettier-ignore
    const { changes } = diff(group(statements('s3:GetObject'), many), group(statements('s3:*'), many));
    expect(changes.map(({ effect }) => effect)).toEqual(['added']);
  });

  it('sees a condition that means something else now', () => {
    const statement = choice('s3:*', 's3:GetObject');
    const never = { 'Fn::Equals': ['a', 'b'] };
    expect(verdictOf(diff(group([statement], parts(never)), group([statement], parts(isProd))))).toBe(
      'widened',
    );
    expect(verdictOf(diff(group([statement], parts(isProd)), group([statement], parts(isProd))))).toBe(
      'unchanged',
    );
  });

  it('keeps apart what nobody passes and what somebody may pass', () => {
    const given = (value: string): object =>
      group([allow({ Ref: 'Action' }, '*')], { Parameters: { Action: { Type: 'String', Default: value } } });
    expect(verdictOf(diff(given('s3:GetObject'), given('s3:GetObject')))).toBe('unchanged');
    expect(verdictOf(diff(given('s3:*'), given('s3:GetObject')))).toBe('narrowed');
    const { changes } = diff(given('s3:GetObject'), given('s3:*'));
    expect(changes.map(({ effect, certainty }) => [effect, certainty])).toEqual([['added', 'certain']]);
  });
});
