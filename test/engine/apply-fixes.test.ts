import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { applyFixes, type FixOutcome } from '../../src/engine/apply-fixes.ts';
import { lint } from '../../src/lint.ts';
import { type Report } from '../../src/engine/report.ts';
import { type Fix } from '../../src/rule/finding.ts';
import { type Rule } from '../../src/rule/rule.ts';
import { SourceFile, type SourceSpan } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { ruleOf } from './judged.ts';

const PATH = 'stack.yaml';

function judgeWith(
  rules: readonly Rule[],
  text: string,
): { first: Report; judge: (texts: ReadonlyMap<string, string>) => Report; runs: () => number } {
  let runs = 0;
  const judge = (texts: ReadonlyMap<string, string>): Report => {
    runs++;
    const reading = readTemplate(new SourceFile(PATH, texts.get(PATH) ?? text));
    const templates = reading.kind === 'template' ? [reading.template] : [];
    return lint({ templates, problems: [], skipped: 0, now: new Date('2026-01-01') }, rules, DEFAULT_CONFIG);
  };
  return { first: judge(new Map()), judge, runs: () => runs };
}

function fix(
  rules: readonly Rule[],
  text: string,
  safety: Fix['safety'] = 'suggestion',
): FixOutcome & { runs: number; text: string } {
  const { first, judge, runs } = judgeWith(rules, text);
  const outcome = applyFixes(first, { safety, judge, isEditable: () => true });
  const { report, applied, discarded, changed } = outcome;
  return { report, applied, discarded, changed, runs: runs(), text: changed[0]?.after ?? text };
}

/** Finds each place of a word in the text of a template and gives it a fix. */
function wordRule(
  id: string,
  word: RegExp,
  replace: (match: string) => string,
  safety: Fix['safety'] = 'safe',
  wider = 0,
): Rule {
  return ruleOf(id, {
    template: ({ file, root }, { report }) => {
      for (const match of file.text.matchAll(word)) {
        const span: SourceSpan = {
          file,
          start: match.index - wider,
          end: match.index + match[0].length + wider,
        };
        const text =
          file.text.slice(span.start, match.index) +
          replace(match[0]) +
          file.text.slice(match.index + match[0].length, span.end);
        report({
          at: { node: { ...root, span } },
          message: `A ${match[0]}`,
          evidence: match[0],
          fixes: [{ title: `Replace ${match[0]}`, safety, edits: [{ span, text }] }],
        });
      }
    },
  });
}

const templateWith = (...words: readonly string[]): string =>
  `# a comment\nResources:\n  Role:\n    Type: AWS::IAM::Role # stays\n    Properties:\n      Description: [${words.join(', ')}]\n`;

describe('applyFixes', () => {
  it('applies what is asked for and leaves the rest', () => {
    const rules = [
      wordRule('sure', /good/g, () => 'best'),
      wordRule('unsure', /maybe/g, () => 'yes', 'suggestion'),
    ];
    const text = templateWith('good', 'maybe');
    expect(fix(rules, text, 'safe').text).toBe(templateWith('best', 'maybe'));
    const all = fix(rules, text);
    expect(all.text).toBe(templateWith('best', 'yes'));
    expect(all.applied.map(({ title }) => title)).toEqual(['Replace good', 'Replace maybe']);
    expect(all.report.findings).toEqual([]);
    expect(fix(rules, all.text).changed).toEqual([]);
  });

  it('lets fixes that overlap wait for the next round', () => {
    const rules = [wordRule('wide', /bad\d/g, () => 'fine', 'safe', 2)];
    const { text, applied, runs } = fix(rules, templateWith('bad1', 'bad2', 'bad3'));
    expect(text).toBe(templateWith('fine', 'fine', 'fine'));
    expect([applied.length, runs]).toEqual([3, 3]);
  });

  it('stops after ten rounds', () => {
    const grows = wordRule('grows', /x+(?=])/g, (match) => `${match}x`);
    const { text, applied, discarded } = fix([grows], templateWith('x'));
    expect(applied).toHaveLength(10);
    expect(text).toBe(templateWith('xxxxxxxxxxx'));
    expect(discarded).toEqual([]);
  });

  it('takes back a fix that does not remove its finding, and keeps the others', () => {
    const rules = [
      wordRule('helps', /bad/g, () => 'fine'),
      wordRule('does-not', /same/g, (match) => `${match} `),
    ];
    const { text, applied, discarded } = fix(rules, templateWith('same', 'bad'));
    expect(text).toBe(templateWith('same', 'fine'));
    expect(applied.map(({ ruleId }) => ruleId)).toEqual(['helps']);
    expect(discarded).toMatchObject([{ kind: 'fix-discarded', ruleId: 'does-not' }]);
    expect(discarded[0]!.message).toBe(
      'The fix "Replace same" was taken back: what it should repair is still found',
    );
  });

  it('takes back a fix after which the file is broken, and finds it among many', () => {
    const words = Array.from({ length: 9 }, (_, n) => `word${n}`);
    const rules = [wordRule('breaks', /word\d/g, (match) => (match === 'word6' ? '"' : 'ok'))];
    const { text, applied, discarded, runs } = fix(rules, templateWith(...words));
    expect(text).toBe(templateWith(...words.map((word) => (word === 'word6' ? word : 'ok'))));
    expect(applied).toHaveLength(8);
    expect(discarded.map(({ message }) => message)).toEqual([
      'The fix "Replace word6" was taken back: the file could not be read as before',
    ]);
    expect(runs).toBeLessThan(12);
  });

  it('takes back a fix after which the file is no template any more', () => {
    const { text, discarded } = fix([wordRule('destroys', /Resources/g, () => 'Other')], templateWith('x'));
    expect([text, discarded.length]).toEqual([templateWith('x'), 1]);
  });

  it('takes back a fix that makes a rule crash', () => {
    const crashes = ruleOf('crashes', {
      template: ({ file }) => {
        if (file.text.includes('boom')) throw new Error('boom');
      },
    });
    const { text, discarded } = fix(
      [wordRule('lures', /bait/g, () => 'boom'), crashes],
      templateWith('bait'),
    );
    expect([text, discarded.length]).toEqual([templateWith('bait'), 1]);
  });

  it('does not touch what may not be edited, nor what an edit does not fit', () => {
    const { first, judge } = judgeWith([wordRule('sure', /good/g, () => 'best')], templateWith('good'));
    expect(applyFixes(first, { safety: 'safe', judge, isEditable: () => false }).changed).toEqual([]);
    const stray = ruleOf('stray', {
      resource: (resource, { report }) => {
        const span = { file: new SourceFile(PATH, 'another text'), start: 0, end: 5 };
        const edits = [{ span, text: '' }];
        report({
          at: resource,
          message: 'A',
          evidence: 'x',
          fixes: [{ title: 'Stray', safety: 'safe', edits }],
        });
      },
    });
    expect(fix([stray], templateWith('good')).changed).toEqual([]);
  });
});

describe('unused suppressions', () => {
  const never = ruleOf('never', {});
  const other = ruleOf('other', {});
  const removed = (text: string): string => fix([never, other], text, 'safe').text;
  const body = (head: string, tail = '', after = ''): string =>
    `${head}Resources:\n  Role:\n    Type: AWS::IAM::Role${tail}\n${after}`;

  it.each([
    ['a line of its own', body('# iam-lint-disable-file never -- why\n'), body('')],
    ['behind something', body('', ' # iam-lint-disable-line never -- why'), body('')],
    [
      'indented',
      body('', '', '    # iam-lint-disable never -- why\n    Properties: {}\n'),
      body('', '', '    Properties: {}\n'),
    ],
    ['one of two', body('# keep\n', ' # iam-lint-disable-line never, other -- why'), body('# keep\n')],
    ['with its end', body('# iam-lint-disable never -- why\n', '\n  # iam-lint-enable never'), body('')],
    ['at the end of the text', body('', '', '# iam-lint-disable-file never -- why'), body('')],
    [
      'with CRLF',
      body('# iam-lint-disable-file never -- why\n').replaceAll('\n', '\r\n'),
      body('').replaceAll('\n', '\r\n'),
    ],
    [
      'in the midst of flow',
      'Resources: { Role: { Type: "AWS::IAM::Role" } } # iam-lint-disable-line never -- why (until 2027-01-01)\n',
      'Resources: { Role: { Type: "AWS::IAM::Role" } }\n',
    ],
    [
      'in JSON',
      '{\n  /* iam-lint-disable-file never -- why */\n  "Resources": { "Role": { "Type": "AWS::IAM::Role" } }\n}\n',
      '{\n  "Resources": { "Role": { "Type": "AWS::IAM::Role" } }\n}\n',
    ],
  ])('go: %s', (_, text, expected) => {
    const once = removed(text);
    expect(once).toBe(expected);
    expect(removed(once)).toBe(once);
  });

  const metadata = (...lines: readonly string[]): string =>
    body('', '', lines.map((line) => `    ${line}\n`).join('') + '    Properties: {}\n');

  it.each([
    [
      'an entry',
      metadata('Metadata:', '  iam-lint:', '    ignore:', '      - { rule: never, reason: why }'),
      metadata(),
    ],
    [
      'one of several keys',
      metadata(
        'Metadata:',
        '  Other: 1',
        '  iam-lint:',
        '    ignore:',
        '      - rule: never',
        '        reason: why',
        '      - rule: other',
        '        reason: why',
      ),
      metadata('Metadata:', '  Other: 1'),
    ],
    [
      'in JSON',
      '{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Metadata": {"iam-lint": {"ignore": [{"rule": "never", "reason": "why"}]}}}}}',
      '{"Resources": {"Role": {"Type": "AWS::IAM::Role"}}}',
    ],
  ])('go from Metadata: %s', (_, text, expected) => {
    expect(removed(text)).toBe(expected);
  });

  it('stay where they are used, and where what is found nearby shows what they meant', () => {
    const found = wordRule('found', /AWS::IAM::Role/g, (match) => match);
    const noFix: Rule = {
      ...found,
      visit: { resource: (at, { report }) => report({ at, message: 'A', evidence: 'x' }) },
    };
    for (const text of [
      body('# iam-lint-disable-file found -- why\n'),
      body('# iam-lint-disable-file found[y] -- why\n'),
      body('# iam-lint-disable-line found -- why\n'),
    ])
      expect(fix([noFix], text, 'safe').text).toBe(text);
  });
});
