import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { format } from 'prettier';
import { buildCommand, root, type BuiltCommand, type Outcome } from './built-command.ts';

/** What a person has said about a finding: `useful` is true and worth its reader's time. */
type Verdict = 'useful' | 'true-but-noise' | 'false' | 'unjudged';

interface KnownFinding {
  readonly file: string;
  readonly rule: string;
  readonly resource: string | null;
  readonly evidence: string;
  readonly certainty: string;
  readonly verdict: Verdict;
}

/** The committed snapshot: names and places, no text of a template. */
interface Snapshot {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly problems: Readonly<Record<string, number>>;
  readonly findings: readonly KnownFinding[];
}

interface JsonReport {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly kind: string; readonly file?: string; readonly message: string }[];
  readonly findings: readonly {
    readonly file: string;
    readonly ruleId: string;
    readonly resource?: string | null;
    readonly evidence: string;
    readonly certainty: string;
  }[];
}

const CORPUS = '../shared/corpus';
const SNAPSHOT = join(root, 'test/corpus/findings.json');
const present = existsSync(resolve(root, CORPUS));
if (!present) console.log(`${CORPUS} is not there: the tests on real templates are skipped`);

const identity = ({ file, rule, resource, evidence }: Omit<KnownFinding, 'verdict'>): string =>
  [file, rule, resource, evidence].join('\n');

const readSnapshot = (): Snapshot => JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Snapshot;

function snapshotOf(report: JsonReport, known: readonly KnownFinding[]): Snapshot {
  const verdicts = new Map(known.map((finding) => [identity(finding), finding.verdict]));
  const findings = report.findings.map(({ file, ruleId, resource, evidence, certainty }) => {
    const finding = {
      file: file.slice(`${CORPUS}/`.length),
      rule: ruleId,
      resource: resource ?? null,
      evidence,
      certainty,
    };
    return { ...finding, verdict: verdicts.get(identity(finding)) ?? ('unjudged' as const) };
  });
  const order = (a: KnownFinding, b: KnownFinding): number => (identity(a) < identity(b) ? -1 : 1);
  const problems: Record<string, number> = {};
  for (const { kind } of report.problems) problems[kind] = (problems[kind] ?? 0) + 1;
  return { summary: report.summary, problems, findings: findings.sort(order) };
}

const withoutVerdicts = (findings: readonly KnownFinding[]): string[] =>
  findings.map((finding) => `${identity(finding)}\n${finding.certainty}`).sort();

describe.skipIf(!present)('the corpus of real templates', () => {
  let command: BuiltCommand;
  let outcome: Outcome;
  let report: JsonReport;

  beforeAll(async () => {
    command = await buildCommand();
    outcome = command.run([CORPUS, '--format', 'json']);
    report = JSON.parse(outcome.stdout) as JsonReport;
    if (process.env['UPDATE_CORPUS']) {
      const known = existsSync(SNAPSHOT) ? readSnapshot().findings : [];
      writeFileSync(
        SNAPSHOT,
        await format(JSON.stringify(snapshotOf(report, known)), { parser: 'json', printWidth: 110 }),
      );
    }
  });
  afterAll(() => command?.remove());

  it('is judged to the end: findings, unreadable files perhaps, no fault of our own', () => {
    expect([1, 2], outcome.stderr).toContain(outcome.status);
    expect(report.problems.filter(({ kind }) => kind === 'rule-crashed')).toEqual([]);
  });

  it('is read to the extent that is known (update with UPDATE_CORPUS=1)', () => {
    const { summary, problems } = snapshotOf(report, []);
    const known = readSnapshot();
    expect(summary).toEqual(known.summary);
    expect(problems).toEqual(known.problems);
  });

  it('has the findings that are known (update with UPDATE_CORPUS=1, then judge the new ones)', () => {
    expect(withoutVerdicts(snapshotOf(report, []).findings)).toEqual(
      withoutVerdicts(readSnapshot().findings),
    );
  });

  it('gives the same report at every run', () => {
    expect(command.run([CORPUS, '--format', 'json']).stdout).toBe(outcome.stdout);
  });
});

describe('the verdicts on the findings in the corpus', () => {
  it('are given for every finding', () => {
    const { findings } = readSnapshot();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ verdict }) => verdict === 'unjudged').map(identity)).toEqual([]);
  });

  it('call at least 19 of 20 useful', () => {
    const { findings } = readSnapshot();
    const useful = findings.filter(({ verdict }) => verdict === 'useful').length;
    expect(useful / findings.length).toBeGreaterThanOrEqual(0.95);
  });
});
