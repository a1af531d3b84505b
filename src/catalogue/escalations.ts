import { LineTable } from './data-file.ts';

export type EscalationCategory =
  /** Passes a role to something that it creates or changes. */
  | 'new-passrole'
  /** Takes over something that already has a role. */
  | 'existing-passrole'
  /** Becomes another principal. */
  | 'principal-access'
  /** Strengthens itself. */
  | 'self-escalation'
  /** Removes what limits it. */
  | 'guardrail-removal'
  /** Overwrites code that something stronger runs. */
  | 'code-store-write'
  | 'resource-policy-write'
  | 'credential-access'
  /** No gain by itself, but a step that others need. */
  | 'auxiliary';

/** `documented` and tried out by others, `well-known`, or `derived` from what the API does. */
export type EscalationConfidence = 'documented' | 'well-known' | 'derived';

/** The object that an action must reach; actions with the same one must reach the same object. */
export type EscalationObject =
  | 'self'
  | 'groupOfSelf'
  | 'policyAttachedToSelf'
  | 'policyAttachedToTarget'
  | 'targetRole'
  | 'targetUser'
  | 'targetGroup'
  /** What already runs with a role: a function, an instance, a stack. */
  | 'carrier'
  /** A script, image or repository that something runs. */
  | 'codeObject'
  | 'provider';

/** A set of actions that together let their holder gain permissions. */
export interface EscalationPrimitive {
  readonly id: string;
  /** The end of a sentence that begins "it can". */
  readonly description: string;
  readonly category: EscalationCategory;
  readonly confidence: EscalationConfidence;
  /** All of these are needed, `iam:PassRole`. */
  readonly all: readonly string[];
  /** Of each group one is needed. */
  readonly any: readonly (readonly string[])[];
  readonly optional: readonly string[];
  /** The service principal that assumes the role in question, `lambda.amazonaws.com`. */
  readonly service: string | undefined;
  readonly bind: ReadonlyMap<string, EscalationObject>;
  /** CloudFormation types of what must exist besides. */
  readonly types: readonly string[];
  /** `pathfinding.cloud:lambda-001`, `PMapper` */
  readonly sources: readonly string[];
}

export interface EscalationSource {
  /** Number of primitives. */
  readonly version: string;
  /** `2026-11-21` */
  readonly date: string;
  /** Name of a source to its licence. */
  readonly licences: Readonly<Record<string, string>>;
}

interface EscalationRecord {
  readonly description: string;
  readonly category: EscalationCategory;
  readonly confidence: EscalationConfidence;
  readonly all: readonly string[];
  readonly any?: readonly (readonly string[])[];
  readonly optional?: readonly string[];
  readonly service?: string;
  readonly bind?: Readonly<Record<string, EscalationObject>>;
  readonly types?: readonly string[];
  readonly sources: readonly string[];
}

const table = new LineTable<EscalationRecord | EscalationSource>('escalations.json');
let primitives: readonly EscalationPrimitive[] | undefined;

/** All primitives, read at the first question. */
export function escalationPrimitives(): readonly EscalationPrimitive[] {
  return (primitives ??= table
    .entries()
    .flatMap(([id, value]) => ('description' in value ? [fromRecord(id, value)] : [])));
}

function fromRecord(id: string, record: EscalationRecord): EscalationPrimitive {
  return {
    ...record,
    id,
    any: record.any ?? [],
    optional: record.optional ?? [],
    service: record.service,
    bind: new Map(Object.entries(record.bind ?? {})),
    types: record.types ?? [],
  };
}

/** Where the primitives come from. */
export function escalationSource(): EscalationSource | undefined {
  const value = table.get('source');
  return value && 'licences' in value ? value : undefined;
}
