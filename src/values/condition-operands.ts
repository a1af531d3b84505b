import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { type ParameterDomain } from './parameters.ts';
import { type RuleAssertion } from './rule-assertions.ts';
import { type Hole, literal, type Text } from './value.ts';

/** What the conditions of a template compare: the texts of the operands, and which names and constants meet. */
export interface ConditionOperands {
  texts(node: CfnNode): readonly Text[];
  /** The values to try for a name: its own and those that it is compared with; `open` when it can have still others. */
  domain(name: string, mentioned: readonly string[]): ParameterDomain;
  /** The names that decide a condition, through the conditions that it refers to; its own name is one of them. */
  namesOfCondition(name: string): ReadonlySet<string>;
  namesOfAssertion(assertion: RuleAssertion): ReadonlySet<string>;
}

/** Nodes of conditions and assertions that are looked at in one template. */
const MAX_NODES = 50_000;

/** Values of a closed domain that are all tried; of a longer one only those that something is compared with. */
const MAX_DOMAIN = 32;

/** The hole's name when its whole value is what a parameter or pseudo parameter gives. */
export function variableOf(hole: Hole): string | undefined {
  const variable = hole.kind === 'parameter' || hole.kind === 'pseudo-parameter';
  return variable && hole.expression === hole.name ? hole.name : undefined;
}

/** The part of a constant that the one hole of a text must have for both to be equal; undefined when they cannot be. */
export function holeValueFor(text: Text, constant: string): string | undefined {
  const at = text.segments.findIndex((segment) => typeof segment === 'object');
  const before = text.segments.slice(0, at).join('');
  const after = text.segments.slice(at + 1).join('');
  if (constant.length < before.length + after.length) return undefined;
  if (!constant.startsWith(before) || !constant.endsWith(after)) return undefined;
  return constant.slice(before.length, constant.length - after.length);
}

/** The one hole of a text with one. */
export function singleHole(text: Text): Hole | undefined {
  const holes = text.segments.filter((segment) => typeof segment === 'object');
  return holes.length === 1 ? holes[0] : undefined;
}

/** Collects the operands of all conditions and assertions of a template, once. */
export function collectOperands(
  template: Template,
  assertions: readonly RuleAssertion[],
  textsOf: (node: CfnNode) => readonly Text[],
  domainOf: (name: string) => ParameterDomain,
): ConditionOperands {
  const mentions = new Map<string, Set<string>>();
  let left = MAX_NODES;

  function mention(name: string, value: string): void {
    let values = mentions.get(name);
    if (!values) mentions.set(name, (values = new Set()));
    values.add(value);
  }

  function compare(operands: readonly Text[], others: readonly Text[]): void {
    const constants = others.map(literal).filter((value) => value !== undefined);
    for (const text of operands) {
      const hole = singleHole(text);
      const name = hole && variableOf(hole);
      if (name === undefined) continue;
      for (const constant of constants) {
        const value = holeValueFor(text, constant);
        if (value !== undefined) mention(name, value);
      }
    }
  }

  function scan(root: CfnNode): { names: Set<string>; conditions: Set<string> } {
    const names = new Set<string>();
    const conditions = new Set<string>();
    const stack: CfnNode[] = [root];
    while (stack.length > 0 && left > 0) {
      const node = stack.pop()!;
      left--;
      if (node.kind === 'list') stack.push(...node.items);
      if (node.kind !== 'intrinsic') continue;
      if (node.fn === 'Condition' && node.argument.kind === 'scalar') conditions.add(node.argument.text);
      else if (LOGICAL.has(node.fn)) stack.push(node.argument);
      else if (COMPARING.has(node.fn)) {
        const sides = node.argument.kind === 'list' ? node.argument.items.slice(0, 2).map(operandsOf) : [];
        const [first = [], second = []] = sides;
        compare(first, second);
        compare(second, first);
        for (const text of [...first, ...second]) addNames(text, names);
      }
    }
    return { names, conditions };
  }

  function addNames(text: Text, names: Set<string>): void {
    for (const item of text.when)
      if (item.kind === 'parameter') {
        names.add(item.name);
        mention(item.name, item.value);
      }
    for (const segment of text.segments)
      if (typeof segment === 'object') names.add(variableOf(segment) ?? `${segment.kind} ${segment.name}`);
  }

  function operandsOf(node: CfnNode): readonly Text[] {
    return node.kind === 'list' ? node.items.flatMap((item) => textsOf(item)) : textsOf(node);
  }

  const scanned = new Map([...template.conditions].map(([name, node]) => [name, scan(node)] as const));
  const scannedAssertions = new Map(
    assertions.map((assertion) => {
      const parts = [assertion.assert, ...(assertion.condition ? [assertion.condition] : [])].map(scan);
      return [assertion, parts] as const;
    }),
  );

  const assertionNames = new Map<RuleAssertion, ReadonlySet<string>>();
  const closures = new Map<string, ReadonlySet<string>>();
  function closure(start: readonly string[], names: Set<string>): ReadonlySet<string> {
    const queue = [...start];
    const seen = new Set(queue);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      names.add(`condition ${name}`);
      const found = scanned.get(name);
      for (const other of found?.names ?? []) names.add(other);
      for (const other of found?.conditions ?? [])
        if (!seen.has(other)) {
          seen.add(other);
          queue.push(other);
        }
    }
    return names;
  }

  return {
    texts: textsOf,
    domain(name, mentioned) {
      const own = domainOf(name);
      const compared = new Set([...(mentions.get(name) ?? []), ...mentioned]);
      if (own.open) return { values: [...new Set([...own.values, ...compared])], open: true };
      if (own.values.length <= MAX_DOMAIN) return own;
      const values = own.values.filter((value) => compared.has(value));
      return { values, open: values.length < own.values.length };
    },
    namesOfCondition(name) {
      let names = closures.get(name);
      if (!names) closures.set(name, (names = closure([name], new Set())));
      return names;
    },
    namesOfAssertion(assertion) {
      const known = assertionNames.get(assertion);
      if (known) return known;
      const parts = scannedAssertions.get(assertion) ?? [];
      const names = closure(
        parts.flatMap((part) => [...part.conditions]),
        new Set(parts.flatMap((part) => [...part.names])),
      );
      assertionNames.set(assertion, names);
      return names;
    },
  };
}

const LOGICAL: ReadonlySet<string> = new Set(['Fn::And', 'Fn::Or', 'Fn::Not']);
const COMPARING: ReadonlySet<string> = new Set([
  'Fn::Equals',
  'Fn::Contains',
  'Fn::EachMemberIn',
  'Fn::EachMemberEquals',
]);
