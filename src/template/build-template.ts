import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import {
  asBoolean,
  asList,
  type CfnNode,
  get,
  getMap,
  getText,
  type MapEntry,
  type MapNode,
  scalarNode,
} from './node.ts';
import {
  type Dialect,
  type Output,
  type Parameter,
  PLAIN_POLICY_TYPE,
  type Resource,
  type Template,
} from './template.ts';

/** Logical id of the one resource of a plain policy document. */
export const PLAIN_POLICY_ID = 'PolicyDocument';

/** A Template over the nodes of a document; whatever is not shaped as CloudFormation wants it is a `partly-read` problem. */
export function buildTemplate(file: SourceFile, root: MapNode, parserProblems: readonly Problem[]): Template {
  const problems = [...parserProblems];
  const transforms = transformNames(get(root, 'Transform'));
  const resources = new Map<string, Resource>();
  const template: Template = {
    file,
    dialect: dialectOf(root, transforms),
    root,
    resources,
    parameters: section(root, 'Parameters', readParameter),
    conditions: section(root, 'Conditions', (_name, value) => value),
    mappings: getMap(root, 'Mappings'),
    outputs: section(root, 'Outputs', readOutput),
    transforms,
    problems,
  };
  const body = get(root, 'Resources');
  if (body?.kind === 'map') {
    for (const [id, entry] of body.entries) {
      const resource = readResource(id, entry, template);
      if (resource) resources.set(id, resource);
      else if (!id.startsWith('Fn::')) problems.push(noResource(id, entry));
    }
  } else if (body && body.kind !== 'intrinsic')
    problems.push({
      kind: 'partly-read',
      message: '`Resources` is no map; nothing in it is judged',
      span: body.span,
    });
  return template;
}

/** A Template of dialect `policy` whose one resource, of {@link PLAIN_POLICY_TYPE}, holds the document. */
export function buildPolicyTemplate(
  file: SourceFile,
  root: MapNode,
  document: MapNode,
  problems: readonly Problem[],
): Template {
  // Built without the factories: these two maps stand in no text, so the document keeps the parent and path that it has there.
  const map = (key: string, value: CfnNode): MapNode => ({
    kind: 'map',
    span: document.span,
    entries: new Map([
      [key, { key: scalarNode({ ...document.span, end: document.span.start }, key), value }],
    ]),
  });
  const properties = map('PolicyDocument', document);
  const resources = new Map<string, Resource>();
  const template: Template = {
    file,
    dialect: 'policy',
    root,
    resources,
    parameters: new Map(),
    conditions: new Map(),
    mappings: undefined,
    outputs: new Map(),
    transforms: [],
    problems,
  };
  resources.set(PLAIN_POLICY_ID, {
    logicalId: PLAIN_POLICY_ID,
    type: PLAIN_POLICY_TYPE,
    node: map('Properties', properties),
    id: scalarNode({ ...document.span, end: document.span.start }, PLAIN_POLICY_ID),
    properties,
    condition: undefined,
    metadata: undefined,
    template,
  });
  return template;
}

function dialectOf(root: MapNode, transforms: readonly string[]): Dialect {
  if (transforms.some((name) => name.startsWith('AWS::Serverless'))) return 'sam';
  if (get(get(root, 'Rules'), 'CheckBootstrapVersion') ?? get(get(root, 'Parameters'), 'BootstrapVersion'))
    return 'cdk';
  const resources = getMap(root, 'Resources');
  for (const { value } of resources?.entries.values() ?? []) {
    const type = getText(value, 'Type');
    if (type?.startsWith('AWS::Serverless::')) return 'sam';
    if (type === 'AWS::CDK::Metadata' || getMap(value, 'Metadata')?.entries.has('aws:cdk:path')) return 'cdk';
  }
  return 'cloudformation';
}

function transformNames(node: CfnNode | undefined): string[] {
  return asList(node).flatMap((item) => {
    const name = item.kind === 'scalar' ? item.text : getText(item, 'Name');
    return name === undefined ? [] : [name];
  });
}

function section<Item>(
  root: MapNode,
  name: string,
  read: (name: string, value: CfnNode) => Item | undefined,
): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  for (const [key, { value }] of getMap(root, name)?.entries ?? []) {
    const item = key.startsWith('Fn::') ? undefined : read(key, value);
    if (item !== undefined) items.set(key, item);
  }
  return items;
}

function readResource(logicalId: string, { key, value }: MapEntry, template: Template): Resource | undefined {
  const type = getText(value, 'Type');
  if (type === undefined || value.kind !== 'map') return undefined;
  return {
    logicalId,
    type,
    node: value,
    id: key,
    properties: getMap(value, 'Properties'),
    condition: getText(value, 'Condition'),
    metadata: getMap(value, 'Metadata'),
    template,
  };
}

function noResource(id: string, { key, value }: MapEntry): Problem {
  const why = value.kind === 'map' ? 'has no `Type`' : 'is no map';
  return { kind: 'partly-read', message: `the resource \`${id}\` ${why}; it is not judged`, span: key.span };
}

function readParameter(name: string, value: CfnNode): Parameter | undefined {
  if (value.kind !== 'map') return undefined;
  return {
    name,
    node: value,
    type: getText(value, 'Type') ?? 'String',
    default: get(value, 'Default'),
    allowedValues: asList(get(value, 'AllowedValues')),
    allowedPattern: getText(value, 'AllowedPattern'),
    noEcho: asBoolean(get(value, 'NoEcho')) ?? false,
  };
}

function readOutput(name: string, value: CfnNode): Output | undefined {
  if (value.kind !== 'map') return undefined;
  return {
    name,
    node: value,
    value: get(value, 'Value'),
    exportName: get(get(value, 'Export'), 'Name'),
    condition: getText(value, 'Condition'),
  };
}
