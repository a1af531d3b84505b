import { type Effect, type PolicyDocument, type Statement } from '../graph/policy.ts';
import { parseAction } from '../iam/action.ts';
import { hasWildcard, matchesWildcard } from '../iam/wildcard.ts';
import { type CfnNode, type Located } from '../template/node.ts';
import { literal, type Guard } from '../values/value.ts';

/** A statement that takes in an action, with the entry of Action by which it does, or the NotAction that leaves it out. */
export interface ActionEntry {
  readonly statement: Statement;
  readonly at: Located;
  /** Beside the statement's own. */
  readonly when: Guard;
}

/** An entry of Action of the statement at a position: attachments of one document have statements of their own. */
interface PositionedEntry extends Omit<ActionEntry, 'statement'> {
  readonly position: number;
}

interface Pattern {
  readonly name: string;
  readonly entry: PositionedEntry;
  /** Place among all patterns. */
  readonly order: number;
}

const NONE: readonly never[] = [];

/** The statements of one effect, so that the question about one action does not read all entries. */
class EffectIndex {
  readonly #exact = new Map<string, PositionedEntry[]>();
  /** By lower-case prefix. */
  readonly #patterns = new Map<string, Pattern[]>();
  /** `*`, `*:Get*`, `s?:*` */
  readonly #ofManyServices: (Pattern & { readonly service: string })[] = [];
  readonly #inverted: number[] = [];
  /** Prefixes in `#exact`. */
  #services: ReadonlySet<string> | undefined;

  constructor(statements: readonly Statement[], effect: Effect) {
    let order = 0;
    for (const [position, statement] of statements.entries()) {
      if (statement.effect !== effect) continue;
      if (statement.notActions.length > 0) this.#inverted.push(position);
      for (const text of statement.actions) {
        const written = literal(text)?.toLowerCase();
        if (written === undefined) continue;
        const entry = { position, at: text, when: text.when };
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

  find(action: string, statements: readonly Statement[]): readonly ActionEntry[] {
    const lower = action.toLowerCase();
    const colon = lower.indexOf(':');
    const [service, name] = [lower.slice(0, colon), lower.slice(colon + 1)];
    const exact = this.#exact.get(lower) ?? NONE;
    const patterns = this.#patternsFor(service).filter((pattern) => matchesWildcard(pattern.name, name));
    const inverted = this.#inverted.flatMap((position): PositionedEntry[] => {
      const statement = statements[position]!;
      const [first] = statement.notActions;
      return leavesOut(statement, service, name) ? [] : [{ position, at: first!, when: first!.when }];
    });
    return [...exact, ...patterns.map(({ entry }) => entry), ...inverted].map(({ position, at, when }) => ({
      statement: statements[position]!,
      at,
      when,
    }));
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
  return indexOf(document)[effect].find(action, document.statements);
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
    const { node, statements } = document;
    const known = lastOfNode.get(node);
    const isSame =
      known?.statements.length === statements.length &&
      known.statements.every((other, position) => saysTheSame(other, statements[position]!));
    index = isSame
      ? known.index
      : { Allow: new EffectIndex(statements, 'Allow'), Deny: new EffectIndex(statements, 'Deny') };
    if (!isSame) lastOfNode.set(node, { statements, index });
    indexes.set(document, index);
  }
  return index;
}

/** A policy of AWS is attached a thousand times, and its texts are shared: so is its index. */
const lastOfNode = new WeakMap<
  CfnNode,
  { readonly statements: readonly Statement[]; readonly index: DocumentIndex }
>();

function saysTheSame(a: Statement, b: Statement): boolean {
  return a.actions === b.actions && a.notActions === b.notActions && a.effect === b.effect;
}
