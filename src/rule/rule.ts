import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type Facts } from './facts.ts';
import { type Confidence, type FindingDraft, type Severity } from './finding.ts';

/** The smallest preset that switches a rule on; `strict` holds `recommended`, `all` holds everything. */
export type Preset = 'recommended' | 'strict' | 'all';

export type RuleCategory =
  | 'users'
  | 'permissions'
  | 'trust'
  | 'sessions'
  | 'machines'
  | 'resource-policies'
  | 'secrets'
  | 'grammar'
  | 'escalation';

/** A rule is data and pure functions: it holds no state, so that runs cannot influence one another. */
export interface Rule<Options extends RuleOptions = RuleOptions> {
  /** The file's name: kebab-case, never changed. */
  readonly id: string;
  /** One sentence, no full stop. */
  readonly title: string;
  readonly category: RuleCategory;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly preset: Preset;
  readonly docs: RuleDocs;
  /** Concepts of the union of all tools' checks that this rule detects. */
  readonly covers: readonly string[];
  /** What other tools call it: `{ cfn_nag: ['F3'], checkov: ['CKV_AWS_62'] }`. */
  readonly also: Readonly<Record<string, readonly string[]>>;
  /** Thresholds, where a threshold is the point. */
  readonly options?: OptionsDefinition<Options>;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  readonly visit: Visitor<Options>;
}

export type RuleOptions = Readonly<Record<string, unknown>>;

export interface OptionsDefinition<Options> {
  /** JSON Schema of the object; also what the configuration is checked against. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly defaults: Options;
}

export interface RuleDocs {
  /** What can happen, in two or three sentences. Markdown. */
  readonly why: string;
  /** What to do. Markdown. */
  readonly fix: string;
  /** When it is right to suppress the rule. Markdown. */
  readonly exceptions?: string;
  /** AWS documentation first. */
  readonly references: readonly string[];
}

export interface Example {
  readonly title: string;
  /** YAML; each line that the rule flags ends in `# flagged`. */
  readonly template: string;
  /** The template after all fixes of the rule, suggestions too, and without marks; for a rule that has fixes. */
  readonly fixed?: string;
  readonly facts?: Partial<Facts>;
  readonly options?: RuleOptions;
}

/** Widest to narrowest. A rule looks at the level that it is about; the engine does the walking. */
export interface Visitor<Options extends RuleOptions = RuleOptions> {
  graph?(graph: ResourceGraph, context: RuleContext<Options>): void;
  template?(template: Template, context: RuleContext<Options>): void;
  resource?(resource: Resource, context: RuleContext<Options>): void;
  /** Narrows `resource` to these types; saves the engine the calls. */
  readonly types?: readonly string[];
  principal?(principal: PrincipalNode, context: RuleContext<Options>): void;
  policy?(policy: PolicyDocument, context: RuleContext<Options>): void;
  statement?(statement: Statement, context: RuleContext<Options>): void;
}

export interface RuleContext<Options extends RuleOptions = RuleOptions> {
  readonly graph: ResourceGraph;
  readonly facts: Facts;
  readonly options: Options;
  report(draft: FindingDraft): void;
}

/** Gives a rule its types. */
export function defineRule<Options extends RuleOptions = RuleOptions>(rule: Rule<Options>): Rule {
  return rule as unknown as Rule;
}
