import { type Report } from '../engine/report.ts';
import { type Finding, SEVERITIES } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { codeFrame } from './code-frame.ts';
import { detailsOf } from './detail-text.ts';
import { groupBy } from './group-by.ts';
import { HTML_HASHES, HTML_SCRIPT } from './html-script.ts';
import { HTML_STYLE } from './html-style.ts';
import { escapeHtml, escapeMarkup, htmlParagraphs, htmlProse } from './html-text.ts';
import { policyHolders } from './policy-holders.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { type ReporterOptions, timestamp } from './reporter.ts';
import { count, findingsText, readText, WORST_FIRST } from './summary-text.ts';

/**
 * One page to pass on, read offline and print: it loads nothing, and its policy forbids every script, style and request but
 * its own. All of it is there without the script too, which searches, filters and groups.
 */
export function html(report: Report, options: ReporterOptions): string {
  const policy = `default-src 'none'; style-src '${HTML_HASHES.style}'; script-src '${HTML_HASHES.script}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>iam-lint: ${escapeHtml(findingsText(report))}</title>`,
    `<style>${HTML_STYLE}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#findings">To the findings</a>',
    header(report),
    bar(report),
    '<main class="wrap">',
    findingsPart(report),
    ...(report.problems.length > 0 ? [problemsPart(report.problems)] : []),
    ...(report.suppressed.length > 0 ? [suppressedPart(report)] : []),
    ...rulesPart(report),
    `<footer>iam-lint ${escapeHtml(options.version)}, <time>${timestamp(options).replace('T', ' ')} UTC</time></footer>`,
    '</main>',
    `<script>${HTML_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function header(report: Report): string {
  return [
    '<header class="top"><div class="wrap">',
    '<p class="tool">iam-lint</p>',
    `<h1>${escapeHtml(capital(findingsText(report)))}</h1>`,
    `<p class="read">Read ${escapeHtml(readText(report))}.</p>`,
    '</div></header>',
  ].join('\n');
}

/** Hidden until the script runs, since nothing of it works without. */
function bar({ findings }: Report): string {
  const levels = WORST_FIRST.map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0
      ? ''
      : `<button type="button" class="${severity}" data-level="${severity}" aria-pressed="true">${number} ${severity}</button>`;
  }).join('');
  return [
    '<div class="bar" role="search" hidden><div class="wrap">',
    '<input type="search" id="search" placeholder="Search: rule, action, role, file …" aria-label="Search the findings">',
    `<div class="set" role="group" aria-label="Severity">${levels}</div>`,
    '<div class="set" role="group" aria-label="Group by"><span class="legend">Group by</span>',
    '<button type="button" data-by="file" aria-pressed="true">file</button>',
    '<button type="button" data-by="principal" aria-pressed="false">principal</button>',
    '<button type="button" data-by="rule" aria-pressed="false">rule</button></div>',
    '<p class="shown" id="shown" role="status"></p>',
    '</div></div>',
  ].join('\n');
}

function findingsPart({ findings }: Report): string {
  const worstFirst = [...findings].sort(
    (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  const groups = [...groupBy(worstFirst, ({ primary }) => primary.span.file.path)].map(([path, own]) =>
    [
      `<section class="group"><h2>${escapeHtml(path)} <span class="number">${count(own.length, 'finding')}</span></h2>`,
      ...own.map(article),
      '</section>',
    ].join('\n'),
  );
  const nothing =
    findings.length === 0
      ? '<p class="none"><span class="badge ok">Nothing found</span></p>'
      : '<p class="none" id="nothing" hidden>No finding has all of these words at these levels.</p>';
  return ['<div id="findings">', ...groups, '</div>', nothing].join('\n');
}

function article(finding: Finding): string {
  const { rule, severity, message, primary, resource, fixes } = finding;
  const holders = resource ? policyHolders(resource) : [];
  const principal =
    holders.length === 0
      ? 'No resource'
      : holders.map((holder) => `${holder.constructPath ?? holder.logicalId} (${holder.type})`).join(', ');
  const data = Object.entries({
    severity,
    file: primary.span.file.path,
    principal,
    rule: `${rule.id}: ${rule.title}`,
  })
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('');
  const facts = [
    ...detailsOf(finding).map((detail) => escapeHtml(detail)),
    ...fixes.map(
      ({ title, safety }) =>
        `<b>Fix:</b> ${htmlProse(title)} (${safety === 'safe' ? '--fix' : '--fix-suggestions'})`,
    ),
  ];
  return [
    `<article class="finding ${severity}"${data}>`,
    `<p class="meta"><span class="badge">${severity}</span><a href="#${ruleAnchor(rule)}">${escapeHtml(rule.id)}</a>`,
    ...(resource
      ? [`<span>${escapeHtml(resource.logicalId)} <span>${escapeHtml(resource.type)}</span></span>`]
      : []),
    '</p>',
    `<h3>${htmlProse(message)}</h3>`,
    `<pre tabindex="0" aria-label="Source">${frame(finding)}</pre>`,
    ...(facts.length > 0
      ? [`<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>`]
      : []),
    '</article>',
  ].join('\n');
}

/** Characters that mark colours until the text is escaped: no source line has them, since controls are made visible. */
const MARK = '\u0001';
const EDGE = '\u0002';
const END = '\u0003';

function frame({ primary, related }: Finding): string {
  const lines = codeFrame(
    [{ span: primary.span, primary: true }, ...related.map((place) => ({ ...place, primary: false }))],
    {
      width: 110,
      accent: 'red',
      paint: (style, text) => (text === '' ? '' : `${style === 'red' ? MARK : EDGE}${text}${END}`),
    },
  );
  return escapeMarkup(lines.join('\n'))
    .replace(spans(MARK), (run) => `<span class="mark">${unmarked(run)}</span>`)
    .replace(spans(EDGE), (run) => `<span class="edge">${unmarked(run)}</span>`);
}

/** One or more in a row, since underlines are painted character by character. */
function spans(opening: string): RegExp {
  return new RegExp(`(?:${opening}[^${END}]*${END})+`, 'g');
}

function unmarked(run: string): string {
  return run.replaceAll(MARK, '').replaceAll(EDGE, '').replaceAll(END, '');
}

function problemsPart(problems: readonly Problem[]): string {
  const badge = { error: 'high', warning: 'medium', note: 'low' } as const;
  const items = problems.map(({ kind, message, span, path }) => {
    const level = PROBLEM_LEVEL[kind];
    const place = span ? placeOf(span) : path;
    return `<li><span class="badge ${badge[level]}">${level}</span> ${place === undefined ? '' : `<code>${escapeHtml(place)}</code> `}${htmlProse(message)}</li>`;
  });
  return part('problems', 'Problems', `<ul class="facts">${items.join('')}</ul>`);
}

function suppressedPart({ suppressed }: Report): string {
  const items = suppressed.map(({ finding, by }) => {
    const until = by.until === undefined ? '' : `, until ${escapeHtml(by.until)}`;
    return `<li><b>${escapeHtml(finding.rule.id)}</b> <code>${escapeHtml(placeOf(finding.primary.span))}</code> ${escapeHtml(by.reason)} (${escapeHtml(by.source)}${until})</li>`;
  });
  return part('suppressed', 'Suppressed', `<ul class="facts">${items.join('')}</ul>`);
}

function rulesPart({ findings }: Report): readonly string[] {
  const rules = new Map(findings.map(({ rule }) => [rule.id, rule]));
  if (rules.size === 0) return [];
  const entries = [...rules.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => {
      const { why, fix, exceptions, references } = rule.docs;
      const links = references.filter((url) => /^https?:\/\//.test(url));
      return [
        `<details class="about" id="${ruleAnchor(rule)}"><summary>${escapeHtml(rule.id)} <span>${escapeHtml(rule.title)}</span></summary>`,
        htmlParagraphs(why),
        `<p><b>What to do</b></p>${htmlParagraphs(fix)}`,
        exceptions === undefined
          ? ''
          : `<p><b>When it is right to suppress it</b></p>${htmlParagraphs(exceptions)}`,
        links.length === 0
          ? ''
          : `<ul>${links.map((url) => `<li><a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(url)}</a></li>`).join('')}</ul>`,
        '</details>',
      ].join('');
    });
  return [part('rules', 'Why it matters and what to do', entries.join('\n'))];
}

function part(id: string, title: string, content: string): string {
  return `<section class="part" id="${id}"><h2>${title}</h2>\n${content}\n</section>`;
}

function ruleAnchor({ id }: Rule): string {
  return `rule-${encodeURIComponent(id)}`;
}

function placeOf({ file, start }: SourceSpan): string {
  const { line, column } = file.positionAt(start);
  return `${file.path}:${line}:${column}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
