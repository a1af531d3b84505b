import { type Config, DEFAULT_CONFIG } from '../config/config.ts';
import { applyFixes } from '../engine/apply-fixes.ts';
import { type Report } from '../engine/report.ts';
import { lint } from '../lint.ts';
import { type Finding } from '../rule/finding.ts';
import { type Example, type Rule } from '../rule/rule.ts';
import { SourceFile } from '../source/source-file.ts';
import { parseNodes } from '../template/parse-nodes.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Template } from '../template/template.ts';
import { templateAsJson } from './template-json.ts';

/** The end of a line that a rule must flag. */
export const FLAGGED = /[ \t]*# flagged[ \t]*$/;

/** What an example or a rule does not do; none means that all is well. */
export interface RuleFault {
  readonly rule: string;
  /** Title of the example, or undefined when it is about the rule as a whole. */
  readonly example: string | undefined;
  readonly fault: string;
}

/**
 * Runs the examples of a rule, this rule alone being on. Each bad example must be flagged on exactly the lines that end in
 * `# flagged`, in JSON at the same paths; it must fall silent under a suppression in a comment and in Metadata, and keep
 * its fingerprints when resources and statements are reversed. Good examples must give nothing in either notation.
 */
export function testRule(rule: Rule): readonly RuleFault[] {
  const faults: RuleFault[] = [];
  const check = (
    example: Example,
    checks: readonly ((example: ReadExample) => string | undefined)[],
  ): void => {
    const read = readExample(rule, example);
    if (typeof read === 'string') faults.push({ rule: rule.id, example: example.title, fault: read });
    else
      for (const run of checks) {
        const fault = run(read);
        if (fault !== undefined) faults.push({ rule: rule.id, example: example.title, fault });
      }
  };
  for (const example of rule.examples.bad)
    check(example, [
      markedLines,
      sameInJson,
      sameReversed,
      silentByComment,
      silentByMetadata,
      messageShape,
      fixedAsSaid,
    ]);
  for (const example of rule.examples.good) check(example, [noMark, silent, silentInJson]);
  return faults;
}

/** Reads and judges the text of one template by one rule, with everything of the rule on. */
export function lintText(
  rule: Rule,
  example: Pick<Example, 'facts' | 'options'>,
  text: string,
  path: string,
): Report {
  const reading = readTemplate(new SourceFile(path, text));
  const templates: readonly Template[] = reading.kind === 'template' ? [reading.template] : [];
  const config: Config = {
    ...DEFAULT_CONFIG,
    preset: 'all',
    minConfidence: 'low',
    facts: { ...DEFAULT_CONFIG.facts, ...example.facts },
    rules: { [rule.id]: { level: 'on', ...(example.options ? { options: example.options } : {}) } },
  };
  return lint({ templates, problems: [], skipped: 0, now: new Date('2026-01-01T00:00:00Z') }, [rule], config);
}

interface ReadExample {
  readonly rule: Rule;
  readonly example: Example;
  /** The template without its marks. */
  readonly yaml: string;
  readonly json: string;
  /** Lines that must be flagged, 1-based. */
  readonly marked: readonly number[];
  readonly report: Report;
}

function readExample(rule: Rule, example: Example): ReadExample | string {
  const lines = example.template.split('\n');
  const yaml = lines.map((line) => line.replace(FLAGGED, '')).join('\n');
  const marked = lines.flatMap((line, index) => (FLAGGED.test(line) ? [index + 1] : []));
  const { root, problems } = parseNodes(new SourceFile('example.yaml', yaml));
  if (!root || problems.length > 0)
    return `cannot be parsed: ${problems.map(({ message }) => message).join('; ')}`;
  const report = lintText(rule, example, yaml, 'example.yaml');
  if (report.summary.templates === 0) return 'is not recognised as a template';
  if (report.problems.length > 0)
    return `gives problems: ${report.problems.map(({ message }) => message).join('; ')}`;
  return { rule, example, yaml, json: templateAsJson(root), marked, report };
}

function lineOf({ primary: { span } }: Finding): number {
  return span.file.positionAt(span.start).line;
}

function markedLines({ marked, report }: ReadExample): string | undefined {
  const flagged = [...new Set(report.findings.map(lineOf))].sort((a, b) => a - b);
  if (marked.length === 0) return 'has no line that ends in `# flagged`';
  return flagged.join() === marked.join()
    ? undefined
    : `is flagged on ${lineList(flagged)}, but marked on ${lineList(marked)}`;
}

function sameInJson(read: ReadExample): string | undefined {
  const inJson = lintText(read.rule, read.example, read.json, 'example.json');
  return difference('in JSON', identities(read.report.findings), identities(inJson.findings));
}

function sameReversed(read: ReadExample): string | undefined {
  const reversed = JSON.stringify(reverse(JSON.parse(read.json) as unknown), undefined, 2);
  const report = lintText(read.rule, read.example, reversed, 'example.json');
  const fingerprints = (findings: readonly Finding[]): string[] =>
    findings.map(({ fingerprint }) => fingerprint).sort();
  return difference('reversed', fingerprints(read.report.findings), fingerprints(report.findings));
}

/** Turns the order of resources and of statements round, which changes nothing that is granted. */
function reverse(value: unknown, key?: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => reverse(item));
    return key === 'Statement' ? items.reverse() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, reverse(inner, name)] as const);
  return Object.fromEntries(key === 'Resources' ? entries.reverse() : entries);
}

function silentByComment(read: ReadExample): string | undefined {
  const { rule, example, yaml, report } = read;
  const accepted = `${rule.id} -- accepted for a test`;
  const wholeFile = lintText(rule, example, `# iam-lint-disable-file ${accepted}\n${yaml}`, 'example.yaml');
  if (wholeFile.findings.length > 0) return 'still gives findings under `iam-lint-disable-file`';
  if (wholeFile.suppressed.length !== report.findings.length)
    return 'suppresses another number of findings than it has';
  const lines = yaml.split('\n');
  const flagged = new Set(report.findings.map(lineOf));
  const block = isInBlockScalar(lines, flagged);
  if (block) return undefined;
  const commented = lines.map((line, index) =>
    flagged.has(index + 1) ? `${line} # iam-lint-disable-line ${accepted}` : line,
  );
  const byLine = lintText(rule, example, commented.join('\n'), 'example.yaml');
  return byLine.findings.length > 0 ? 'still gives findings under `iam-lint-disable-line`' : undefined;
}

/** Inside a text of several lines a `#` begins no comment, so no line of it can carry a directive. */
function isInBlockScalar(lines: readonly string[], flagged: ReadonlySet<number>): boolean {
  let depth: number | undefined;
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S/);
    if (depth !== undefined && indent !== -1 && indent <= depth) depth = undefined;
    if (depth !== undefined && flagged.has(index + 1)) return true;
    if (depth === undefined && /(?:^|[\s:-])(?:![\w:]+\s+)?[|>][-+\d]*\s*$/.test(line)) depth = indent;
  }
  return false;
}

function silentByMetadata(read: ReadExample): string | undefined {
  const template = JSON.parse(read.json) as { Resources?: Record<string, { Metadata?: object }> };
  const ignore = [{ rule: read.rule.id, reason: 'accepted for a test' }];
  let unowned = 0;
  for (const { resource } of read.report.findings) {
    const owner = resource && template.Resources?.[resource.logicalId];
    if (owner) owner.Metadata = { ...owner.Metadata, 'iam-lint': { ignore } };
    else unowned++;
  }
  const report = lintText(read.rule, read.example, JSON.stringify(template), 'example.json');
  return report.findings.length > unowned ? 'still gives findings under `iam-lint` in Metadata' : undefined;
}

/** One or two sentences that begin with a capital or a name in backticks, on one line, without a full stop at the end. */
function messageShape({ report }: ReadExample): string | undefined {
  for (const { message, related } of report.findings) {
    if (!/^[\p{Lu}`"'$*\d]/u.test(message)) return `message does not begin with a capital: ${message}`;
    if (/[.!\s]$/.test(message)) return `message ends in a full stop or blank: ${message}`;
    if (/[\r\n]/.test(message)) return `message has several lines: ${message}`;
    if (message.replace(/`[^`]*`/g, '').split(/[.;!?] (?=\p{Lu})/u).length > 2)
      return `message has more than two sentences: ${message}`;
    for (const { label } of related)
      if (!label || /[.\s]$/.test(label)) return `label of a related place: ${label}`;
  }
  return undefined;
}

/** Fixes give the text that the example names, once and for all; without one there are none. */
function fixedAsSaid({ rule, example, yaml, report }: ReadExample): string | undefined {
  const hasFixes = report.findings.some(({ fixes }) => fixes.length > 0);
  if (example.fixed === undefined)
    return hasFixes ? 'has fixes, but no `fixed` that says what they give' : undefined;
  const judge = (texts: ReadonlyMap<string, string>): Report =>
    lintText(rule, example, texts.get('example.yaml') ?? yaml, 'example.yaml');
  const context = { safety: 'suggestion', judge, isEditable: () => true } as const;
  const { report: after, changed, discarded } = applyFixes(report, context);
  const text = changed[0]?.after ?? yaml;
  if (discarded.length > 0) return discarded.map(({ message }) => message).join('; ');
  if (text !== example.fixed) return `is fixed to another text than \`fixed\`:\n${text}`;
  if (after.findings.some(({ fixes }) => fixes.length > 0))
    return 'is fixed and still has findings with fixes';
  return undefined;
}

function noMark({ marked }: ReadExample): string | undefined {
  return marked.length > 0 ? 'is a good example with a line marked `# flagged`' : undefined;
}

function silent({ report }: ReadExample): string | undefined {
  return report.findings.length > 0 ? `is flagged on ${lineList(report.findings.map(lineOf))}` : undefined;
}

function silentInJson(read: ReadExample): string | undefined {
  const { findings } = lintText(read.rule, read.example, read.json, 'example.json');
  return findings.length > 0 ? `is flagged in JSON at ${identities(findings).join(', ')}` : undefined;
}

function identities(findings: readonly Finding[]): readonly string[] {
  return findings
    .map(({ primary, evidence, certainty, when }) =>
      JSON.stringify([primary.path.join('/'), evidence, certainty, when.length]),
    )
    .sort();
}

function difference(
  what: string,
  expected: readonly string[],
  actual: readonly string[],
): string | undefined {
  if (expected.join('\n') === actual.join('\n')) return undefined;
  const missing = expected.filter((each) => !actual.includes(each));
  const added = actual.filter((each) => !expected.includes(each));
  return `${what} differs: missing ${missing.join(' ') || 'none'}, added ${added.join(' ') || 'none'}`;
}

function lineList(lines: readonly number[]): string {
  return lines.length === 0 ? 'no line' : `line ${lines.join(', ')}`;
}
