import { type CfnNode, type MapNode } from '../template/node.ts';
import { type Scope } from '../values/scope.ts';
import { type Guard, literal, onlyHole, type Text } from '../values/value.ts';
import {
  type Condition,
  type Effect,
  type PolicyDefect,
  type PolicyDocument,
  type Principal,
  type Statement,
} from './policy.ts';
import { type Undecided } from './resource-graph.ts';
import { branchesOf, partsUnder } from './statement-branches.ts';

/** What reading a statement adds to. */
export interface StatementSink {
  readonly statements: Statement[];
  readonly defects: PolicyDefect[];
  readonly undecided: Undecided[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const STATEMENT_ELEMENTS = new Set([
  'Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition',
]); // prettier-ignore
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const CONFLICTS = [['Action', 'NotAction'], ['Resource', 'NotResource'], ['Principal', 'NotPrincipal']] as const; // prettier-ignore

/** Adds the statement that the map holds to the sink, once for each effect and for each branch that it must be looked at in. */
export function readStatement(
  scope: Scope,
  node: MapNode,
  when: Guard,
  policy: PolicyDocument,
  sink: StatementSink,
): void {
  const elements = new Map<string, { node: CfnNode; when: Guard }[]>();
  for (const [name, entry] of node.entries) {
    // An event bus policy is a statement whose other properties are CloudFormation's.
    if (!STATEMENT_ELEMENTS.has(name)) {
      const detail = 'is no element of a statement';
      sink.defects.push({ kind: 'unknown-element', element: name, detail, node: entry.key, when });
      continue;
    }
    const variants = scope
      .resolve(entry.value, when)
      .flatMap(({ value, when: guard }) => (value ? [{ node: value, when: guard }] : []));
    if (variants.length > 0) elements.set(name, variants);
  }
  new StatementReader(scope, node, when, policy, sink, elements).read();
}

/** Holds what the parts of one statement share while it is read. */
class StatementReader {
  readonly #scope: Scope;
  readonly #node: MapNode;
  readonly #when: Guard;
  readonly #policy: PolicyDocument;
  readonly #sink: StatementSink;
  readonly #elements: ReadonlyMap<string, readonly { node: CfnNode; when: Guard }[]>;

  constructor(
    scope: Scope,
    node: MapNode,
    when: Guard,
    policy: PolicyDocument,
    sink: StatementSink,
    elements: ReadonlyMap<string, readonly { node: CfnNode; when: Guard }[]>,
  ) {
    this.#scope = scope;
    this.#node = node;
    this.#when = when;
    this.#policy = policy;
    this.#sink = sink;
    this.#elements = elements;
  }

  read(): void {
    const actions = this.#texts('Action');
    const notActions = this.#texts('NotAction');
    const resources = this.#texts('Resource');
    const notResources = this.#texts('NotResource');
    const principals = this.#principals('Principal');
    const notPrincipals = this.#principals('NotPrincipal');
    const conditions = this.#conditions();
    const sids = (this.#elements.get('Sid') ?? []).flatMap(({ node, when }) => this.#scope.texts(node, when));
    for (const [a, b] of CONFLICTS)
      if (this.#elements.has(a) && this.#elements.has(b))
        this.#defect(
          'conflicting-elements',
          b,
          `stands beside \`${a}\`; a statement may have only one of them`,
          this.#keyOf(b),
        );
    if (!this.#elements.has('Action') && !this.#elements.has('NotAction'))
      this.#defect('missing-element', 'Action', 'is missing', this.#node);
    for (const action of [...actions, ...notActions])
      if (onlyHole(action))
        this.#sink.undecided.push({ node: action.node, reason: 'the action is not known before deployment' });
    const parts = { actions, notActions, resources, notResources, principals, notPrincipals, conditions };
    for (const { effect, node: effectNode, when } of this.#effects())
      for (const branch of branchesOf(this.#scope, parts, when, sids))
        this.#sink.statements.push({
          node: this.#node,
          policy: this.#policy,
          effect,
          effectNode,
          sid: sids.find((sid) => this.#scope.and(sid.when, branch)),
          ...partsUnder(this.#scope, parts, branch),
          when: branch,
          elements: this.#elementsUnder(branch),
        });
  }

  #elementsUnder(branch: Guard): ReadonlyMap<string, CfnNode> {
    const elements = new Map<string, CfnNode>();
    for (const [name, variants] of this.#elements) {
      const present = variants.find(({ when }) => this.#scope.and(when, branch));
      if (present) elements.set(name, present.node);
    }
    return elements;
  }

  #effects(): readonly { effect: Effect; node: CfnNode | undefined; when: Guard }[] {
    const written = this.#elements.get('Effect');
    if (!written) {
      // "Effect is required" and its absence makes IAM reject the document.
      this.#defect('missing-element', 'Effect', 'is missing', this.#node);
      return [{ effect: 'unknown', node: undefined, when: this.#when }];
    }
    return written.flatMap(({ node, when }) =>
      this.#scope.texts(node, when).map((text) => {
        const value = literal(text);
        if (value === 'Allow' || value === 'Deny') return { effect: value, node: text.node, when: text.when };
        if (value === undefined)
          this.#sink.undecided.push({ node: text.node, reason: 'the effect is not known before deployment' });
        else
          this.#defect(
            'invalid-value',
            'Effect',
            `is \`${value}\`; \`Allow\` or \`Deny\` is expected`,
            text.node,
          );
        return { effect: 'unknown' as const, node: text.node, when: text.when };
      }),
    );
  }

  #texts(element: string): Text[] {
    const texts: Text[] = [];
    for (const { node, when } of this.#elements.get(element) ?? []) {
      if (node.kind === 'map' || (node.kind === 'list' && node.items.length === 0)) {
        const kind = node.kind === 'map' ? 'wrong-type' : 'empty-element';
        this.#defect(
          kind,
          element,
          node.kind === 'map'
            ? 'is an object; a string or a list of strings is expected'
            : 'is an empty list',
          node,
        );
        continue;
      }
      texts.push(...this.#strings(node, when, element));
    }
    return texts;
  }

  #strings(node: CfnNode, when: Guard, element: string): Text[] {
    return this.#scope.items(node, when).flatMap(({ value: item, when: guard }) => {
      if (item.kind === 'map' || item.kind === 'list') {
        this.#defect(
          'wrong-type',
          element,
          `has ${item.kind === 'map' ? 'an object' : 'a list'} in its list; strings are expected`,
          item,
        );
        return [];
      }
      return this.#scope.texts(item, guard);
    });
  }

  #principals(element: string): Principal[] {
    const principals: Principal[] = [];
    for (const { node, when } of this.#elements.get(element) ?? []) {
      if (node.kind === 'map') {
        if (node.entries.size === 0)
          this.#defect('empty-element', element, 'is an empty object and names nobody', node);
        for (const [type, entry] of node.entries) {
          if (!PRINCIPAL_TYPES.has(type)) {
            this.#defect(
              'unknown-element',
              `${element}.${type}`,
              'is no type of principal; `AWS`, `Service`, `Federated` or `CanonicalUser` is expected',
              entry.key,
            );
            continue;
          }
          for (const value of this.#strings(entry.value, when, `${element}.${type}`))
            principals.push({ type: type as Principal['type'], value, node: value.node, when: value.when });
        }
        continue;
      }
      for (const value of this.#strings(node, when, element)) {
        const star = literal(value) === '*';
        if (!star && literal(value) !== undefined)
          this.#defect(
            'invalid-value',
            element,
            `is \`${literal(value)}\`; \`"*"\` or an object such as \`{AWS: …}\` is expected`,
            value.node,
          );
        if (literal(value) === undefined)
          this.#sink.undecided.push({
            node: value.node,
            reason: 'the principal is not known before deployment',
          });
        principals.push({ type: star ? '*' : 'AWS', value, node: value.node, when: value.when });
      }
    }
    return principals;
  }

  #conditions(): Condition[] {
    const conditions: Condition[] = [];
    for (const { node: block, when } of this.#elements.get('Condition') ?? []) {
      if (block.kind !== 'map') {
        if (block.kind === 'intrinsic')
          this.#sink.undecided.push({ node: block, reason: 'the condition is not known before deployment' });
        else this.#defect('wrong-type', 'Condition', 'is no object', block);
        continue;
      }
      for (const [operator, entry] of block.entries)
        for (const { value: keys, when: guard } of this.#scope.resolve(entry.value, when)) {
          if (!keys) continue;
          if (keys.kind !== 'map') {
            if (keys.kind === 'intrinsic')
              this.#sink.undecided.push({
                node: keys,
                reason: 'the condition is not known before deployment',
              });
            else this.#defect('wrong-type', `Condition.${operator}`, 'is no object of condition keys', keys);
            continue;
          }
          for (const [key, valueEntry] of keys.entries)
            conditions.push({
              operator,
              key,
              values: this.#strings(valueEntry.value, guard, `Condition.${operator}.${key}`),
              operatorNode: entry.key,
              node: valueEntry.key,
              when: guard,
            });
        }
    }
    return conditions;
  }

  #keyOf(element: string): CfnNode {
    return this.#node.entries.get(element)?.key ?? this.#node;
  }

  #defect(kind: PolicyDefect['kind'], element: string, detail: string, node: CfnNode): void {
    this.#sink.defects.push({ kind, element, detail, node, when: this.#when });
  }
}
