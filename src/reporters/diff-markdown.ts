import { type AccessChange, type Place } from '../diff/access-change.ts';
import { type DiffReport, widenings } from '../diff/diff-report.ts';
import { type Finding } from '../rule/finding.ts';
import { comparedText, structureLines, verdictText, witnessText } from './diff-text.ts';
import { codeSpan, prose } from './markdown-text.ts';

/** GitHub refuses a comment of more than 65,536 characters. */
const CHARACTERS_AT_MOST = 60_000;

/** For a comment on a pull request: additions first, what else changed folded away. */
export function diffMarkdown(report: DiffReport): string {
  const removed = report.changes.filter(({ effect }) => effect === 'removed');
  const sections: (readonly [string, readonly string[]])[] = [
    ['New access', widenings(report).map(changeItem)],
    ['Removed access', removed.map(changeItem)],
    ['New findings', report.newFindings.map(findingItem)],
    ['Findings that are gone', report.goneFindings.map(findingItem)],
    ['Structure', structureLines(report).map((line) => `- ${prose(line)}`)],
    ['Problems', report.problems.map(({ message }) => `- ${prose(message)}`)],
  ];
  const lines = [`## iam-lint: ${prose(verdictText(report))}`, '', `${prose(comparedText(report))}.`];
  let size = lines.join('\n').length;
  for (const [title, items] of sections) {
    if (items.length === 0) continue;
    lines.push('', `### ${title}`, '');
    for (const [index, item] of items.entries()) {
      size += item.length + 1;
      if (size > CHARACTERS_AT_MOST) {
        lines.push(`- … and ${items.length - index} more`);
        break;
      }
      lines.push(item);
    }
  }
  return `${lines.join('\n')}\n`;
}

function changeItem(change: AccessChange): string {
  const places = [change.head, change.base].flatMap((place) => (place ? [placeText(place)] : []));
  const example = witnessText(change);
  const grade = change.effect === 'added' ? `**${change.severity}** ` : '';
  const when = change.when === '' ? '' : `, when ${codeSpan(change.when)}`;
  return [
    `- ${grade}${prose(change.message)}${when}<br>${places.join(', ')}`,
    ...(example === undefined || change.effect === 'removed' ? [] : [`  - for example ${codeSpan(example)}`]),
  ].join('\n');
}

function placeText({ node, label }: Place): string {
  const { line, column } = node.span.file.positionAt(node.span.start);
  return `${codeSpan(`${node.span.file.path}:${line}:${column}`)} ${prose(label)}`;
}

function findingItem({ severity, rule, message, primary }: Finding): string {
  const { line, column } = primary.span.file.positionAt(primary.span.start);
  return `- **${severity}** ${codeSpan(rule.id)} ${codeSpan(`${primary.span.file.path}:${line}:${column}`)}<br>${prose(message)}`;
}
