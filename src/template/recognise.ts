import { type SourceFile } from '../source/source-file.ts';
import { type CfnNode, get, getText, type MapNode } from './node.ts';
import { parseJson } from './parse-json.ts';

/** What a document is: something that iam-lint judges, or the name of something else. */
export type DocumentKind =
  | { readonly kind: 'template' }
  /** `document` is the map with the `Statement`. */
  | { readonly kind: 'policy'; readonly document: MapNode }
  | { readonly kind: 'other'; readonly what: string };

/**
 * What a document is, by its content. A template has a `Resources` map in which something has a `Type` with `::` or that a
 * `Fn::ForEach` fills, or says that it is one (AWSTemplateFormatVersion, SAM transform); a policy has a `Statement` with an
 * `Effect`, at the top or under `PolicyDocument`, `Document` or `PolicyVersion`.
 */
export function recognise(root: CfnNode): DocumentKind {
  if (root.kind === 'list') return { kind: 'other', what: kindOfList(root.items) };
  if (root.kind !== 'map') return { kind: 'other', what: 'unknown' };
  if (isTemplate(root)) return { kind: 'template' };
  const document = findPolicy(root);
  if (document) return { kind: 'policy', document };
  return { kind: 'other', what: kindOfMap(root) };
}

/** Characters of a text that are looked at to name it when it is certainly not judged. */
const HEAD = 16_384;

/** The same for a text that is certainly not judged, by what its beginning shows: approximate, and cheap. */
export function recogniseOther(file: SourceFile): string {
  if (/^\ufeff?\s{0,100}[[{]/.test(file.text)) {
    const { root } = parseJson(file, { start: 0, end: Math.min(HEAD, file.text.length) });
    if (root?.kind === 'map') return kindOfMap(root);
    if (root?.kind === 'list') return kindOfList(root.items);
  }
  const keys = new Set<string>();
  for (const match of file.text.slice(0, HEAD).matchAll(/^(?:- )?["']?([\w$@.-]+)["']?[ \t]*:(?=\s|$)/gm))
    keys.add(match[1]!);
  return kindOfKeys((key) => keys.has(key));
}

function isTemplate(root: MapNode): boolean {
  if (root.entries.has('AWSTemplateFormatVersion')) return true;
  const transform = get(root, 'Transform');
  if (transform && /AWS::/.test(scalarTexts(transform).join(' '))) return true;
  const resources = get(root, 'Resources');
  // The CDK makes stacks without resources, too.
  if (!resources && get(get(root, 'Rules'), 'CheckBootstrapVersion')) return true;
  if (resources?.kind === 'intrinsic') return resources.fn === 'Fn::Transform';
  if (resources?.kind !== 'map') return false;
  for (const [id, { value }] of resources.entries)
    if (id.startsWith('Fn::ForEach::') || getText(value, 'Type')?.includes('::')) return true;
  return false;
}

function scalarTexts(node: CfnNode): string[] {
  if (node.kind === 'scalar') return [node.text];
  return node.kind === 'list'
    ? node.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []))
    : [];
}

function findPolicy(root: MapNode): MapNode | undefined {
  const candidates = [
    root,
    get(root, 'PolicyDocument'),
    get(root, 'Document'),
    get(get(root, 'PolicyVersion'), 'Document'),
    get(get(root, 'Policy'), 'PolicyDocument'),
  ];
  return candidates.find(
    (candidate): candidate is MapNode => candidate?.kind === 'map' && isPolicy(candidate),
  );
}

function isPolicy(map: MapNode): boolean {
  const statement = get(map, 'Statement');
  if (!statement) return false;
  const statements = statement.kind === 'list' ? statement.items : [statement];
  return statements.some((item) => item.kind === 'map' && item.entries.has('Effect'));
}

function kindOfList(items: readonly CfnNode[]): string {
  const [first] = items;
  const has = (key: string): boolean => first?.kind === 'map' && first.entries.has(key);
  if (has('ParameterKey')) return 'parameter file';
  if (has('input') || has('expectations')) return 'guard test';
  if (has('hosts') || has('tasks')) return 'ansible';
  return 'unknown';
}

function kindOfMap(root: MapNode): string {
  const what = kindOfKeys((key) => root.entries.has(key));
  if (what !== 'unknown') return what;
  const services = get(root, 'services');
  if (
    services?.kind === 'map' &&
    [...services.entries.values()].some(({ value }) => get(value, 'image') ?? get(value, 'build'))
  )
    return 'docker-compose';
  const parameters = get(root, 'Parameters');
  if (
    parameters?.kind === 'map' &&
    [...parameters.entries.values()].every(({ value }) => value.kind === 'scalar')
  )
    return 'parameter file';
  return 'unknown';
}

/** Kinds with keys that all have to be there. The first match counts. */
const KINDS: readonly (readonly [what: string, ...keys: string[]])[] = [
  ['kubernetes', 'apiVersion', 'kind'],
  ['github-workflow', 'on', 'jobs'],
  ['github-action', 'runs', 'name'],
  ['terraform plan', 'terraform_version', 'format_version'],
  ['arm template', '$schema', 'contentVersion'],
  ['cdk manifest', 'version', 'artifacts'],
  ['cdk tree', 'version', 'tree'],
  ['cdk assets', 'version', 'files'],
  ['cdk.json', 'app', 'context'],
  ['openapi', 'openapi'],
  ['openapi', 'swagger'],
  ['asl', 'StartAt', 'States'],
  ['serverless.yml', 'service', 'provider'],
  ['buildspec', 'version', 'phases'],
  ['docker-compose', 'version', 'services'],
  ['resource schema', 'typeName', 'properties'],
  ['package.json', 'name', 'dependencies'],
  ['package.json', 'name', 'devDependencies'],
  ['package.json', 'name', 'version'],
  ['package-lock', 'lockfileVersion'],
  ['tsconfig', 'compilerOptions'],
  ['json schema', '$schema'],
  ['guard test', 'input', 'expectations'],
  ['parameter file', 'ParameterKey', 'ParameterValue'],
  ['pre-commit', 'repos'],
  ['pulumi', 'runtime', 'name'],
  ['gitlab-ci', 'stages'],
];

function kindOfKeys(has: (key: string) => boolean): string {
  for (const [what, ...keys] of KINDS) if (keys.every(has)) return what;
  return 'unknown';
}
