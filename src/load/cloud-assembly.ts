import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CdkAcknowledgement } from '../config/suppression.ts';
import { type Problem } from '../source/problem.ts';
import { asList, type CfnNode, get, getText } from '../template/node.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Resource, type StackInfo, type Template } from '../template/template.ts';
import {
  constructIndex,
  type ConstructTree,
  constructTree,
  nestedStackPath,
  NO_TREE,
  stackPathOf,
} from './construct-index.ts';
import { type CreationLocator, creationLocator } from './creation-location.ts';
import { constructPathOf, decorate, type TemplateInfo } from './decorate.ts';
import { resolveInside } from './path-inside.ts';
import { entriesOf, field, isRecord, printable, readJson, textField } from './read-json.ts';
import { displayPath, readSource } from './read-source.ts';

/** Stages in Stages; CDK allows any depth, nobody uses more than two. */
const MAX_NESTED_ASSEMBLIES = 32;

/** Everything that a cloud assembly deploys. */
export interface AssemblyContents {
  /** By absolute path, decorated, in the order of the manifest; nested stacks follow their parent. */
  readonly templates: ReadonlyMap<string, Template>;
  readonly problems: readonly Problem[];
  readonly acknowledged: readonly CdkAcknowledgement[];
  /** JSON files of the assembly that are no template of it, by what they are. */
  readonly passedOver: ReadonlyMap<string, number>;
}

/**
 * What the folder is. `broken`: named or marked as a cloud assembly, but its manifest cannot be understood.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth
 */
export function assemblyKind(folder: string): 'assembly' | 'broken' | 'none' {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return 'none';
  const marked = basename(folder) === 'cdk.out' || existsSync(join(folder, 'cdk.out'));
  const manifest = readJson(path);
  const versioned = /^\d+\.\d+\.\d+$/.test(textField(manifest, 'version') ?? '');
  if (versioned && (isRecord(field(manifest, 'artifacts')) || marked)) return 'assembly';
  return marked ? 'broken' : 'none';
}

/** The outermost assembly around a folder: that of the app, when the folder is the assembly of one of its Stages. */
export function outermostAssembly(folder: string): string {
  let at = folder;
  for (let depth = 0; depth < MAX_NESTED_ASSEMBLIES; depth++) {
    const parent = dirname(at);
    const names = entriesOf(field(readJson(join(parent, 'manifest.json')), 'artifacts'))
      .filter(([, artifact]) => field(artifact, 'type') === 'cdk:cloud-assembly')
      .map(([, artifact]) => textField(field(artifact, 'properties'), 'directoryName'));
    if (parent === at || !names.includes(basename(at))) return at;
    at = parent;
  }
  return at;
}

/** Reads a cloud assembly from its manifest. Nothing outside of the outermost assembly around it is read. */
export function readAssembly(folder: string, cwd: string): AssemblyContents {
  const root = outermostAssembly(folder);
  const reader = new AssemblyReader(root, cwd);
  reader.readFolder(folder, 0);
  return reader;
}

class AssemblyReader implements AssemblyContents {
  readonly templates = new Map<string, Template>();
  readonly problems: Problem[] = [];
  readonly acknowledged: CdkAcknowledgement[] = [];
  readonly passedOver = new Map<string, number>();
  readonly #root: string;
  readonly #cwd: string;
  readonly #tree: ConstructTree;
  readonly #locator: CreationLocator;
  readonly #folders = new Set<string>();
  readonly #files = new Set<string>();

  constructor(root: string, cwd: string) {
    this.#root = root;
    this.#cwd = cwd;
    this.#locator = creationLocator(cwd, dirname(root));
    const artifacts = entriesOf(field(readJson(join(root, 'manifest.json')), 'artifacts')).map(
      ([, value]) => value,
    );
    const tree = artifacts.find((artifact) => field(artifact, 'type') === 'cdk:tree');
    const file = textField(field(tree, 'properties'), 'file') ?? 'tree.json';
    const path = resolveInside(root, root, file);
    this.#tree = path === undefined ? NO_TREE : constructTree(readJson(path));
  }

  readFolder(folder: string, depth: number): void {
    if (this.#folders.has(folder) || depth > MAX_NESTED_ASSEMBLIES) return;
    this.#folders.add(folder);
    const path = join(folder, 'manifest.json');
    const manifest = readJson(path);
    if (!isRecord(manifest)) {
      this.#problem(
        path,
        `Cannot read ${displayPath(this.#cwd, path)}: it is no manifest of a cloud assembly`,
      );
      return;
    }
    const artifacts = entriesOf(field(manifest, 'artifacts'));
    const assets = this.#nestedTemplateAssets(folder, artifacts);
    for (const [id, artifact] of artifacts) {
      const properties = field(artifact, 'properties');
      if (field(artifact, 'type') === 'aws:cloudformation:stack')
        this.#readStack(folder, id, artifact, assets);
      else if (field(artifact, 'type') === 'cdk:cloud-assembly') {
        const inner = this.#inside(folder, textField(properties, 'directoryName'), path);
        if (inner !== undefined) this.readFolder(inner, depth + 1);
      }
    }
    this.#countRest(folder);
  }

  #readStack(folder: string, id: string, artifact: unknown, assets: ReadonlyMap<string, string>): void {
    const manifest = join(folder, 'manifest.json');
    const properties = field(artifact, 'properties');
    const path = this.#inside(folder, textField(properties, 'templateFile'), manifest);
    if (path === undefined) return;
    const external = textField(artifact, 'additionalMetadataFile');
    const metadataPath = external === undefined ? undefined : this.#inside(folder, external, manifest);
    const metadata = [
      field(artifact, 'metadata'),
      metadataPath === undefined ? undefined : readJson(metadataPath),
    ];
    const displayName = (textField(artifact, 'displayName') ?? printable(id)).replace(/ \(.*\)$/, '');
    const constructPath = stackPathOf(displayName, metadata);
    const constructs = constructIndex(constructPath, metadata, this.#tree, this.#locator);
    const recorded = displayPath(this.#cwd, metadataPath ?? manifest);
    for (const one of constructs.acknowledged) this.acknowledged.push({ ...one, path: recorded });
    const stack: StackInfo = {
      name: textField(properties, 'stackName') ?? printable(id),
      ...environmentOf(textField(artifact, 'environment')),
      displayName,
    };
    this.#readTemplates(path, { stack, constructPath, constructs }, assets);
  }

  /** A template, and those of the nested stacks in it. */
  #readTemplates(first: string, firstInfo: TemplateInfo, assets: ReadonlyMap<string, string>): void {
    const open: [path: string, info: TemplateInfo][] = [[first, firstInfo]];
    for (let next = open.shift(); next; next = open.shift()) {
      const [path, info] = next;
      if (this.#files.has(path)) continue;
      this.#files.add(path);
      const template = this.#readTemplate(path);
      if (!template) continue;
      this.templates.set(path, decorate(template, info));
      for (const resource of template.resources.values()) {
        if (resource.type !== 'AWS::CloudFormation::Stack') continue;
        const inner = this.#nestedTemplate(path, resource, info, assets);
        if (inner) open.push(inner);
      }
    }
  }

  #nestedTemplate(
    parent: string,
    resource: Resource,
    info: TemplateInfo,
    assets: ReadonlyMap<string, string>,
  ): [path: string, info: TemplateInfo] | undefined {
    const resourcePath = constructPathOf(resource, info);
    const constructPath = resourcePath === undefined ? undefined : nestedStackPath(resourcePath);
    const property = getText(resource.metadata, 'aws:asset:property') ?? 'TemplateURL';
    const name =
      (property === 'TemplateURL' ? getText(resource.metadata, 'aws:asset:path') : undefined) ??
      (constructPath === undefined ? undefined : info.constructs.templateFileOf(constructPath)) ??
      assets.get(assetHash(get(resource.properties, 'TemplateURL')) ?? '');
    if (name === undefined) return undefined;
    const path = this.#inside(dirname(parent), name, parent);
    const nestedIn = { templatePath: displayPath(this.#cwd, parent), logicalId: resource.logicalId };
    return path === undefined
      ? undefined
      : [
          path,
          {
            stack: { ...info.stack, displayName: constructPath ?? info.stack.displayName, nestedIn },
            constructPath: constructPath ?? info.constructPath,
            constructs: info.constructs,
          },
        ];
  }

  #readTemplate(path: string): Template | undefined {
    const shown = displayPath(this.#cwd, path);
    const source = readSource(path, shown);
    if (source.kind === 'unreadable') this.problems.push(source.problem);
    else if (source.kind !== 'text')
      this.#problem(
        path,
        `Cannot read ${shown}: ${source.kind === 'binary' ? 'it is no text' : 'it is larger than 20 MB'}`,
      );
    if (source.kind !== 'text') return undefined;
    if (source.problem) this.problems.push(source.problem);
    const reading = readTemplate(source.file);
    if (reading.kind === 'template') return reading.template;
    // A stack without resources has a template that holds none, or nothing at all.
    if (isRecord(readJson(path)) && !source.file.text.includes('"Resources"'))
      this.#pass('stacks without resources');
    else this.#problem(path, `${shown} is named as template by the manifest, but is none`);
    return undefined;
  }

  /** The local files behind the asset hashes that template URLs hold, from the asset manifests. */
  #nestedTemplateAssets(
    folder: string,
    artifacts: readonly [string, unknown][],
  ): ReadonlyMap<string, string> {
    const assets = new Map<string, string>();
    for (const [, artifact] of artifacts) {
      if (field(artifact, 'type') !== 'cdk:asset-manifest') continue;
      const file = textField(field(artifact, 'properties'), 'file');
      const path = file === undefined ? undefined : resolveInside(this.#root, folder, file);
      for (const [hash, asset] of path === undefined ? [] : entriesOf(field(readJson(path), 'files'))) {
        const source = textField(field(asset, 'source'), 'path');
        if (source?.endsWith('.nested.template.json')) assets.set(hash, source);
      }
    }
    return assets;
  }

  #inside(folder: string, name: string | undefined, namedBy: string): string | undefined {
    const by = displayPath(this.#cwd, namedBy);
    if (name === undefined) this.#problem(namedBy, `${by} does not name the file of an artifact`);
    else {
      const path = resolveInside(this.#root, folder, name);
      if (path === undefined)
        this.#problem(namedBy, `${by} names ${name}, which lies outside of the cloud assembly`);
      return path;
    }
    return undefined;
  }

  #countRest(folder: string): void {
    for (const name of namesIn(folder)) {
      if (!name.endsWith('.json') || this.#files.has(join(folder, name))) continue;
      this.#pass(
        name.endsWith('.template.json')
          ? 'templates that the cloud assembly does not deploy'
          : 'cloud assembly files',
      );
    }
  }

  #pass(what: string): void {
    this.passedOver.set(what, (this.passedOver.get(what) ?? 0) + 1);
  }

  #problem(path: string, message: string): void {
    this.problems.push({ kind: 'unreadable', message, path: displayPath(this.#cwd, path) });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `aws://111122223333/eu-west-1`; `unknown-account` and `unknown-region` stand for stacks that are not bound to any. */
function environmentOf(environment: string | undefined): { account?: string; region?: string } {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment ?? '') ?? [];
  return {
    ...(/^\d{12}$/.test(account) && { account }),
    ...(/^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(region) && { region }),
  };
}

/** The hash of a file asset in a template URL, however the URL is put together. */
function assetHash(node: CfnNode | undefined): string | undefined {
  if (!node) return undefined;
  if (node.kind === 'scalar') return /\/([0-9a-f]{64})\.json$/.exec(node.text)?.[1];
  const inner = node.kind === 'intrinsic' ? [node.argument] : node.kind === 'list' ? asList(node) : [];
  for (const item of inner) {
    const hash = assetHash(item);
    if (hash !== undefined) return hash;
  }
  return undefined;
}
