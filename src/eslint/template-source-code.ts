import { lintText } from '../library/lint-text.ts';
import { type Settings } from '../library/define-config.ts';
import { type Report } from '../engine/report.ts';
import { type Finding } from '../rule/finding.ts';
import { rules } from '../registry.ts';
import { SourceFile } from '../source/source-file.ts';
import { type Problem } from '../source/problem.ts';
import { readTemplate } from '../template/read-template.ts';
import {
  type HostDirective,
  hostDirectives,
  isHostDirective,
  type TextPart,
  textPart,
} from './directives.ts';

/** The one node of a text: rules of this plugin look at all of it at once. */
export interface TemplateNode extends TextPart {
  readonly type: 'Template';
}

/** What the rules of the plugin report. */
export interface Analysis {
  /** Those included that a directive accepts which ESLint applies. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** Without those about suppressions that ESLint itself reports as unused. */
  readonly problems: readonly Problem[];
}

const NOTHING: Analysis = { findings: new Map(), problems: [] };
const KNOWN_RULES: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

/** A template as ESLint wants the text of a language; analysed once for all rules that have the same options. */
export class TemplateSourceCode {
  readonly ast: TemplateNode;
  readonly text: string;
  readonly hasBOM: boolean;
  readonly visitorKeys = { Template: [] };
  readonly #file: SourceFile;
  readonly #directives: readonly HostDirective[];
  readonly #isTemplate: boolean;
  readonly #analyses = new Map<string, Analysis>();

  constructor(path: string, text: string, hasBOM: boolean) {
    const file = new SourceFile(path, text);
    const reading = readTemplate(file);
    this.text = text;
    this.hasBOM = hasBOM;
    this.#file = file;
    this.ast = { type: 'Template', ...textPart(file, 0, text.length) };
    this.#isTemplate = reading.kind === 'template';
    this.#directives =
      reading.kind === 'template' ? hostDirectives(reading.template, KNOWN_RULES, new Date()) : [];
  }

  get lines(): string[] {
    return this.text.split(/\r?\n/);
  }

  getLoc({ loc }: TextPart): TextPart['loc'] {
    return loc;
  }

  getRange({ range }: TextPart): TextPart['range'] {
    return range;
  }

  getText(part?: TextPart): string {
    return part ? this.text.slice(...part.range) : this.text;
  }

  getParent(): undefined {
    return undefined;
  }

  getAncestors(): never[] {
    return [];
  }

  /** @param index an offset; line and column of the result are counted from 1. */
  getLocFromIndex(index: number): { line: number; column: number } {
    return { ...this.#file.positionAt(index) };
  }

  traverse(): readonly { kind: 1; type: 'visit'; phase: 1 | 2; target: TemplateNode; args: unknown[] }[] {
    const step = { kind: 1, type: 'visit', target: this.ast, args: [this.ast, null] } as const;
    return [
      { ...step, args: [...step.args], phase: 1 },
      { ...step, args: [...step.args], phase: 2 },
    ];
  }

  getDisableDirectives(): { directives: readonly HostDirective[]; problems: never[] } {
    return { directives: this.#directives, problems: [] };
  }

  /** @throws ConfigError for settings that are wrong. */
  analyse(settings: Settings): Analysis {
    if (!this.#isTemplate) return NOTHING;
    const key = JSON.stringify(settings);
    const known = this.#analyses.get(key) ?? this.#judge(settings);
    this.#analyses.set(key, known);
    return known;
  }

  #judge(config: Settings): Analysis {
    const report = lintText(this.text, { path: this.#file.path, config });
    const findings = new Map<string, Finding[]>();
    for (const finding of [...report.findings, ...acceptedInText(report)]) {
      const { id } = finding.rule;
      findings.set(id, [...(findings.get(id) ?? []), finding]);
    }
    const problems = report.problems.filter(
      ({ kind, span }) =>
        kind !== 'unused-suppression' || !span || !isHostDirective(this.#directives, span.start),
    );
    return { findings, problems };
  }
}

function acceptedInText({ suppressed }: Report): readonly Finding[] {
  return suppressed.flatMap(({ finding, by }) =>
    by.source === 'comment' && by.evidence === undefined ? [finding] : [],
  );
}
