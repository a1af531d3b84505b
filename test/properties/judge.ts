import { type Config, DEFAULT_CONFIG } from '../../src/config/config.ts';
import { joinGuards } from '../../src/engine/guards.ts';
import { type Report } from '../../src/engine/report.ts';
import { lint } from '../../src/lint.ts';
import { rules } from '../../src/registry.ts';
import { type Finding } from '../../src/rule/finding.ts';
import { type Facts } from '../../src/rule/facts.ts';
import { type RuleOptions } from '../../src/rule/rule.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Template } from '../../src/template/template.ts';
import { probes } from './probe-rules.ts';

/** A text with what the example that it comes from says about the account and the options of its rule. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly facts?: Partial<Facts>;
  readonly options?: Readonly<Record<string, RuleOptions>>;
}

/** Judges texts by all rules, everything being on and nothing suppressed. */
export function judge(
  files: readonly SourceFile[],
  { facts, options = {} }: Pick<Source, 'facts' | 'options'> = {},
): Report {
  const templates = files.flatMap((file): Template[] => {
    const reading = readTemplate(file);
    return reading.kind === 'template' ? [reading.template] : [];
  });
  const config: Config = {
    ...DEFAULT_CONFIG,
    preset: 'all',
    minConfidence: 'low',
    facts: { ...DEFAULT_CONFIG.facts, ...facts },
    rules: Object.fromEntries(
      Object.entries(options).map(([id, of]) => [id, { level: 'on', options: of } as const]),
    ),
  };
  const now = new Date('2026-01-01T00:00:00Z');
  return lint(
    { templates, problems: [], skipped: 0, ignoreSuppressions: true, now },
    [...rules, ...probes],
    config,
  );
}

/** What is found, by identity, each with whether it holds always, under a condition or possibly. */
export function identitiesOf({ findings, problems }: Report): string[] {
  for (const { kind, message } of problems) if (kind === 'rule-crashed') throw new Error(message);
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const owner = finding.resource?.constructPath ?? finding.resource?.logicalId ?? '';
    const identity = [finding.rule.id, owner, finding.evidence].join(' | ');
    groups.set(identity, [...(groups.get(identity) ?? []), finding]);
  }
  return [...groups].map(([identity, group]) => `${identity} | ${certaintyOf(group)}`).sort();
}

/** Two branches have two places, and so two findings; together they may hold always. */
function certaintyOf(group: readonly Finding[]): string {
  const settled = group.filter(({ certainty }) => certainty !== 'possible');
  if (settled.length === 0) return 'possible';
  const guards = settled.flatMap(({ when, certainty }) => (certainty === 'always' ? [[]] : when));
  return joinGuards(guards).some((guard) => guard.length === 0) ? 'always' : 'conditional';
}

/** The fingerprints of what is found. */
export const fingerprintsOf = ({ findings }: Report): string[] =>
  [...new Set(findings.map(({ fingerprint }) => fingerprint))].sort();
