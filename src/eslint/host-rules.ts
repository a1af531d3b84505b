import { ConfigError } from '../config/config-error.ts';
import { type Settings } from '../library/define-config.ts';
import { type Finding } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { type Problem, type ProblemKind } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type TextEdit } from '../source/text-edit.ts';
import { textPart, type TextPart } from './directives.ts';
import { TemplateSourceCode } from './template-source-code.ts';

/** A rule as ESLint takes it. */
export interface HostRule {
  readonly meta: {
    readonly type: 'problem' | 'suggestion';
    readonly docs: {
      readonly description: string;
      readonly recommended: boolean;
      readonly url?: string;
      /** Severity of iam-lint, which has more of them than ESLint. */
      readonly severity?: string;
      /** What the rule looks for may be spread over several files, of which ESLint shows it one. */
      readonly singleFile?: boolean;
    };
    readonly fixable: 'code';
    readonly hasSuggestions: boolean;
    readonly schema: object[];
    readonly languages: string[];
  };
  create(context: HostContext): Record<string, () => void>;
}

interface HostFixer {
  replaceTextRange(range: readonly [number, number], text: string): unknown;
}

interface HostContext {
  readonly sourceCode: unknown;
  readonly options: readonly unknown[];
  readonly settings: Readonly<Record<string, unknown>>;
  report(descriptor: {
    readonly loc: TextPart['loc'];
    readonly message: string;
    readonly fix?: (fixer: HostFixer) => unknown[];
    readonly suggest?: { readonly desc: string; readonly fix: (fixer: HostFixer) => unknown[] }[];
  }): void;
}

/** What of the configuration is for ESLint's `settings['iam-lint']`; levels and files are ESLint's own matter. */
const SETTING_KEYS: readonly string[] = ['facts', 'minConfidence', 'parameters'];

/** The ESLint rule for a rule of iam-lint. */
export function hostRule(rule: Rule): HostRule {
  const singleFile = rule.visit.graph !== undefined || rule.visit.principal !== undefined;
  return {
    meta: {
      type: rule.category === 'grammar' ? 'suggestion' : 'problem',
      docs: {
        description: `${rule.title}${singleFile ? ' (within one file)' : ''}`,
        recommended: rule.preset === 'recommended',
        severity: rule.severity,
        singleFile,
        ...(rule.docs.references[0] !== undefined && { url: rule.docs.references[0] }),
      },
      fixable: 'code',
      hasSuggestions: true,
      schema: rule.options ? [rule.options.schema] : [],
      languages: ['iam-lint/template'],
    },
    create(context) {
      return onTemplate(context, (sourceCode) => {
        const [options] = context.options;
        const own = options === undefined ? {} : { rules: { [rule.id]: { ...(options as object) } } };
        const { findings } = sourceCode.analyse({ ...settingsOf(context), preset: 'all', ...own });
        for (const finding of findings.get(rule.id) ?? []) reportFinding(context, finding);
      });
    },
  };
}

/** A rule that hands on what iam-lint could not do with a text. */
export function problemRule(description: string, kinds: readonly ProblemKind[]): HostRule {
  return {
    meta: {
      type: 'problem',
      docs: { description, recommended: true },
      fixable: 'code',
      hasSuggestions: false,
      schema: [],
      languages: ['iam-lint/template'],
    },
    create(context) {
      return onTemplate(context, (sourceCode) => {
        const { problems } = sourceCode.analyse({ ...settingsOf(context), preset: 'all' });
        for (const problem of problems) if (kinds.includes(problem.kind)) reportProblem(context, problem);
      });
    },
  };
}

function onTemplate(
  context: HostContext,
  judge: (sourceCode: TemplateSourceCode) => void,
): Record<string, () => void> {
  const { sourceCode } = context;
  if (!(sourceCode instanceof TemplateSourceCode))
    throw new Error(
      "Rules of iam-lint need `language: 'iam-lint/template'` in the same configuration object.",
    );
  return { Template: () => judge(sourceCode) };
}

function settingsOf({ settings }: HostContext): Settings {
  const own = settings['iam-lint'];
  if (own === undefined) return {};
  const unknown =
    typeof own === 'object' && own ? Object.keys(own).find((key) => !SETTING_KEYS.includes(key)) : '';
  if (unknown !== undefined)
    throw new ConfigError("settings['iam-lint']", [
      {
        message:
          unknown === '' ? 'They must be an object' : `\`${unknown}\` is none of ${SETTING_KEYS.join(', ')}`,
      },
    ]);
  return own as Settings;
}

function reportFinding(context: HostContext, { primary, message, fixes }: Finding): void {
  const { file } = primary.span;
  const usable = fixes.filter(
    ({ edits }) => edits.length > 0 && edits.every(({ span }) => span.file.path === file.path),
  );
  const safe = usable.find(({ safety }) => safety === 'safe');
  const suggest = usable
    .filter(({ safety }) => safety === 'suggestion')
    .map(({ title, edits }) => ({ desc: title, fix: fixOf(edits) }));
  context.report({
    loc: locOf(primary.span),
    message,
    ...(safe && { fix: fixOf(safe.edits) }),
    ...(suggest.length > 0 && { suggest }),
  });
}

function reportProblem(context: HostContext, { span, message, edits = [] }: Problem): void {
  const start = { line: 1, column: 1 };
  context.report({
    loc: span ? locOf(span) : { start, end: start },
    message,
    ...(edits.length > 0 && { fix: fixOf(edits) }),
  });
}

function fixOf(edits: readonly TextEdit[]): (fixer: HostFixer) => unknown[] {
  return (fixer) => edits.map(({ span, text }) => fixer.replaceTextRange([span.start, span.end], text));
}

function locOf({ file, start, end }: SourceSpan): TextPart['loc'] {
  return textPart(file, start, end).loc;
}
