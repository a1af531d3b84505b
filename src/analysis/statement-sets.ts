import {
  type AccessLayers,
  type AccessPolicy,
  type AccessStatement,
  compareAccess,
  type Verdict,
} from '../access/index.ts';
import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { guardImplies } from '../values/guards.ts';
import { display, type Guard } from '../values/value.ts';
import { foldPolicy } from './access-policy.ts';
import { isWrittenBySam } from './generated-statement.ts';

/** A statement of the graph as the kernel compares it. */
export interface StatementSet {
  readonly source: Statement;
  readonly statement: AccessStatement;
  readonly version: AccessPolicy['version'];
  /** Names the statement by what it says, whatever its position. */
  readonly text: string;
}

/** More statements than any policy quota allows are not compared with each other. */
const MOST_STATEMENTS = 60;
const NOTHING: AccessLayers = { layers: [[]] };
const sets = new WeakMap<PolicyDocument, readonly StatementSet[]>();

/**
 * The statements of a document of which the template settles all parts together, so that what is proven of them holds in
 * every deployment. None for documents that SAM or a service writes.
 */
export function statementSets(policy: PolicyDocument, graph: ResourceGraph): readonly StatementSet[] {
  const known = sets.get(policy);
  if (known) return known;
  const found: StatementSet[] = [];
  if (policy.site.property !== '' && policy.statements.length <= MOST_STATEMENTS) {
    const { policy: folded, sources } = foldPolicy(policy, { graph });
    for (const [index, statement] of folded.statements.entries()) {
      const source = sources[index]!;
      if (!isSettled(source) || isWrittenBySam(source)) continue;
      const text = JSON.stringify({ ...statement, sid: undefined });
      found.push({ source, statement, version: folded.version, text });
    }
  }
  sets.set(policy, found);
  return found;
}

function isSettled({
  when,
  actions,
  notActions,
  resources,
  notResources,
  principals,
  notPrincipals,
  conditions,
}: Statement): boolean {
  const guards: Guard[] = [
    ...[...actions, ...notActions, ...resources, ...notResources].map((text) => text.when),
    ...[...principals, ...notPrincipals].flatMap((one) => [one.when, one.value.when]),
    ...conditions.flatMap((one) => [one.when, ...one.values.map((value) => value.when)]),
  ];
  return guards.every((guard) => guardImplies(when, guard));
}

/** The statements as an access that allows them, a Deny too. */
export function allowing(...statements: readonly StatementSet[]): AccessLayers {
  return { layers: [statements.map(({ statement, version }) => policyOf({ ...statement, effect: 'Allow' }, version))] }; // prettier-ignore
}

/** A statement with some others as denials. */
export function allowingWithout(one: StatementSet, denials: readonly StatementSet[]): AccessLayers {
  return {
    ...allowing(one),
    denies: denials.map(({ statement, version }) => policyOf({ ...statement, effect: 'Deny' }, version)),
  };
}

function policyOf(statement: AccessStatement, version: AccessPolicy['version']): AccessPolicy {
  return { version, statements: [statement], unreadable: [] };
}

/** Whether the first access is proven to hold all of the second. Trust stands on its role, which no action's resources say. */
export function holdsAll(wide: AccessLayers, narrow: AccessLayers, { kind }: PolicyDocument): boolean {
  return compareAccess(wide, narrow, kind === 'trust' ? { resourceModel: 'arn' } : {}).verdict === 'PASS';
}

/** What the access grants at all: PASS when it is proven to be nothing. With `arn` every ARN counts as a resource. */
export function grantsAnything(access: AccessLayers, resourceModel: 'catalogue' | 'arn'): Verdict {
  return compareAccess(NOTHING, access, { resourceModel });
}

/** `` `s3:GetObject` on `arn:aws:s3:::logs/example` ``, or empty where there is no example. */
export function exampleText(verdict: Verdict): string {
  const witness = 'witness' in verdict ? verdict.witness : undefined;
  return witness ? `\`${witness.action}\` on \`${witness.resource}\`` : '';
}

/** Evidence of a finding on a statement: what it says of actions and resources, in an order of its own. */
export function statementEvidence({ source }: StatementSet): string {
  const names = [...source.actions, ...source.notActions].map(display).sort();
  const places = [...source.resources, ...source.notResources].map(display).sort();
  return `${source.effect}::${names.join(' ')}::${places.join(' ')}`;
}
