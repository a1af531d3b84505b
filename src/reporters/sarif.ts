import { type Report } from '../engine/report.ts';
import { type Confidence, type Finding, type Fix, type Location, type Severity } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { displayGuard } from '../values/value.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { firstLineOf, regionOf } from './region.ts';
import { type ReporterOptions } from './reporter.ts';

/** How many results code scanning takes in one run: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const RESULTS_AT_MOST = 25_000;

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** Within the ranges that code scanning shows as critical (above 9), high (from 7), medium (from 4) and low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

const PRECISION: Readonly<Record<Confidence, string>> = { high: 'high', medium: 'medium', low: 'low' };

/** SARIF 2.1.0 for code scanning. Suppressed findings are left out, since GitHub would show them as open alerts. */
export function sarif(report: Report, options: ReporterOptions): string {
  const results = report.findings.slice(0, RESULTS_AT_MOST);
  const rules = [
    ...new Map([...report.rules, ...results.map(({ rule }) => rule)].map((rule) => [rule.id, rule])).values(),
  ];
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const left = report.findings.length - results.length;
  const notifications = [
    ...report.problems.map(notification),
    ...(left > 0
      ? [{ level: 'warning', message: { text: `${left} more findings are left out of this file` } }]
      : []),
  ];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'iam-lint',
            semanticVersion: options.version,
            version: options.version,
            rules: rules.map(descriptor),
          },
        },
        automationDetails: { id: 'iam-lint/' },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.problems.every(({ kind }) => PROBLEM_LEVEL[kind] !== 'error'),
            toolExecutionNotifications: notifications,
          },
        ],
        artifacts: [...new Set(report.files.map(({ path }) => uriOf(path)))].map((uri) => ({
          location: { uri },
        })),
        results: results.map((finding) => result(finding, indices.get(finding.rule.id)!)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor(rule: Rule): object {
  const { why, fix, exceptions, references } = rule.docs;
  const markdown = [
    why,
    `**What to do:** ${fix}`,
    ...(exceptions === undefined ? [] : [`**When it is right to suppress it:** ${exceptions}`]),
    references.map((url) => `- <${url}>`).join('\n'),
  ].join('\n\n');
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: why.slice(0, 1024) },
    help: { text: `${why}\n\n${fix}`, markdown },
    ...(references[0] === undefined ? {} : { helpUri: references[0] }),
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: ['security', 'iam', rule.category],
      precision: PRECISION[rule.confidence],
      'security-severity': SECURITY_SEVERITY[rule.severity],
    },
  };
}

function result(finding: Finding, ruleIndex: number): object {
  const { rule, severity, primary, related, resource, fingerprint } = finding;
  const links = related.map(({ label }, index) => `[${escapeLink(label ?? 'related place')}](${index + 1})`);
  const when = finding.when.map(displayGuard);
  const text = [
    escapeLink(finding.message),
    ...(when.length > 0 ? [`when ${escapeLink(when.join('; or '))}`] : []),
    ...(links.length > 0 ? [`see ${links.join(', ')}`] : []),
  ].join('; ');
  return {
    ruleId: rule.id,
    ruleIndex,
    level: finding.madeBy === undefined ? LEVEL[severity] : 'note',
    message: { text },
    locations: [
      {
        ...location(primary.span),
        ...(resource
          ? {
              logicalLocations: [
                {
                  name: resource.logicalId,
                  fullyQualifiedName: resource.constructPath ?? resource.logicalId,
                  kind: 'resource',
                },
              ],
            }
          : {}),
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, 'iamLint/v1': fingerprint },
    ...(related.length > 0
      ? {
          relatedLocations: related.map(({ span, label }, index) => ({
            id: index + 1,
            ...location(span),
            message: { text: escapeLink(label ?? '') },
          })),
          codeFlows: [{ threadFlows: [{ locations: flow(finding).map((step) => ({ location: step })) }] }],
        }
      : {}),
    ...(finding.fixes.length > 0 ? { fixes: finding.fixes.map(fixObject) } : {}),
    properties: {
      certainty: finding.certainty,
      confidence: finding.confidence,
      'security-severity': SECURITY_SEVERITY[severity],
      evidence: finding.evidence,
      ...(when.length > 0 ? { when } : {}),
      ...(resource?.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
      ...(resource?.sourceLocation === undefined ? {} : { sourceLocation: resource.sourceLocation }),
      ...(finding.madeBy === undefined ? {} : { madeBy: finding.madeBy }),
    },
  };
}

/** SARIF 2.1.0, 3.55: each file that a fix changes, with what goes and what comes. */
function fixObject({ title, safety, edits }: Fix): object {
  const paths = [...new Set(edits.map(({ span }) => span.file.path))];
  return {
    description: { text: escapeLink(title) },
    artifactChanges: paths.map((path) => ({
      artifactLocation: { uri: uriOf(path) },
      replacements: edits
        .filter(({ span }) => span.file.path === path)
        .map(({ span, text }) => {
          const { line, column, endLine, endColumn } = regionOf(span);
          return {
            deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
            ...(text === '' ? {} : { insertedContent: { text } }),
          };
        }),
    })),
    properties: { safety },
  };
}

/** From the places that make the finding bad to the finding itself: the trust, then the grant. */
function flow({ related, primary, message }: Finding): readonly object[] {
  const step = ({ span }: Location, text: string): object => ({
    ...location(span),
    message: { text: escapeLink(text) },
  });
  return [...related.map((place) => step(place, place.label ?? '')), step(primary, message)];
}

function location(span: SourceSpan): { readonly physicalLocation: object } {
  const region = regionOf(firstLineOf(span));
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(span.file.path) },
      region: {
        startLine: region.line,
        startColumn: region.column,
        endLine: region.endLine,
        endColumn: region.endColumn,
      },
    },
  };
}

function notification({ kind, message, span, path, ruleId }: Problem): object {
  const uri = span ? undefined : path;
  return {
    level: PROBLEM_LEVEL[kind],
    descriptor: { id: kind },
    message: { text: escapeLink(message) },
    ...(ruleId === undefined ? {} : { associatedRule: { id: ruleId } }),
    ...(span ? { locations: [location(span)] } : {}),
    ...(uri === undefined
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(uri) } } }] }),
  };
}

/** In a message `[text](1)` is a link, so brackets of other text are escaped: SARIF 2.1.0, 3.11.6. */
function escapeLink(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

/** A path as a relative reference, an absolute one as a file URI. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
