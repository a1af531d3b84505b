import { describe, expect, it } from 'vitest';
import { type CfnNode } from '../../src/template/node.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { templateAsJson } from '../../src/testing/template-json.ts';
import { fingerprintsOf, identitiesOf, judge, type Source } from './judge.ts';
import { printBlock, printFlow } from './print-tree.ts';
import {
  documentsAsText,
  HALF,
  inlinePoliciesSplit,
  listsAsLoneItems,
  loneItemsAsLists,
  orderRewrites,
  policyResourcesSplit,
  type Rewrite,
  valueRewrites,
} from './rewrites.ts';
import { exampleSources, fileSources } from './sources.ts';
import { copy } from './tree.ts';

const sources = [...exampleSources, ...fileSources];

/** What legitimately differs: rule, and what is left out of the comparison. */
interface Exception {
  readonly rules: RegExp;
  readonly certaintyOnly?: boolean;
}

/** Quotas are counted by what certainly stands, so that what has branches counts less. */
const QUOTAS: Exception = { rules: /^iam-quotas$/ };
/** One finding for many ways to come to the same: it names the guard of the first way, and the others may hold elsewhere. */
const FIRST_WAY: Exception = {
  rules: new RegExp(
    `^(?:${[
      'no-(?:derived-|indirect-)?privilege-escalation',
      'no-bucket-policy-self-escalation',
      'unique-inline-policy-name',
      'boundary-cuts-everything',
      'no-redundant-statement',
      'roles-anywhere-trust-actions',
    ].join('|')})$`,
  ),
  certaintyOnly: true,
};
/** Of two entries that take in one another the second is named, and in the other order that is the other one. */
const SECOND_OF_TWO: Exception = { rules: /^no-redundant-(?:action|condition)$/ };

interface Known {
  readonly source: Source;
  readonly root: CfnNode;
  readonly identities: readonly string[];
  readonly fingerprints: readonly string[];
}

/** Every source in JSON, which has no aliases and no styles, with what is found in it. */
const known: readonly Known[] = sources.flatMap((source) => {
  const { root: written } = parseNodes(new SourceFile('template.yaml', source.text));
  if (written?.kind !== 'map') return [];
  const file = new SourceFile('template.json', templateAsJson(written));
  const { root } = parseNodes(file);
  if (!root) return [];
  const report = judge([file], source);
  return [
    { source, root: copy(root), identities: identitiesOf(report), fingerprints: fingerprintsOf(report) },
  ];
});

function compare(
  { source, identities, fingerprints }: Known,
  written: string,
  options: {
    readonly rename?: (name: string) => string;
    readonly ordinals?: boolean;
    readonly except?: readonly Exception[];
  } = {},
): string | undefined {
  const report = judge([new SourceFile('template.yaml', written)], source);
  const compared = (all: readonly string[]): Set<string> =>
    new Set(all.flatMap((each) => shownOf(options.rename?.(each) ?? each, options.except ?? [])));
  const found = compared(identitiesOf(report));
  const expected = compared(identities);
  const missing = [...expected].filter((each) => !found.has(each));
  const added = [...found].filter((each) => !expected.has(each));
  if (missing.length + added.length > 0)
    return `${source.name}\n${[...missing.map((each) => `  - ${each}`), ...added.map((each) => `  + ${each}`)].join('\n')}`;
  if (options.rename) return undefined;
  if (options.ordinals === false) return undefined;
  const isSame = fingerprints.join() === fingerprintsOf(report).join();
  return isSame ? undefined : `${source.name}: fingerprints differ`;
}

/** An identity as far as it is compared. */
function shownOf(identity: string, except: readonly Exception[]): string[] {
  const exception = except.find(({ rules }) => rules.test(identity.slice(0, identity.indexOf(' '))));
  if (!exception) return [identity];
  return exception.certaintyOnly ? [identity.slice(0, identity.lastIndexOf(' | '))] : [];
}

/** The differences that a rewrite makes anywhere. */
function differences(
  change: Rewrite,
  options: Parameters<typeof compare>[2] = {},
): { applied: number; faults: string[] } {
  let applied = 0;
  const faults: string[] = [];
  for (const each of known) {
    const changed = change(each.root);
    if (!changed) continue;
    applied++;
    const fault = compare(each, templateAsJson(changed), options);
    if (fault !== undefined) faults.push(fault);
  }
  return { applied, faults };
}

function expectSame(change: Rewrite, options?: Parameters<typeof compare>[2]): void {
  const { applied, faults } = differences(change, options);
  expect(faults.slice(0, 8).join('\n')).toBe('');
  expect(applied).toBeGreaterThan(0);
}

describe('the same findings by identity', () => {
  it('whatever is written as JSON', () => {
    expect(known.flatMap((each) => compare(each, each.source.text) ?? []).join('\n')).toBe('');
  });

  it.each([
    ['block, long functions', (root: CfnNode) => printBlock(root, { short: false, indent: 2 })],
    [
      'block, short functions, four blanks deep',
      (root: CfnNode) => printBlock(root, { short: true, indent: 4 }),
    ],
    ['flow', (root: CfnNode) => printFlow(root, { short: true, indent: 2 })],
  ])('written as YAML: %s', (_name, print) => {
    expect(known.flatMap((each) => compare(each, print(each.root)) ?? []).join('\n')).toBe('');
  });

  // Each branch of an Fn::If has a place of its own, and so a finding of its own: the second one has the ordinal 1. What
  // Fn::Sub puts together has only one place, so that several findings of the same evidence become one.
  it.each(Object.entries(valueRewrites))('%s', (name, change) => {
    const isBranching = name.endsWith('in Fn::If');
    const ordinals = !isBranching && !name.endsWith('with a variable');
    expectSame(change, { ordinals, except: isBranching ? [QUOTAS, FIRST_WAY] : [] });
  });

  it('policy documents as text', () => expectSame(documentsAsText));

  it.each(Object.entries(orderRewrites))('%s', (_name, change) =>
    expectSame(change, { ordinals: false, except: [SECOND_OF_TWO] }),
  );

  it('lone items as lists', () => expectSame(loneItemsAsLists));
  it('lists of one item as the item', () => expectSame(listsAsLoneItems));

  it('inline policies split in two', () =>
    expectSame(inlinePoliciesSplit, { rename: (identity) => identity.replaceAll(HALF, '') }));
  it('policy resources split in two', () =>
    expectSame(policyResourcesSplit, { rename: (identity) => identity.replaceAll(HALF, '') }));
});
