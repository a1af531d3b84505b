import { type TextEdit } from '../source/text-edit.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type Located, type TemplatePath } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Guard } from '../values/value.ts';
import { type Rule } from './rule.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** `always`; `conditional`: under a guard of the template; `possible`: depends on a value that the template does not settle. */
export type Certainty = 'always' | 'conditional' | 'possible';

/** What a rule reports. The engine makes it a Finding: location, severity, fingerprint, suppression. */
export interface FindingDraft {
  /** Where it is underlined: the exact token. */
  readonly at: Located;
  /** The resource it is about; when left out, the one whose text holds `at`. */
  readonly resource?: Resource;
  /** What is granted to whom, why it matters, what to do: one or two sentences. */
  readonly message: string;
  /** Names this finding among its siblings and is what a suppression accepts: `Action::s3:*`. No positions, no counts. */
  readonly evidence: string;
  /** When left out, the guard of `at` if it has one. */
  readonly when?: Guard;
  /** Whether the finding depends on a value that the template does not settle. */
  readonly possible?: boolean;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

export interface RelatedPlace {
  readonly at: Located;
  /** What is there, for the margin of a code frame: `the role trusts every account`. */
  readonly label: string;
}

export interface Location {
  readonly span: SourceSpan;
  readonly path: TemplatePath;
  readonly label?: string;
}

export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly certainty: Certainty;
  /** For `conditional`: the guards, each one a way in which the finding holds. */
  readonly when: readonly Guard[];
  readonly message: string;
  readonly primary: Location;
  readonly related: readonly Location[];
  /** The author's resource; undefined only for a finding on the template itself. */
  readonly resource: Resource | undefined;
  readonly evidence: string;
  /** Hex; from rule, construct path or logical id, and evidence. No line numbers. */
  readonly fingerprint: string;
  readonly fixes: readonly Fix[];
  /** CDK: the framework's construct that made the resource; the author cannot change it, so it does not block. */
  readonly madeBy?: string;
}

export interface Fix {
  readonly title: string;
  /** `safe` only where it cannot widen access. */
  readonly safety: 'safe' | 'suggestion';
  readonly edits: readonly TextEdit[];
}
