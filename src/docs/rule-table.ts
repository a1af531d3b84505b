import { SEVERITIES } from '../rule/finding.ts';
import { type Rule, type RuleCategory } from '../rule/rule.ts';

const CATEGORIES: Readonly<Record<RuleCategory, string>> = {
  users: 'Users',
  permissions: 'Permissions',
  trust: 'Trust',
  sessions: 'Sessions',
  machines: 'Machines',
  'resource-policies': 'Resource policies',
  secrets: 'Secrets',
  grammar: 'Grammar',
  escalation: 'Escalation',
};

/**
 * The rules by category, the most severe first, as Markdown tables.
 * @param linkTo the address of a rule's page, by id.
 */
export function ruleTable(rules: readonly Rule[], linkTo: (id: string) => string): string {
  const categories = Object.keys(CATEGORIES) as RuleCategory[];
  return categories
    .map(
      (category) => [category, rules.filter((rule) => rule.category === category).sort(worstFirst)] as const,
    )
    .filter(([, own]) => own.length > 0)
    .map(([category, own]) =>
      [
        `**${CATEGORIES[category]}**`,
        '',
        '| Rule | What it finds | Severity | Preset |',
        '| --- | --- | --- | --- |',
        ...own.map(
          ({ id, title, severity, preset }) =>
            `| [${id}](${linkTo(id)}) | ${title.replaceAll('|', '\\|')} | ${severity} | ${preset} |`,
        ),
      ].join('\n'),
    )
    .join('\n\n');
}

function worstFirst(a: Rule, b: Rule): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1);
}
