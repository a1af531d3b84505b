import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareAccess, parsePolicy } from '../src/access/index.ts';
import { DEFAULT_CONFIG } from '../src/config/config.ts';
import { applyFixes, type FixOutcome } from '../src/engine/apply-fixes.ts';
import { type Report } from '../src/engine/report.ts';
import { lint } from '../src/lint.ts';
import { rules } from '../src/registry.ts';
import { type Finding, type Fix } from '../src/rule/finding.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { applyEdits } from '../src/source/text-edit.ts';
import { findComments } from '../src/template/comments.ts';
import { parseNodes } from '../src/template/parse-nodes.ts';
import { readTemplate } from '../src/template/read-template.ts';
import { templateAsJson } from '../src/testing/template-json.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['../shared/corpus', '../shared/peer-suite'].filter((folder) =>
  existsSync(join(ROOT, folder)),
);
if (FOLDERS.length < 2) console.log('../shared is not there: fixes are tried on the examples only');

interface Source {
  readonly name: string;
  readonly text: string;
}

const sources: readonly Source[] = ['examples', ...FOLDERS].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(ROOT, path), text: readFileSync(path, 'utf8').replace(/^\ufeff/, '') }))
    .filter(
      ({ name, text }) =>
        text.length < 100_000 && readTemplate(new SourceFile(name, text)).kind === 'template',
    ),
);

function judge({ name, text }: Source): Report {
  const reading = readTemplate(new SourceFile(name, text));
  const templates = reading.kind === 'template' ? [reading.template] : [];
  const config = { ...DEFAULT_CONFIG, preset: 'all', minConfidence: 'low' } as const;
  return lint({ templates, problems: [], skipped: 0, now: new Date('2026-01-01') }, rules, config);
}

const reports = new Map<Source, Report>();

/** What is found in a source, judged once for all tests. */
function reportOf(source: Source): Report {
  const known = reports.get(source) ?? judge(source);
  reports.set(source, known);
  return known;
}

function repair(source: Source, safety: Fix['safety']): FixOutcome & { readonly text: string } {
  const outcome = applyFixes(reportOf(source), {
    safety,
    isEditable: () => true,
    judge: (texts) => judge({ name: source.name, text: texts.get(source.name) ?? source.text }),
  });
  const { report, applied, discarded, changed } = outcome;
  return { report, applied, discarded, changed, text: changed[0]?.after ?? source.text };
}

function commentsOf({ name, text }: Source): readonly string[] {
  const file = new SourceFile(name, text);
  const { root } = parseNodes(file);
  return root ? findComments(file, root).map((comment) => comment.text) : [];
}

/** Paths at which two values differ, down to the deepest map that both have. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): readonly string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  if (!isMap(one) || !isMap(other)) return [path.join('/')];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(one[key], other[key], [...path, key]));
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueOf = ({ name, text }: Source): unknown => {
  const { root } = parseNodes(new SourceFile(name, text));
  return root && (JSON.parse(templateAsJson(root)) as unknown);
};

const faultsIn = ({ problems }: Report): number =>
  problems.filter(({ kind }) => ['unreadable', 'partly-read', 'oddity', 'rule-crashed'].includes(kind))
    .length;

const keyOf = ({ rule, resource, evidence }: Finding): string =>
  `${rule.id} ${resource?.logicalId} ${evidence}`;

/** What one fix does to a template that it should not; the edits are applied here, not by what is tested. */
function faultOfFix(source: Source, report: Report, finding: Finding, fix: Fix): string | undefined {
  const say = (what: string): string => `${source.name}: ${keyOf(finding)}: ${fix.title}: ${what}`;
  const text = applyEdits(source.text, fix.edits);
  const after = { name: source.name, text };
  const now = judge(after);
  if (faultsIn(now) > faultsIn(report)) return say('the file is read worse');
  const count = ({ findings }: Report): number =>
    findings.filter((each) => keyOf(each) === keyOf(finding)).length;
  if (count(now) >= count(report)) return say('the finding is still there');
  const comments = commentsOf(after);
  if (commentsOf(source).join('\n') !== comments.join('\n')) return say('comments are changed');
  const within = `Resources/${finding.resource?.logicalId}`;
  const elsewhere = differences(valueOf(source), valueOf(after)).filter(
    (path) => finding.resource !== undefined && path !== within && !path.startsWith(`${within}/`),
  );
  // A plain policy document has no resources; the whole of it is the one that stands for it.
  if (elsewhere.length > 0 && isMap(valueOf(source)) && 'Resources' in (valueOf(source) as object))
    return say(`changes ${elsewhere.join(', ')}`);
  return undefined;
}

const widthOf = (edits: Fix['edits']): number =>
  edits.reduce((sum, { span, text }) => sum + Math.max(span.end - span.start, text.length), 0);

describe('every fix on real templates', () => {
  const fixed = new Map<string, number>();

  it('does what it says, alone', { timeout: 600_000 }, () => {
    const faults: string[] = [];
    for (const source of sources) {
      const report = reportOf(source);
      for (const finding of report.findings)
        for (const fix of finding.fixes) {
          fixed.set(finding.rule.id, (fixed.get(finding.rule.id) ?? 0) + 1);
          if (widthOf(fix.edits) > 2_000)
            faults.push(`${source.name}: ${fix.title} is larger than any fix should be`);
          const fault = faultOfFix(source, report, finding, fix);
          if (fault !== undefined) faults.push(fault);
        }
    }
    console.log(`fixes tried: ${[...fixed].map(([rule, count]) => `${rule} ${count}`).join(', ')}`);
    expect(faults).toEqual([]);
    expect(fixed.size).toBeGreaterThan(0);
  });

  it.each(['safe', 'suggestion'] as const)(
    'all %s ones together: none taken back, twice changes nothing',
    { timeout: 600_000 },
    (safety) => {
      const faults: string[] = [];
      let applied = 0;
      for (const source of sources) {
        const once = repair(source, safety);
        applied += once.applied.length;
        faults.push(...once.discarded.map(({ message }) => `${source.name}: ${message}`));
        const left = once.report.findings.flatMap(({ fixes }) =>
          fixes.filter((fix) => fix.safety === 'safe' || safety === 'suggestion'),
        );
        if (left.length > 0) faults.push(`${source.name}: ${left[0]!.title} is left`);
        if (
          once.changed.length > 0 &&
          repair({ name: source.name, text: once.text }, safety).changed.length > 0
        )
          faults.push(`${source.name}: changes again`);
      }
      console.log(`${applied} fixes of level ${safety} applied to ${sources.length} templates`);
      expect(faults).toEqual([]);
      expect(applied).toBeGreaterThan(0);
    },
  );
});

/** The innermost policy document around a place of a template, functions replaced by the text that stands for them. */
function documentAt(source: Source, path: readonly (string | number)[]): unknown {
  let at = valueOf(source);
  let found: unknown;
  for (const key of [undefined, ...path]) {
    if (key !== undefined) at = (at as Record<string | number, unknown> | undefined)?.[key];
    if (typeof at === 'string' && at.trimStart().startsWith('{')) at = JSON.parse(at) as unknown;
    if (isMap(at) && 'Statement' in at) found = at;
  }
  return found === undefined ? undefined : withoutFunctions(found);
}

function withoutFunctions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFunctions);
  if (!isMap(value)) return value;
  const [key, ...others] = Object.keys(value);
  if (key !== undefined && others.length === 0 && /^(?:Ref|Fn::.*)$/.test(key)) {
    const text = JSON.stringify(value[key]);
    const variables = [...text.matchAll(/\$\{!([^}]*)\}/g)].map(([, name]) => `\${${name}}`).join('');
    return `arn:aws:any:::${text.replaceAll(/[^A-Za-z0-9]/g, '')}${variables}`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutFunctions(inner)]));
}

describe('safe fixes of policies', () => {
  it('grant exactly what was granted before', { timeout: 600_000 }, () => {
    const verdicts = { PASS: 0, FAIL: 0, UNKNOWN: 0 };
    const faults: string[] = [];
    // Every document is judged in the old version, too, so that there is something to repair in it.
    const old = sources.map(({ name, text }) => ({
      name,
      text: text.replaceAll('2012-10-17', '2008-10-17'),
    }));
    for (const source of [...sources, ...old])
      for (const { fixes, primary, rule } of reportOf(source).findings)
        for (const fix of fixes) {
          if (fix.safety !== 'safe' || !/policy-version|action/.test(rule.id)) continue;
          const before = documentAt(source, primary.path);
          const after = documentAt(
            { name: source.name, text: applyEdits(source.text, fix.edits) },
            primary.path,
          );
          if (before === undefined || after === undefined) continue;
          for (const [one, other] of [
            [before, after],
            [after, before],
          ]) {
            const { verdict } = compareAccess(parsePolicy(one), parsePolicy(other));
            verdicts[verdict]++;
            if (verdict === 'FAIL') faults.push(`${source.name}: ${rule.id}: ${fix.title}`);
          }
        }
    console.log(`access before and after safe fixes: ${JSON.stringify(verdicts)}`);
    expect(faults).toEqual([]);
    expect(verdicts.PASS).toBeGreaterThan(0);
  });
});

describe('what was spoilt on purpose', () => {
  /** Spoils a text in a way that a rule must see and its fix must undo to the letter. */
  const spoilers: readonly (readonly [rule: string, spoil: (text: string) => string])[] = [
    ['current-policy-version', (text) => text.replaceAll('2012-10-17', '2008-10-17')],
    ['known-action', (text) => text.replaceAll(/\bs3:GetObject(?=["'\s\\,\]])/g, 's3:GetObjcet')],
    ['known-action', (text) => text.replaceAll(/\bsts:AssumeRole(?=["'\s\\,\]])/g, 'sts:AssumeRloe')],
    [
      'valid-session-duration',
      (text) => text.replaceAll(/(MaxSessionDuration["']?: *["']?)43200\b/g, '$1' + '99999'),
    ],
    ['require-imdsv2', (text) => text.replaceAll(/(HttpTokens["']?: *["']?)required\b/g, '$1optional')],
  ];

  it.each(spoilers)('%s is repaired to the letter', { timeout: 600_000 }, (rule, spoil) => {
    let undone = 0;
    const faults: string[] = [];
    for (const source of sources) {
      const spoilt = { name: source.name, text: spoil(source.text) };
      if (spoilt.text === source.text) continue;
      const before = reportOf(source).findings.filter((finding) => finding.rule.id === rule);
      const report = judge(spoilt);
      const edits = report.findings
        .filter(
          (finding) => finding.rule.id === rule && !before.some((each) => keyOf(each) === keyOf(finding)),
        )
        .flatMap(({ fixes }) => fixes.slice(0, 1).flatMap((fix) => fix.edits));
      if (edits.length === 0) continue;
      // Where a rule does not look (a policy in a code string, a parameter) the spoilt text stays.
      const repaired = applyEdits(
        spoilt.text,
        edits.filter(
          (edit, index) => edits.findIndex(({ span }) => span.start === edit.span.start) === index,
        ),
      );
      const [was, now] = [source.text.split('\n'), repaired.split('\n')];
      const bad = now.filter((line, index) => line !== was[index] && line !== spoil(was[index] ?? ''));
      if (bad.length > 0 || was.length !== now.length) faults.push(`${source.name}: ${bad[0]}`);
      undone += edits.length;
    }
    console.log(`${rule}: ${undone} repaired`);
    expect(faults).toEqual([]);
    if (FOLDERS.length === 2) expect(undone).toBeGreaterThan(0);
  });
});
