/**
 * What is known of the text that a {@link Hole} stands for.
 * `text`: any string, a wildcard included. `name`: no colon, slash or wildcard. `path`: as `name`, slashes allowed.
 * `digits`, `account` (twelve digits), `region` (lower-case letters, digits, hyphens).
 */
export type HoleDomain = 'text' | 'name' | 'path' | 'digits' | 'account' | 'region';

/** A piece of a text that is not known before deployment. Two holes with one id stand for the same text. */
export interface Hole {
  readonly id: string;
  readonly domain: HoleDomain;
  /** All texts that it can be, when they are finitely many. */
  readonly values?: readonly string[];
  /** What it is unless somebody says otherwise; a verdict is given for this text first. */
  readonly default?: string;
}

/**
 * A string of a policy: policy text, in which `*`, `?` and `${…}` mean what they mean in the place where the string
 * stands, or such texts with holes between them.
 */
export type AccessText = string | readonly (string | Hole)[];

export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*';

export interface AccessPrincipal {
  /** `*` for the bare string `"*"`. */
  readonly type: PrincipalType;
  readonly value: AccessText;
}

export interface AccessCondition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written: `aws:PrincipalTag/team`. */
  readonly key: string;
  readonly values: readonly AccessText[];
}

/** One statement. Of an element and its `not` form at most one is there; an element that is not written is undefined. */
export interface AccessStatement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly AccessText[];
  readonly notActions?: readonly AccessText[];
  readonly resources?: readonly AccessText[];
  readonly notResources?: readonly AccessText[];
  readonly principals?: readonly AccessPrincipal[];
  readonly notPrincipals?: readonly AccessPrincipal[];
  /** All of them must hold. */
  readonly conditions: readonly AccessCondition[];
}

/** A policy document as the kernel reads it, whatever it was written in. */
export interface AccessPolicy {
  /** Variables are plain text in `2008-10-17`, which is also what a document without a version means. */
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly AccessStatement[];
  /** What of the document could not be read, as sentences. A check that meets one answers UNKNOWN. */
  readonly unreadable: readonly string[];
}

/**
 * What a principal may do: every layer must allow a request, a layer by any of its policies; a Deny in any policy of
 * any layer or of `denies` forbids. One policy is one layer; permissions with a boundary are two.
 */
export interface AccessLayers {
  readonly layers: readonly (readonly AccessPolicy[])[];
  /** Policies of which only the Deny statements count: resource control policies. */
  readonly denies?: readonly AccessPolicy[];
}

export function isHole(piece: string | Hole): piece is Hole {
  return typeof piece !== 'string';
}

/** The pieces of a text in order. */
export function piecesOf(text: AccessText): readonly (string | Hole)[] {
  return typeof text === 'string' ? [text] : text;
}

/** For messages: holes as `${id}`. */
export function displayText(text: AccessText): string {
  return piecesOf(text)
    .map((piece) => (isHole(piece) ? `\${${piece.id}}` : piece))
    .join('');
}
