import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';
import { type CfnNode } from '../../src/template/node.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Template } from '../../src/template/template.ts';
import { createScope } from '../../src/values/create-scope.ts';
import { resolveIncludes } from '../../src/values/include.ts';
import { expandLanguageExtensions } from '../../src/values/language-extensions.ts';
import { scopeOf, templateOf } from './scope-of.ts';

const json = (template: object): Template => templateOf(JSON.stringify(template), 'template.json');

/** Evaluates every node of every resource in all ways. @returns the number of nodes. */
function evaluateAll(template: Template): number {
  const scope = createScope(template, { parameters: {} });
  const stack: CfnNode[] = [...template.resources.values()].map(({ node }) => node);
  let count = 0;
  for (let node = stack.pop(); node; node = stack.pop()) {
    count++;
    for (const variants of [scope.texts(node), scope.resolve(node), scope.documents(node)])
      expect(variants.length).toBeLessThanOrEqual(64);
    scope.items(node);
    if (node.kind === 'list') stack.push(...node.items);
    else if (node.kind === 'map') stack.push(...[...node.entries.values()].map(({ value }) => value));
    else if (node.kind === 'intrinsic') stack.push(node.argument);
  }
  return count;
}

function within(milliseconds: number, run: () => void): void {
  const started = performance.now();
  run();
  expect(performance.now() - started).toBeLessThan(milliseconds);
}

describe('bounds', () => {
  it('has no more than 64 variants, and keeps what is written when there would be more', () => {
    const names = Array.from({ length: 10 }, (_, index) => `P${index}`);
    const parameters = Object.fromEntries(names.map((name) => [name, { Type: 'String', Default: 'd' }]));
    const text = names.map((name) => `${name}=\${${name}}`).join(';');
    const { scope, node } = scopeOf(
      json({
        Parameters: parameters,
        Resources: { X: { Type: 'Custom::X', Properties: { V: { 'Fn::Sub': text } } } },
      }),
    );
    const texts = scope.texts(node('V'));
    expect(texts).toHaveLength(64);
    expect(texts[0]!.segments[0]).toBe('P0=d;P1=d;P2=d;P3=d;P4=d;P5=d;P6=');
    expect(texts[0]!.segments[1]).toMatchObject({ kind: 'parameter', name: 'P6' });
  });

  it('decides conditions that double at every step', () => {
    const conditions: Record<string, unknown> = { C0: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } };
    for (let at = 1; at < 60; at++)
      conditions[`C${at}`] = { 'Fn::And': [{ Condition: `C${at - 1}` }, { Condition: `C${at - 1}` }] };
    const template = json({
      Parameters: { P: { Type: 'String' } },
      Conditions: conditions,
      Resources: { B: { Type: 'AWS::S3::Bucket' } },
    });
    const scope = createScope(template, { parameters: {} });
    within(5_000, () => {
      const last = { kind: 'condition', name: 'C59', holds: true } as const;
      expect(scope.satisfiable([last])).toBe(true);
      expect(scope.satisfiable([last, { kind: 'condition', name: 'C0', holds: false }])).toBe(false);
    });
  });

  it('gives up on conditions over too many parameters, and calls them possible', () => {
    const names = Array.from({ length: 12 }, (_, index) => `P${index}`);
    const AllowedValues = Array.from({ length: 11 }, (_, index) => `v${index}`);
    const parameters = Object.fromEntries(names.map((name) => [name, { Type: 'String', AllowedValues }]));
    // Twelve parameters cannot all differ with eleven values; to find that out takes 11! assignments.
    const apart = names.flatMap((name, index) =>
      names
        .slice(index + 1)
        .map((other) => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, { Ref: other }] }] })),
    );
    const conditions = { C: { 'Fn::And': apart } };
    const template = json({
      Parameters: parameters,
      Conditions: conditions,
      Resources: { B: { Type: 'AWS::S3::Bucket' } },
    });
    const scope = createScope(template, { parameters: {} });
    within(20_000, () =>
      expect(scope.satisfiable([{ kind: 'condition', name: 'C', holds: true }])).toBe(true),
    );
  });

  it('ends on conditions in a circle and on a long chain', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`C${at}`, { 'Fn::Not': [{ Condition: `C${at + 1}` }] }]),
    );
    const template = json({
      Conditions: {
        ...chain,
        A: { 'Fn::Not': [{ Condition: 'B' }] },
        B: { 'Fn::Not': [{ Condition: 'A' }] },
      },
      Resources: { B: { Type: 'AWS::S3::Bucket' } },
    });
    const scope = createScope(template, { parameters: {} });
    within(5_000, () => {
      for (const name of ['A', 'B', 'C0'])
        expect(scope.satisfiable([{ kind: 'condition', name, holds: true }])).toBe(true);
    });
  });

  it('ends on a path that refers to the resource itself', () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { Path: { 'Fn::GetAtt': ['X', 'Arn'] } } };
    const { texts } = scopeOf(json({ Resources: { X: role } }));
    expect(texts('Path')[0]).toContain('arn:${AWS::Partition}:iam::');
  });

  it('evaluates deep nesting of functions', () => {
    let value: unknown = 'x';
    for (let at = 0; at < 300; at++) value = { 'Fn::Join': ['', [value, { 'Fn::If': ['C', 'a', 'b'] }]] };
    within(10_000, () => {
      evaluateAll(json({ Resources: { X: { Type: 'Custom::X', Properties: { V: value } } } }));
    });
  });

  it('does not grow texts without bound', () => {
    let value: unknown = 'x'.repeat(1_000);
    for (let at = 0; at < 30; at++) value = { 'Fn::Sub': ['${V}${V}', { V: value }] };
    const { scope, node } = scopeOf(
      json({ Resources: { X: { Type: 'Custom::X', Properties: { V: value } } } }),
    );
    within(10_000, () => {
      for (const { segments } of scope.texts(node('V')))
        for (const segment of segments)
          expect(typeof segment === 'string' ? segment.length : 0).toBeLessThanOrEqual(1_000_000);
    });
  });
});

const names = fc.constantFrom(
  'P',
  'L',
  'B',
  'AWS::Region',
  'AWS::NoValue',
  '__proto__',
  'constructor',
  'C',
  'M',
  'a',
  'b',
  '',
  '0',
  '1',
);
const functions = fc.constantFrom(
  'Ref',
  'Fn::GetAtt',
  'Fn::Sub',
  'Fn::Join',
  'Fn::Split',
  'Fn::Select',
  'Fn::If',
  'Fn::FindInMap',
  'Fn::ImportValue',
  'Fn::GetStackOutput',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::GetAZs',
  'Fn::ToJsonString',
  'Fn::Length',
  'Fn::Transform',
  'Fn::Unheard',
  'Fn::Equals',
  'Fn::And',
  'Fn::Or',
  'Fn::Not',
  'Condition',
  'Fn::ForEach::Loop',
);
const tree = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    names,
    fc.constantFrom('${P}-${B.Arn}', '${!x}${', '{{resolve:ssm:${P}}}', '&{P}', 5, true, null, 'B.Arn'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(names, tie('tree'), { maxKeys: 3 }),
    fc.tuple(functions, tie('tree')).map(([fn, argument]) => ({ [fn]: argument })),
    fc
      .tuple(functions, fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
      .map(([fn, argument]) => ({ [fn]: argument })),
  ),
})).tree;

describe('any template', () => {
  it('is evaluated without an exception, whatever the functions are given', () => {
    fc.assert(
      fc.property(tree, tree, tree, (first, second, third) => {
        const template = json({
          Parameters: {
            P: { Type: 'String', Default: first },
            L: { Type: 'CommaDelimitedList', Default: 'a,b' },
          },
          Mappings: {
            M: { a: { b: third } },
            ...(typeof third === 'object' && !Array.isArray(third) ? third : {}),
          },
          Conditions: { C: second, D: { 'Fn::Not': [{ Condition: 'C' }] } },
          Resources: {
            B: { Type: 'AWS::IAM::Role', Properties: { Path: second } },
            X: { Type: 'Custom::X', Properties: { V: first, W: { 'Fn::If': ['C', second, third] } } },
            'Fn::ForEach::Loop': ['P', first, { 'X${P}': { Type: 'Custom::X', Properties: { V: second } } }],
          },
        });
        expect(evaluateAll(expandLanguageExtensions(template, { parameters: {} }))).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

const corpus = join(import.meta.dirname, '../../../shared/corpus');

describe('the templates of the shared corpus', () => {
  it.skipIf(!existsSync(corpus))(
    'are evaluated, every node of them (skipped where ../shared is absent)',
    () => {
      let templates = 0;
      for (const name of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(?:ya?ml|json|template)$/.test(name)) continue;
        const reading = readTemplate(new SourceFile(name, readFileSync(join(corpus, name), 'utf8')));
        if (reading.kind !== 'template') continue;
        const context = { parameters: {} };
        const included = resolveIncludes(reading.template, context, () => undefined);
        const template = expandLanguageExtensions(included, context);
        if (template.resources.size > 0) expect(evaluateAll(template)).toBeGreaterThan(0);
        templates++;
      }
      expect(templates).toBeGreaterThan(100);
    },
  );
});
