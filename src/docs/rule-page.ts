import { type Example, type Rule } from '../rule/rule.ts';

/** Everything there is to say about a rule, as Markdown: the page in the documentation and the text of `iam-lint explain`. */
export function rulePage(rule: Rule): string {
  const { docs } = rule;
  const sections: readonly (readonly [title: string, text: string])[] = [
    ['Why', docs.why],
    ['What to do', docs.fix],
    ['When it is right to suppress it', docs.exceptions ?? ''],
    ['Flagged', examples(rule.examples.bad)],
    ['Not flagged', examples(rule.examples.good)],
    ['Options', options(rule)],
    ['In other tools', otherTools(rule)],
    ['References', docs.references.map((url) => `- <${url}>`).join('\n')],
  ];
  return [
    `# ${rule.id}`,
    `${rule.title}.`,
    facts(rule),
    ...sections.filter(([, text]) => text !== '').map(([title, text]) => `## ${title}\n\n${text.trim()}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function facts(rule: Rule): string {
  return [
    '| Severity | Confidence | Preset | Category |',
    '| --- | --- | --- | --- |',
    `| ${rule.severity} | ${rule.confidence} | ${rule.preset} | ${rule.category} |`,
  ].join('\n');
}

function examples(all: readonly Example[]): string {
  return all.map(example).join('\n\n');
}

function example({ title, template, facts: known, options: chosen }: Example): string {
  const configured = [
    ...(known && Object.keys(known).length > 0 ? [`facts: \`${JSON.stringify(known)}\``] : []),
    ...(chosen && Object.keys(chosen).length > 0 ? [`options: \`${JSON.stringify(chosen)}\``] : []),
  ];
  const context = configured.length > 0 ? ` (${configured.join(', ')})` : '';
  const text = template.replace(/^\s*\n/, '').trimEnd();
  const language = /^\s*[{[]/.test(text) ? 'json' : 'yaml';
  return `${title}${context}:\n\n\`\`\`${language}\n${text}\n\`\`\``;
}

function options({ options: definition, id }: Rule): string {
  if (!definition) return '';
  const properties = (definition.schema['properties'] ?? {}) as Readonly<
    Record<string, { description?: string }>
  >;
  const defaults = definition.defaults as Readonly<Record<string, unknown>>;
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      `| \`${name}\` | ${cell(schema.description ?? '')} | \`${cell(JSON.stringify(defaults[name]))}\` |`,
  );
  const table = ['| Option | Meaning | Default |', '| --- | --- | --- |', ...rows].join('\n');
  const sample = Object.entries(defaults).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`);
  return `${table}\n\n\`\`\`yaml\nrules:\n  ${id}:\n${sample.join('\n')}\n\`\`\``;
}

function otherTools({ also }: Rule): string {
  return Object.keys(also)
    .sort()
    .map((tool) => `- ${tool}: ${also[tool]!.map((id) => `\`${id}\``).join(', ')}`)
    .join('\n');
}

function cell(text: string | undefined): string {
  return (text ?? 'none').replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}
