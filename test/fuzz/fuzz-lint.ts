import { type Config, DEFAULT_CONFIG } from '../../src/config/config.ts';
import { type Report } from '../../src/engine/report.ts';
import { lint } from '../../src/lint.ts';
import { rules } from '../../src/registry.ts';
import { reporters } from '../../src/reporters/index.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';

const CONFIG: Config = { ...DEFAULT_CONFIG, preset: 'all', minConfidence: 'low' };
const NOW = new Date('2026-01-01T00:00:00Z');

/**
 * Judges a text by all rules, whatever it is, and prints the report in every format.
 * @throws Error when a rule or anything on the road throws, or when a place lies outside of the text.
 */
export function fuzzLint(text: string, path = 'template.yaml'): Report | undefined {
  const file = new SourceFile(path, text);
  const reading = readTemplate(file);
  if (reading.kind !== 'template') return undefined;
  const report = lint({ templates: [reading.template], problems: [], skipped: 0, now: NOW }, rules, CONFIG);
  for (const { kind, message } of report.problems) if (kind === 'rule-crashed') throw new Error(message);
  for (const { primary, related } of report.findings)
    for (const { span } of [primary, ...related])
      if (span.start < 0 || span.end < span.start || span.end > span.file.text.length)
        throw new Error(`a finding stands at ${span.start}-${span.end} of ${span.file.text.length}`);
  return report;
}

/** Prints the report in every format; none may throw. */
export function printAll(report: Report): number {
  return Object.values(reporters).reduce(
    (sum, print) => sum + print(report, { version: '0.0.0', color: false, width: 80, verbose: true }).length,
    0,
  );
}
