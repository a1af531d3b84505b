import { findManagedPolicy } from '../catalogue/managed-policies.ts';
import { findSamPolicyTemplate } from '../catalogue/sam-policy-templates.ts';
import { type CfnNode, type MapNode, type ScalarNode, isNull } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { branchesOf, isNoValue } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import { NO_VALUE, buildNode, managedPolicyArn, policyDocument } from './generated-node.ts';
import { expandPolicyTemplate, missingParameters } from './policy-template.ts';
import { type RoleDraft, attachManagedNode } from './role-draft.ts';

/** Fn::If within Fn::If; templates that nest deeper are not written by people. */
const MAX_DEPTH = 32;

/** What one entry of `Policies` attaches. */
interface Attached {
  readonly managed: readonly CfnNode[];
  readonly inline: readonly CfnNode[];
}

const NOTHING: Attached = { managed: [], inline: [] };

interface Place {
  readonly x: Expansion;
  readonly owner: Resource;
  /** Name of the inline policy that SAM makes of the entry. */
  readonly policyName: string;
  readonly depth: number;
}

/**
 * Attaches the `Policies` of a function or state machine to its role: names and ARNs of managed policies, policy
 * templates, documents, each also in Fn::If, as a list or alone.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
export function attachPolicies(x: Expansion, owner: Resource, policies: CfnNode, role: RoleDraft): void {
  const entries = policies.kind === 'list' ? policies.items : isNull(policies) ? [] : [policies];
  entries.forEach((entry, index) => {
    const place: Place = { x, owner, policyName: `${role.id}Policy${index}`, depth: 0 };
    const { managed, inline } = read(entry, place);
    for (const policy of managed) attachManagedNode(role, policy);
    for (const policy of inline) role.inline.push(policy);
  });
}

function read(node: CfnNode, place: Place): Attached {
  // Left as a managed policy that nobody can resolve, so that it counts as undecided.
  if (place.depth > MAX_DEPTH) return { managed: [node], inline: [] };
  switch (node.kind) {
    case 'scalar':
      return readName(node, place);
    case 'intrinsic':
      if (isNoValue(node)) return NOTHING;
      return branchesOf(node) ? readIf(node, place) : { managed: [node], inline: [] };
    case 'list':
      report(place, 'nested-list', node, 'a list in a list');
      return readAll(node.items, place);
    case 'map':
      return readMap(node, place);
  }
}

function readAll(nodes: readonly CfnNode[], place: Place): Attached {
  const all = nodes.map((node, index) =>
    read(node, { ...place, policyName: `${place.policyName}x${index}`, depth: place.depth + 1 }),
  );
  return { managed: all.flatMap((one) => one.managed), inline: all.flatMap((one) => one.inline) };
}

function readName(node: ScalarNode, place: Place): Attached {
  if (isNull(node) || (node.style === 'plain' && /^(?:true|false|[\d.]+)$/i.test(node.text))) {
    report(place, 'not-a-policy', node, node.text === '' ? 'null' : node.text);
    return NOTHING;
  }
  // SAM knows the policies by bare name only; whatever else is written goes to IAM as it is.
  const known = /^[\w+=,.@-]+$/.test(node.text) ? findManagedPolicy(node.text) : undefined;
  if (!known) return { managed: [node], inline: [] };
  return {
    managed: [buildNode(node.span, managedPolicyArn(known.arn.replace(/^.*?:policy\//, '')))],
    inline: [],
  };
}

function readIf(node: CfnNode, place: Place): Attached {
  const branches = branchesOf(node);
  if (!branches) return NOTHING;
  const { condition, then, otherwise } = branches;
  if (then.kind === 'list' || otherwise.kind === 'list')
    report(place, 'nested-list', node, 'a list in a branch of Fn::If');
  const readBranch = (branch: CfnNode, name: string): Attached =>
    branch.kind === 'list'
      ? readAll(branch.items, { ...place, policyName: name })
      : read(branch, { ...place, policyName: name, depth: place.depth + 1 });
  const a = readBranch(then, place.policyName);
  const b = readBranch(otherwise, `${place.policyName}Else`);
  if (isOnly('managed', a) && isOnly('inline', b)) report(place, 'mixed-branches', node, 'Fn::If');
  if (isOnly('inline', a) && isOnly('managed', b)) report(place, 'mixed-branches', node, 'Fn::If');
  const whenTrue = (value: CfnNode): CfnNode =>
    buildNode(value.span, { 'Fn::If': [condition, value, NO_VALUE] });
  const whenFalse = (value: CfnNode): CfnNode =>
    buildNode(value.span, { 'Fn::If': [condition, NO_VALUE, value] });
  return {
    managed: [...a.managed.map(whenTrue), ...b.managed.map(whenFalse)],
    inline: [...a.inline.map(whenTrue), ...b.inline.map(whenFalse)],
  };
}

function readMap(node: MapNode, place: Place): Attached {
  const { entries } = node;
  if (entries.has('Statement')) return inline(place, node, node);
  const [only, ...others] = entries.values();
  const name = only?.key.text;
  const template = name !== undefined && others.length === 0 ? findSamPolicyTemplate(name) : undefined;
  if (only && name !== undefined && template) {
    const missing = missingParameters(template, only.value);
    if (missing.length === 0)
      return inline(
        place,
        node,
        buildNode(only.key.span, policyDocument(expandPolicyTemplate(template, only.value))),
      );
    report(place, 'missing-template-parameter', only.key, `${name}: ${missing.join(', ')}`);
    return NOTHING;
  }
  const wrapped = entries.get('PolicyDocument')?.value;
  if (wrapped) {
    report(place, 'wrapped-document', node, 'PolicyDocument');
    return inline(place, node, wrapped);
  }
  if (['Effect', 'Action', 'NotAction'].some((element) => entries.has(element))) {
    report(place, 'bare-statement', node, 'a statement');
    return inline(place, node, buildNode(node.span, policyDocument([node])));
  }
  const isTemplate = only !== undefined && others.length === 0 && /^[A-Za-z]\w*$/.test(only.key.text);
  report(
    place,
    isTemplate ? 'unknown-policy-template' : 'not-a-policy',
    isTemplate ? only.key : node,
    isTemplate
      ? only.key.text
      : `a map with ${entries.size === 0 ? 'no keys' : [...entries.keys()].slice(0, 3).join(', ')}`,
  );
  return NOTHING;
}

function inline({ policyName }: Place, { span }: CfnNode, document: CfnNode): Attached {
  return { managed: [], inline: [buildNode(span, { PolicyName: policyName, PolicyDocument: document })] };
}

function report(place: Place, kind: Parameters<Expansion['report']>[0], node: CfnNode, detail: string): void {
  place.x.report(kind, place.owner, node, detail);
}

function isOnly(kind: keyof Attached, attached: Attached): boolean {
  return attached[kind].length > 0 && attached[kind === 'managed' ? 'inline' : 'managed'].length === 0;
}
