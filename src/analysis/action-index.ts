import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { parseAction } from '../iam/action.ts';
import { hasWildcard, matchesWildcard } from '../iam/wildcard.ts';
import { type Located } from '../template/node.ts';
import { literal, type Guard } from '../values/value.ts';

/** A statement that takes in an action, with the entry of Action by which it does, or the NotAction that leaves it out. */
export interface ActionEntry {
  readonly statement: Statement;
  readonly at: Located;
  /** Beside the statement's own. */
  readonly when: Guard;
}

interface Pattern {
  readonly name: string;
  readonly entry: ActionEntry;
  /** Place among all patterns. */
  readonly order: number;
}

const NONE: readonly never[] = [];

/** The statements of one effect, so that the question about one action does not read all entries. */
class EffectIndex {
  readonly #exact = new Map<string, ActionEntry[]>();
  /** By lower-case prefix. */
  readonly #patterns = new Map<string, Pattern[]>();
  /** `*`, `*:Get*`, `s?:*` */
  readonly #ofManyServices: (Pattern & { readonly service: string })[] = [];
  readonly #inverted: Statement[] = [];
  /** Prefixes in `#exact`. */
  #services: ReadonlySet<string> | undefined;

  constructor(statements: readonly Statement[]) {
    let order = 0;
    for (const statement of statements) {
      if (statement.notActions.length > 0) this.#inverted.push(statement);
      for (const text of statement.actions) {
        const written = literal(text)?.toLowerCase();
        if (written === undefined) continue;
        const entry = { statement, at: text, when: text.when };
        if (hasWildcard(written)) {
          const parsed = parseAction(written);
          if (parsed) this.#addPattern(parsed.service, { name: parsed.name, entry, order: order++ });
        } else {
          const known = this.#exact.get(written);
          if (known) known.push(entry);
          else this.#exact.set(written, [entry]);
        }
      }
    }
  }

  #addPattern(service: string, pattern: Pattern): void {
    const known = this.#patterns.get(service);
    if (hasWildcard(service)) this.#ofManyServices.push({ ...pattern, service });
    else if (known) known.push(pattern);
    else this.#patterns.set(service, [pattern]);
  }

  #patternsFor(service: string): readonly Pattern[] {
    const own = this.#patterns.get(service) ?? NONE;
    if (this.#ofManyServices.length === 0) return own;
    const others = this.#ofManyServices.filter((pattern) => matchesWildcard(pattern.service, service));
    return [...own, ...others].sort((a, b) => a.order - b.order);
  }

  mentions(service: string): boolean {
    if (this.#ofManyServices.length + this.#inverted.length > 0 || this.#patterns.has(service)) return true;
    this.#services ??= new Set(Array.from(this.#exact.keys(), (name) => name.slice(0, name.indexOf(':'))));
    return this.#services.has(service);
  }

  find(action: string): readonly ActionEntry[] {
    const lower = action.toLowerCase();
    const colon = lower.indexOf(':');
    const [service, name] = [lower.slice(0, colon), lower.slice(colon + 1)];
    const exact = this.#exact.get(lower) ?? NONE;
    const patterns = this.#patternsFor(service);
    if (patterns.length + this.#inverted.length === 0) return exact;
    return [
      ...exact,
      ...patterns.flatMap((pattern) => (matchesWildcard(pattern.name, name) ? [pattern.entry] : [])),
      ...this.#inverted.flatMap((statement) =>
        leavesOut(statement, service, name)
          ? []
          : [{ statement, at: statement.notActions[0]!, when: statement.notActions[0]!.when }],
      ),
    ];
  }
}

/** Whether NotAction names the action, or may do so. */
function leavesOut(statement: Statement, service: string, name: string): boolean {
  return statement.notActions.some((text) => {
    const pattern = literal(text)?.toLowerCase();
    const parsed = pattern === undefined ? undefined : parseAction(pattern);
    if (pattern === undefined) return true;
    return (
      parsed !== undefined && matchesWildcard(parsed.service, service) && matchesWildcard(parsed.name, name)
    );
  });
}

interface DocumentIndex {
  readonly Allow: EffectIndex;
  readonly Deny: EffectIndex;
}

const indexes = new WeakMap<PolicyDocument, DocumentIndex>();

/**
 * The entries of a document's Allow or Deny statements that take in an action, `iam:PassRole`. Entries that are not known
 * before deployment take in nothing; a NotAction that may leave the action out does.
 */
export function entriesFor(
  document: PolicyDocument,
  effect: 'Allow' | 'Deny',
  action: string,
): readonly ActionEntry[] {
  return indexOf(document)[effect].find(action);
}

/** Whether statements of the effect say anything of a service, lower case: when not, no action of it has entries. */
export function mentionsService(
  document: PolicyDocument,
  effect: 'Allow' | 'Deny',
  service: string,
): boolean {
  return indexOf(document)[effect].mentions(service);
}

function indexOf(document: PolicyDocument): DocumentIndex {
  let index = indexes.get(document);
  if (!index) {
    const of = (wanted: string): EffectIndex =>
      new EffectIndex(document.statements.filter((statement) => statement.effect === wanted));
    index = { Allow: of('Allow'), Deny: of('Deny') };
    indexes.set(document, index);
  }
  return index;
}
