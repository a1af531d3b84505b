import { type AccessChange } from '../diff/access-change.ts';
import { type DiffReport, verdictOf, widenings } from '../diff/diff-report.ts';
import { codeFrame, type Mark } from './code-frame.ts';
import {
  comparedText,
  findingLine,
  ownerText,
  structureLines,
  verdictText,
  witnessText,
} from './diff-text.ts';
import { type ReporterOptions } from './reporter.ts';
import { type Paint, painter, printable, wrap } from './terminal-text.ts';

type Accent = Parameters<Paint>[0];

const ACCENT: Readonly<Record<AccessChange['severity'], Accent>> = {
  critical: ['bold', 'magenta'],
  high: ['bold', 'red'],
  medium: ['bold', 'yellow'],
  low: ['bold', 'cyan'],
};

/** For people: each addition with its places on both sides, then in short what is taken away and what else changed. */
export function diffPretty(report: DiffReport, options: ReporterOptions): string {
  const paint = painter(options.color);
  const removed = report.changes.filter(({ effect }) => effect === 'removed');
  const section = (title: string, lines: readonly string[]): string[][] =>
    lines.length === 0 ? [] : [[paint('bold', title), ...lines.map((line) => `  ${printable(line)}`)]];
  const accent: Accent = verdictOf(report) === 'widened' ? ['bold', 'yellow'] : ['bold', 'green'];
  const blocks = [
    ...widenings(report).map((change) => changeBlock(change, options, paint)),
    ...section('Removed access', removed.map(({ message, when }) => (when === '' ? message : `${message}, when ${when}`))), // prettier-ignore
    ...section('New findings', report.newFindings.map(findingLine)),
    ...section('Findings that are gone', report.goneFindings.map(findingLine)),
    ...section('Structure', structureLines(report)),
    ...section('Problems', report.problems.map(({ message }) => message)), // prettier-ignore
    [printable(comparedText(report)), paint(accent, verdictText(report))],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function changeBlock(change: AccessChange, options: ReporterOptions, paint: Paint): readonly string[] {
  const label = `${change.severity}[new-access]:`;
  const [first = '', ...rest] = wrap(`${label} ${printable(change.message)}`, Math.max(40, options.width));
  const accent = ACCENT[change.severity];
  const marks: Mark[] = [];
  if (change.head) marks.push({ span: change.head.node.span, label: change.head.label, primary: true });
  if (change.base) marks.push({ span: change.base.node.span, label: change.base.label, primary: marks.length === 0 }); // prettier-ignore
  const example = witnessText(change);
  const notes = [
    `resource: ${ownerText(change.resource)}`,
    ...(change.when === '' ? [] : [`when: ${change.when}`]),
    ...(change.certainty === 'certain' ? [] : [`${change.certainty}: not proven`]),
    ...(example === undefined ? [] : [`for example: ${example}`]),
  ];
  return [
    `${paint(accent, label)}${paint('bold', first.slice(label.length))}`,
    ...rest.map((line) => paint('bold', `  ${line}`)),
    ...codeFrame(marks, { width: options.width, paint, accent }),
    ...notes.map((note) => `  ${paint('blue', '=')} ${printable(note)}`),
  ];
}
