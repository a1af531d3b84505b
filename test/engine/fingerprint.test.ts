import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprints, sha1 } from '../../src/engine/fingerprint.ts';
import { ruleOf, templateOf } from './judged.ts';

describe('sha1', () => {
  it('agrees with Node on every length around the block size and on any text', () => {
    const node = (text: string): string => createHash('sha1').update(text, 'utf8').digest('hex');
    for (let length = 0; length < 200; length++)
      expect(sha1('a'.repeat(length))).toBe(node('a'.repeat(length)));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => sha1(text) === node(text)));
  });
});

describe('fingerprints', () => {
  const template = templateOf('Resources:\n  A:\n    Type: AWS::IAM::Role\n  B:\n    Type: AWS::IAM::Role\n');
  const [a, b] = [...template.resources.values()];
  const rule = ruleOf('some-rule', {});

  it('tells rule, resource and evidence apart and numbers equals', () => {
    const all = fingerprints([
      { rule, resource: a, evidence: 'x' },
      { rule, resource: a, evidence: 'x' },
      { rule, resource: a, evidence: 'y' },
      { rule, resource: b, evidence: 'x' },
      { rule: ruleOf('other-rule', {}), resource: a, evidence: 'x' },
      { rule, resource: undefined, evidence: 'x' },
    ]);
    expect(new Set(all).size).toBe(6);
    expect(all.every((each) => /^[0-9a-f]{40}$/.test(each))).toBe(true);
  });

  it('prefers the construct path, so that a changed logical id of the CDK changes nothing', () => {
    const before = { ...a!, constructPath: 'Stack/Role' };
    const after = { ...b!, constructPath: 'Stack/Role' };
    expect(fingerprints([{ rule, resource: before, evidence: 'x' }])).toEqual(
      fingerprints([{ rule, resource: after, evidence: 'x' }]),
    );
  });

  it('does not confuse parts that run into one another', () => {
    const one = fingerprints([{ rule, resource: { ...a!, logicalId: 'Ab' }, evidence: 'c' }]);
    const two = fingerprints([{ rule, resource: { ...a!, logicalId: 'A' }, evidence: 'bc' }]);
    expect(one).not.toEqual(two);
  });

  it('pins one value, because baselines and code scanning keep it', () => {
    expect(fingerprints([{ rule, resource: a, evidence: 'Action::*' }])).toEqual([
      createHash('sha1').update('9:some-rule1:A9:Action::*#0').digest('hex'),
    ]);
  });
});
