import { findAction, findService } from '../catalogue/services.ts';
import { type Statement } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { coversArn, matchesResourceType } from '../iam/arn.ts';
import { HOLE, hasWildcard, matchesWildcard } from '../iam/wildcard.ts';
import { type Located } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { display, type Text } from '../values/value.ts';
import { breadthOfResource } from './granted-actions.ts';

/** On which objects an action is allowed. */
export type Reach =
  /** On all that the account has of the kind, but for `except`. */
  | { readonly kind: 'all'; readonly at: Located; readonly except: readonly Text[] }
  /** On what these entries name. */
  | { readonly kind: 'some'; readonly resources: readonly Text[] };

/**
 * Names that are looked at in one statement: more than fit into the 6144 characters of a managed policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const MOST_NAMED = 256;

/** What the Resource or NotResource of a statement lets an action reach; undefined when it is nothing. */
export function reachOf(statement: Statement, action: string): Reach | undefined {
  const [spared] = statement.notResources;
  if (spared) return { kind: 'all', at: spared, except: statement.notResources };
  const named: Text[] = [];
  for (const text of statement.resources) {
    const takes = takesIn(text, action);
    if (takes === 'all') return { kind: 'all', at: text, except: [] };
    if (takes === 'some') named.push(text);
  }
  return named.length > 0 ? { kind: 'some', resources: named.slice(0, MOST_NAMED) } : undefined;
}

type Takes = 'all' | 'some' | 'none';

const taken = new WeakMap<Text, Map<string, Takes>>();

/** Whether an entry of Resource takes in all, some or none of what an action can be done to. */
export function takesIn(text: Text, action: string): Takes {
  const kind = kindOf(action);
  let byKind = taken.get(text);
  if (!byKind) taken.set(text, (byKind = new Map<string, Takes>()));
  let takes = byKind.get(kind.key);
  if (takes === undefined) byKind.set(kind.key, (takes = judge(text, kind)));
  return takes;
}

function judge(text: Text, { arns }: ObjectKind): Takes {
  const breadth = breadthOfResource(text);
  if (breadth === 'everything') return 'all';
  // What can only be done to `*` is not allowed by an ARN.
  if (arns?.length === 0) return 'none';
  if (!arns || breadth === 'undecided') return 'some';
  const pattern = text.segments.map((segment) => (typeof segment === 'string' ? segment : HOLE)).join('');
  if (pattern.startsWith(HOLE)) return 'some';
  if (!arns.some((arn) => matchesResourceType(pattern, arn))) return 'none';
  return breadth === 'type' ? 'all' : 'some';
}

/** What an action is done to. */
interface ObjectKind {
  /** Equal for actions on the same types, `iam role`. */
  readonly key: string;
  /** ARN templates; empty when the action is done to nothing in particular, undefined when it is not known. */
  readonly arns: readonly string[] | undefined;
}

const UNKNOWN: ObjectKind = { key: '', arns: undefined };
const kinds = new Map<string, ObjectKind>();

/** What an action is done to, which for a command on an instance is the instance and not the document. */
function kindOf(action: string): ObjectKind {
  const remembered = kinds.get(action);
  if (remembered) return remembered;
  const known = findAction(action);
  if (!known) return UNKNOWN;
  const instances = known.resources.filter(({ type }) => type === 'instance');
  const required = known.resources.filter((resource) => resource.required);
  const wanted = instances.length > 0 ? instances : required.length > 0 ? required : known.resources;
  const types = findService(known.service)?.resourceTypes;
  const kind = {
    key: [known.service, ...wanted.map(({ type }) => type)].join(' '),
    arns: wanted.flatMap(({ type }) => types?.get(type)?.arns ?? []),
  };
  kinds.set(action, kind);
  return kind;
}

/** Whether a Deny statement takes in all that an action can be done to. */
export function deniesAll({ resources }: Statement, action: string): boolean {
  return resources.some((text) => takesIn(text, action) === 'all');
}

/**
 * What is left of a reach when the resources of a Deny that does not take in all are taken away, as far as the budget of
 * comparisons goes.
 */
export function subtract(
  reach: Reach,
  denial: Statement,
  budget: { comparisons: number },
): Reach | undefined {
  const { resources, notResources } = denial;
  if (notResources.length > 0) return within(reach, notResources);
  budget.comparisons -= resources.length * (reach.kind === 'all' ? 1 : reach.resources.length);
  if (budget.comparisons < 0) return reach;
  if (reach.kind === 'all') return { ...reach, except: [...reach.except, ...resources] };
  const left = reach.resources.filter((text) => !resources.some((denied) => coversText(denied, text)));
  return left.length > 0 ? { kind: 'some', resources: left } : undefined;
}

/** What two reaches have in common. */
export function intersection(a: Reach, b: Reach): Reach | undefined {
  if (b.kind === 'all') return a.kind === 'all' ? { ...a, except: [...a.except, ...b.except] } : a;
  return within(a, b.resources);
}

function within(reach: Reach, limits: readonly Text[]): Reach | undefined {
  if (reach.kind === 'all') return { kind: 'some', resources: limits.slice(0, MOST_NAMED) };
  const few = limits.slice(0, MOST_NAMED);
  const left = reach.resources.flatMap((text) =>
    few.flatMap((limit) => (coversText(limit, text) ? [text] : coversText(text, limit) ? [limit] : [])),
  );
  return left.length > 0 ? { kind: 'some', resources: [...new Set(left)].slice(0, MOST_NAMED) } : undefined;
}

/** Whether all that one entry means is meant by the other; holes are compared by how they read. */
export function coversText(wide: Text, narrow: Text): boolean {
  const [a, b] = [markedText(wide), markedText(narrow)];
  return a === b || (hasWildcard(a) && coversArn(a, b));
}

const marked = new WeakMap<Text, string>();

function markedText(text: Text): string {
  let found = marked.get(text);
  if (found === undefined) marked.set(text, (found = markHoles(display(text))));
  return found;
}

/** For display texts that are taken apart at their colons: those in `${AWS::AccountId}` are replaced. */
export function markHoles(shown: string): string {
  return shown.replace(/\$\{([^}]*)\}/g, (hole) => hole.replaceAll(':', '\u0001'));
}

/** Properties that name a resource physically. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::CodeBuild::Project': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::Glue::Job': 'Name',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::CodeCommit::Repository': 'RepositoryName',
};

/** Whether the reach takes in a resource of the templates, by reference or by a name that is written. */
export function reaches(reach: Reach, resource: Resource, graph: ResourceGraph): boolean {
  if (reach.kind === 'all') return !reach.except.some((text) => means(text, resource, graph));
  return reach.resources.some((text) => means(text, resource, graph));
}

/** Whether an entry of Resource means the resource. */
export function means(text: Text, resource: Resource, graph: ResourceGraph): boolean {
  if (graph.resolve(text) === resource) return true;
  if (text.segments.some((segment) => typeof segment === 'object' && segment.target === resource))
    return true;
  const pattern = nameIn(text);
  return pattern !== undefined && namesOf(resource, graph).some((name) => matchesWildcard(pattern, name));
}

const names = new WeakMap<ResourceGraph, WeakMap<Resource, readonly string[]>>();

/** The names that a template gives a resource, with and without the path before them. */
function namesOf(resource: Resource, graph: ResourceGraph): readonly string[] {
  const property = NAMES[resource.type];
  if (property === undefined) return [];
  let ofGraph = names.get(graph);
  if (!ofGraph) names.set(graph, (ofGraph = new WeakMap<Resource, readonly string[]>()));
  let found = ofGraph.get(resource);
  if (!found) {
    const texts = (path: string): readonly string[] =>
      graph.property(resource, path).flatMap(({ text }) => (text ? [display(text)] : []));
    const paths = texts('Path').map((path) => path.slice(1));
    found = texts(property).flatMap((name) => [name, ...paths.map((path) => path + name)]);
    ofGraph.set(resource, found);
  }
  return found;
}

const patterns = new WeakMap<Text, string>();

/** `app/Deploy*` of `arn:aws:iam::111122223333:role/app/Deploy*`; undefined for what is no ARN. */
function nameIn(text: Text): string | undefined {
  let name = patterns.get(text);
  if (name === undefined) {
    const fields = markHoles(display(text)).split(':');
    const rest = fields[0] === 'arn' && fields.length >= 6 ? fields.slice(5).join(':') : '';
    name = (/^[a-zA-Z-]+[/:](.+)$/.exec(rest)?.[1] ?? rest).replaceAll('\u0001', ':');
    patterns.set(text, name);
  }
  return name === '' ? undefined : name;
}
