import { describe, expect, it } from 'vitest';
import { isDay, readDirective } from '../../src/engine/directives.ts';
import { SourceFile } from '../../src/source/source-file.ts';

function read(comment: string): unknown {
  const file = new SourceFile('a.yaml', `x: 1 ${comment}`);
  const directive = readDirective(file, { file, start: 5, end: file.text.length });
  if (!directive || 'fault' in directive) return directive?.fault;
  const { kind, rules, reason, until } = directive;
  const named = rules.map(({ rule, evidence, span }) => ({
    rule,
    ...(evidence === undefined ? {} : { evidence }),
    text: file.text.slice(span.start, span.end),
  }));
  return { kind, named, reason, ...(until === undefined ? {} : { until }) };
}

describe('readDirective', () => {
  it('reads rules, evidence, reason and end', () => {
    expect(
      read(
        '# iam-lint-disable-next-line no-a, no-b[Action::s3:Get*,List*] -- static site (until 2027-01-31)',
      ),
    ).toEqual({
      kind: 'disable-next-line',
      named: [
        { rule: 'no-a', text: 'no-a' },
        { rule: 'no-b', evidence: 'Action::s3:Get*,List*', text: 'no-b[Action::s3:Get*,List*]' },
      ],
      reason: 'static site',
      until: '2027-01-31',
    });
  });

  it.each(['disable-line', 'disable', 'disable-file'])('reads %s', (kind) => {
    expect(read(`# iam-lint-${kind} no-a -- why`)).toMatchObject({ kind, reason: 'why' });
  });

  it('reads enable with and without names', () => {
    expect(read('# iam-lint-enable')).toMatchObject({ kind: 'enable', named: [] });
    expect(read('# iam-lint-enable no-a')).toMatchObject({ kind: 'enable', named: [{ rule: 'no-a' }] });
  });

  it('takes a date without parentheses, and leaves other words alone', () => {
    expect(read('# iam-lint-disable-line no-a -- migration until 2027-01-31')).toMatchObject({
      reason: 'migration',
      until: '2027-01-31',
    });
    expect(read('# iam-lint-disable-line no-a -- wait until upstream is fixed')).toMatchObject({
      reason: 'wait until upstream is fixed',
    });
  });

  it.each([
    ['# iam-lint-disable-nextline no-a -- why', 'iam-lint-disable-next-line'],
    ['# iam-lint-ignore no-a -- why', 'is no directive'],
    ['# iam-lint-disable-line no-a', 'reason is missing'],
    ['# iam-lint-disable-line no-a --', 'reason is missing'],
    ['# iam-lint-disable-line no-a -- (until 2027-01-31)', 'reason is missing'],
    ['# iam-lint-disable-line -- why', 'names no rule'],
    ['# iam-lint-disable-line no-a[x -- why', 'not closed'],
    ['# iam-lint-disable-line no-a[] -- why', 'are empty'],
    ['# iam-lint-disable-line no-a -- why (until soon)', 'no date'],
    ['# iam-lint-disable-line no-a -- why (until 2027-02-30)', 'no date'],
    ['# iam-lint-disable-line no-a -- why until 2027-1-1', 'no date'],
  ])('%s is broken', (comment, fault) => {
    expect(read(comment)).toContain(fault);
  });

  it.each(['# see iam-lint-disable-line no-a', '# iam-lint is a linter', '#'])(
    '%s is no directive',
    (comment) => {
      expect(read(comment)).toBeUndefined();
    },
  );
});

describe('isDay', () => {
  it('knows the calendar', () => {
    expect(['2028-02-29', '2027-02-29', '2027-13-01', '27-01-01'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
