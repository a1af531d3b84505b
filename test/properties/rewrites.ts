import { type CfnNode, get, type TemplatePath } from '../../src/template/node.ts';
import { call, copy, entriesOf, list, map, rewrite, text, withEntry } from './tree.ts';

/** Another way to write the same template; undefined where it has nothing to rewrite. */
export type Rewrite = (root: CfnNode) => CfnNode | undefined;

const CONDITION = 'RewriteHolds';

/** Both ways of the condition are possible: its parameter may have any value. */
function withCondition(root: CfnNode): CfnNode {
  const parameter = map([['Type', text('String')]]);
  const definition = call('Fn::Equals', list([call('Ref', text('RewriteSide')), text('left')]));
  return withEntry(
    withEntry(root, 'Parameters', 'RewriteSide', parameter),
    'Conditions',
    CONDITION,
    definition,
  );
}

const eitherWay = (node: CfnNode): CfnNode => call('Fn::If', list([text(CONDITION), copy(node), copy(node)]));

const isServerless = (type: string): boolean => type.startsWith('AWS::Serverless::');

/** The type of the resource in whose properties the path ends; undefined elsewhere. */
function typeAt(root: CfnNode, path: TemplatePath): string | undefined {
  if (path[0] !== 'Resources' || path[2] !== 'Properties' || path.length < 4) return undefined;
  const type = get(get(get(root, 'Resources'), String(path[1])), 'Type');
  return type?.kind === 'scalar' ? type.text : undefined;
}

const isStatement = (node: CfnNode | undefined): boolean =>
  node?.kind === 'map' &&
  node.entries.has('Effect') &&
  (node.entries.has('Action') || node.entries.has('NotAction'));
const isDocument = (node: CfnNode | undefined): boolean =>
  node?.kind === 'map' && node.entries.has('Statement');
const LIST_ELEMENTS = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

/** Whether the path leads to a value of a statement: an element's value, one of its items, a principal's or a condition's. */
function isElementValue(path: TemplatePath, above: readonly CfnNode[]): boolean {
  const depth = above.findLastIndex(isStatement);
  if (depth === -1) return false;
  const [element, ...rest] = path.slice(depth);
  const keys = rest.filter((key) => typeof key === 'string').length;
  if (rest.length > keys + 1) return false;
  if (element === 'Effect' || LIST_ELEMENTS.has(String(element))) return keys === 0;
  if (element === 'Principal' || element === 'NotPrincipal') return keys <= 1;
  return element === 'Condition' && keys === 2;
}

/**
 * Where CloudFormation takes a function: everything in the properties of a resource. SAM reads its own properties before
 * functions are evaluated, so there only what stands in statements counts.
 */
function takesFunction(root: CfnNode, path: TemplatePath, above: readonly CfnNode[]): boolean {
  const type = typeAt(root, path);
  if (type === undefined || above.some(({ kind }) => kind === 'intrinsic')) return false;
  // A string in the place of a statement is a mistake that is named as it is written.
  if (path.slice(-2).includes('Statement')) return false;
  return !isServerless(type) || isElementValue(path, above);
}

/** Scalars that a function gives back as they are: no null, no dynamic reference, nothing that `Fn::Sub` unescapes twice. */
function isPlainString(node: CfnNode): boolean {
  if (node.kind !== 'scalar' || (node.style === 'plain' && /^(?:null|~|)$/.test(node.text))) return false;
  return !node.text.includes('{{') && !node.text.includes('${!');
}

/** Functions whose value is a string whatever the deployment. */
function isStringFunction(node: CfnNode, root: CfnNode): boolean {
  if (node.kind !== 'intrinsic') return false;
  if (node.fn === 'Fn::Sub' || node.fn === 'Fn::Join') return true;
  if (node.fn !== 'Ref' || node.argument.kind !== 'scalar') return false;
  const name = node.argument.text;
  if (name.startsWith('AWS::')) return name !== 'AWS::NoValue' && name !== 'AWS::NotificationARNs';
  const type = get(get(get(root, 'Parameters'), name), 'Type');
  return type?.kind === 'scalar'
    ? /^String$/.test(type.text)
    : get(get(root, 'Resources'), name) !== undefined;
}

/** Every string in a place that takes functions becomes what `wrap` makes of it. */
function wrapStrings(
  wrap: (node: CfnNode, index: number) => CfnNode | undefined,
  alsoFunctions = false,
): Rewrite {
  return (root) => {
    let count = 0;
    const changed = rewrite(root, (node, path, above) => {
      if (!takesFunction(root, path, above)) return undefined;
      if (!isPlainString(node) && !(alsoFunctions && isStringFunction(node, root))) return undefined;
      const wrapped = wrap(node, count);
      if (wrapped) count++;
      return wrapped;
    });
    return count === 0 ? undefined : changed;
  };
}

const textOf = (node: CfnNode): string => (node.kind === 'scalar' ? node.text : '');
const escapeSub = (written: string): string => written.replace(/\$\{(?=[^}]*\})/g, '${!');

/** Every node of a kind becomes an `Fn::If` with two equal branches. */
function inIf(
  chosen: (root: CfnNode, node: CfnNode, path: TemplatePath, above: readonly CfnNode[]) => boolean,
): Rewrite {
  return (root) => {
    let count = 0;
    const changed = rewrite(root, (node, path, above) => {
      if (typeAt(root, path) === undefined || above.some(({ kind }) => kind === 'intrinsic'))
        return undefined;
      if (!chosen(root, node, path, above)) return undefined;
      count++;
      return eitherWay(node);
    });
    return count === 0 ? undefined : withCondition(changed);
  };
}

const valuesInFindInMap: Rewrite = (root) => {
  const values = new Map<string, CfnNode>();
  const changed = wrapStrings((node, index) => {
    values.set(`Value${index}`, copy(node));
    return call('Fn::FindInMap', list([text('RewriteMap'), text('all'), text(`Value${index}`)]));
  })(root);
  return changed && withEntry(changed, 'Mappings', 'RewriteMap', map([['all', map(values)]]));
};

const valuesInParameters: Rewrite = (root) => {
  const values = new Map<string, CfnNode>();
  const changed = wrapStrings((node) => {
    if (values.size >= 190 || textOf(node) === '') return undefined;
    const name = `RewriteValue${values.size}`;
    values.set(name, node);
    return call('Ref', text(name));
  })(root);
  if (!changed) return undefined;
  return [...values].reduce(
    (template, [name, value]) =>
      withEntry(
        template,
        'Parameters',
        name,
        map([
          ['Type', text('String')],
          ['AllowedValues', list([text(textOf(value))])],
        ]),
      ),
    changed,
  );
};

/** Ways to write values differently, each applied to every place at once. */
export const valueRewrites: Readonly<Record<string, Rewrite>> = {
  'strings in Fn::If': inIf(
    (root, node, path, above) =>
      (node.kind === 'scalar' || node.kind === 'intrinsic') && takesFunction(root, path, above),
  ),
  'lists in Fn::If': inIf(
    (root, node, path, above) =>
      node.kind === 'list' &&
      takesFunction(root, path, above) &&
      (isElementValue(path, above) || path.length === 4),
  ),
  'statements in Fn::If': inIf((_root, node) => isStatement(node)),
  'documents in Fn::If': inIf((_root, node) => isDocument(node)),
  'principals and conditions in Fn::If': inIf(
    (_root, node, path, above) =>
      node.kind === 'map' && isStatement(above.at(-1)) && path.at(-1) !== undefined,
  ),
  'strings in Fn::Sub': wrapStrings((node) => call('Fn::Sub', text(escapeSub(textOf(node))))),
  'strings and functions in Fn::Sub with a variable': wrapStrings(
    (node) => call('Fn::Sub', list([text('${Value}'), map([['Value', copy(node)]])])),
    true,
  ),
  'strings in Fn::Join of pieces': wrapStrings((node) => {
    const pieces = textOf(node).match(/[^:/]+|[:/]/g) ?? [''];
    return call('Fn::Join', list([text(''), list(pieces.map(text))]));
  }),
  'strings in Fn::Join by colon': wrapStrings((node) =>
    call('Fn::Join', list([text(':'), list(textOf(node).split(':').map(text))])),
  ),
  'strings and functions in Fn::Select': wrapStrings(
    (node) => call('Fn::Select', list([text('1'), list([text('x'), copy(node), text('y')])])),
    true,
  ),
  'strings in Fn::FindInMap': valuesInFindInMap,
  'strings in parameters with one allowed value': valuesInParameters,
};

/** The text of a document with its references, for `Fn::Sub`; undefined where something in it has no place in a string. */
function asSubText(node: CfnNode): { readonly text: string; readonly refers: boolean } | undefined {
  let refers = false;
  const print = (at: CfnNode): string | undefined => {
    switch (at.kind) {
      case 'scalar':
        return at.style === 'plain' ? at.text : JSON.stringify(escapeSub(at.text));
      case 'list': {
        const items = at.items.map(print);
        return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
      }
      case 'map': {
        const entries = entriesOf(at).map(([key, value]) => {
          const printed = print(value);
          return printed === undefined ? undefined : `${JSON.stringify(escapeSub(key))}: ${printed}`;
        });
        return entries.includes(undefined) ? undefined : `{${entries.join(', ')}}`;
      }
      case 'intrinsic': {
        const { fn, argument } = at;
        refers = true;
        if (fn === 'Fn::Sub' && argument.kind === 'scalar') return JSON.stringify(argument.text);
        if (fn === 'Ref' && argument.kind === 'scalar' && !/NoValue|NotificationARNs/.test(argument.text))
          return `"\${${argument.text}}"`;
        if (fn !== 'Fn::GetAtt') return undefined;
        const name =
          argument.kind === 'scalar'
            ? argument.text
            : argument.kind === 'list' && argument.items.every(({ kind }) => kind === 'scalar')
              ? argument.items.map(textOf).join('.')
              : undefined;
        return name === undefined ? undefined : `"\${${name}}"`;
      }
    }
  };
  const printed = print(node);
  // A `${!` that is in the document already would be unescaped once more.
  if (printed === undefined || JSON.stringify(printed).includes('{{')) return undefined;
  return { text: printed, refers };
}

const isListParameter = (root: CfnNode, node: CfnNode): boolean => {
  let found = false;
  rewrite(node, (inner) => {
    if (inner.kind === 'intrinsic' && inner.fn === 'Ref') {
      const type = get(get(get(root, 'Parameters'), textOf(inner.argument)), 'Type');
      if (type?.kind === 'scalar' && /List/.test(type.text)) found = true;
    }
    return undefined;
  });
  return found;
};

/** Policy documents as text; CloudFormation takes either where a property is of type Json. */
export const documentsAsText: Rewrite = (root) => {
  let count = 0;
  const changed = rewrite(root, (node, path, above) => {
    const type = typeAt(root, path);
    if (type === undefined || isServerless(type) || !isDocument(node)) return undefined;
    if (above.some(({ kind }) => kind === 'intrinsic') || isListParameter(root, node)) return undefined;
    const written = asSubText(node);
    if (!written) return undefined;
    count++;
    return written.refers ? call('Fn::Sub', text(written.text)) : text(written.text.replaceAll('${!', '${'));
  });
  return count === 0 ? undefined : changed;
};

const ORDERED = new Set(['Resources', 'Parameters', 'Conditions', 'Mappings', 'Outputs', 'Properties']);

/** Lists whose order means nothing: statements, elements of statements, policies. */
function isUnordered(path: TemplatePath, above: readonly CfnNode[]): boolean {
  const key = path.at(-1);
  return (
    key === 'Statement' || key === 'Policies' || key === 'ManagedPolicyArns' || isElementValue(path, above)
  );
}

export const orderRewrites: Readonly<Record<string, Rewrite>> = {
  'keys of all maps reversed': (root) => reverseMaps(root, () => true),
  'sections and resources reversed': (root) =>
    reverseMaps(root, (path) => path.length < 2 && (path.length === 0 || ORDERED.has(String(path[0])))),
  'statements, actions and policies reversed': (root) => {
    const turn = (node: CfnNode, path: TemplatePath, above: readonly CfnNode[]): CfnNode | undefined => {
      if (node.kind !== 'list' || typeAt(root, path) === undefined || !isUnordered(path, above))
        return undefined;
      if (above.some(({ kind }) => kind === 'intrinsic')) return undefined;
      return list(
        node.items.map((item, index) => rewrite(item, turn, [...path, index], [...above, node])).reverse(),
      );
    };
    return rewrite(root, turn);
  },
};

function reverseMaps(root: CfnNode, chosen: (path: TemplatePath) => boolean): CfnNode {
  const turn = (node: CfnNode, path: TemplatePath, above: readonly CfnNode[]): CfnNode | undefined =>
    node.kind === 'map' && chosen(path)
      ? map(
          entriesOf(node)
            .map(([key, value]): [string, CfnNode] => [
              key,
              rewrite(value, turn, [...path, key], [...above, node]),
            ])
            .reverse(),
        )
      : undefined;
  return rewrite(root, turn);
}

/** A string becomes a list of it, and a statement a list of it. */
export const loneItemsAsLists: Rewrite = (root) => {
  let count = 0;
  const changed = rewrite(root, (node, path, above) => {
    if (typeAt(root, path) === undefined || above.some(({ kind }) => kind === 'intrinsic')) return undefined;
    const key = path.at(-1);
    const isLoneStatement = key === 'Statement' && isStatement(node) && isDocument(above.at(-1));
    const isLone =
      node.kind === 'scalar' && typeof key === 'string' && key !== 'Effect' && isElementValue(path, above);
    // `Principal: "*"` is a word of its own and not an item.
    if (!isLoneStatement && !(isLone && key !== 'Principal' && key !== 'NotPrincipal')) return undefined;
    count++;
    return list([copy(node)]);
  });
  return count === 0 ? undefined : changed;
};

/** A list with one item becomes the item. */
export const listsAsLoneItems: Rewrite = (root) => {
  let count = 0;
  const lone = (node: CfnNode, path: TemplatePath, above: readonly CfnNode[]): CfnNode | undefined => {
    if (node.kind !== 'list' || node.items.length !== 1) return undefined;
    if (typeAt(root, path) === undefined || above.some(({ kind }) => kind === 'intrinsic')) return undefined;
    const item = node.items[0]!;
    const isStatements = path.at(-1) === 'Statement' && isStatement(item) && isDocument(above.at(-1));
    if (!isStatements && !(item.kind !== 'map' && isElementValue(path, above))) return undefined;
    count++;
    return rewrite(item, lone, path, above);
  };
  const changed = rewrite(root, lone);
  return count === 0 ? undefined : changed;
};

/** What a half of a split resource is called; the first half keeps the name. */
export const HALF = 'RewriteHalf';

function halves(document: CfnNode | undefined): [CfnNode, CfnNode] | undefined {
  const statements = get(document, 'Statement');
  if (statements?.kind !== 'list' || statements.items.length < 2) return undefined;
  const half = (items: readonly CfnNode[]): CfnNode =>
    map(
      entriesOf(document).map(([key, value]) => [
        key,
        key === 'Statement' ? list(items.map(copy)) : copy(value),
      ]),
    );
  return [half(statements.items.slice(0, 1)), half(statements.items.slice(1))];
}

/** The holder with a part of its document; names of policies must differ. */
const withDocument = (holder: CfnNode, document: CfnNode, half: number): CfnNode =>
  map(
    entriesOf(holder).map(([key, value]) => {
      if (key === 'PolicyDocument') return [key, document];
      if (key !== 'PolicyName' || half === 0) return [key, copy(value)];
      return [key, call('Fn::Join', list([text(''), list([copy(value), text(HALF)])]))];
    }),
  );

/** Inline policies become two, each with a part of the statements. */
export const inlinePoliciesSplit: Rewrite = (root) => {
  let count = 0;
  const changed = rewrite(root, (node, path) => {
    const type = typeAt(root, path);
    if (type === undefined || isServerless(type) || path.at(-1) !== 'Policies' || node.kind !== 'list')
      return undefined;
    return list(
      node.items.flatMap((item) => {
        const split = halves(get(item, 'PolicyDocument'));
        if (!split) return [copy(item)];
        count++;
        return split.map((document, half) => withDocument(item, document, half));
      }),
    );
  });
  return count === 0 ? undefined : changed;
};

/** A policy that is a resource becomes two resources, attached alike. */
export const policyResourcesSplit: Rewrite = (root) => {
  let count = 0;
  const changed = rewrite(root, (node, path) => {
    if (path.length !== 1 || path[0] !== 'Resources') return undefined;
    return map(
      entriesOf(node).flatMap(([name, resource]): [string, CfnNode][] => {
        const properties = get(resource, 'Properties');
        const split = halves(get(properties, 'PolicyDocument'));
        if (textOf(get(resource, 'Type') ?? list([])) !== 'AWS::IAM::Policy' || !properties || !split)
          return [[name, copy(resource)]];
        count++;
        return split.map((document, half): [string, CfnNode] => [
          half === 0 ? name : `${name}${HALF}`,
          map(
            entriesOf(resource).map(([key, value]) => [
              key,
              key === 'Properties' ? withDocument(properties, document, half) : copy(value),
            ]),
          ),
        ]);
      }),
    );
  });
  return count === 0 ? undefined : changed;
};
