import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Template } from '../template/template.ts';
import { findInputs } from './find-inputs.ts';
import { type GitRepository, openRepository } from './git-objects.ts';
import { linkedTexts, linkTokens } from './linked-templates.ts';
import { readInputs } from './read-inputs.ts';
import { decode, displayPath } from './read-source.ts';
import { isLocal, type RelatedFiles } from './related-files.ts';
import { CANDIDATES, NEVER_ENTERED } from './walk-folder.ts';

/** One of two states that are compared, without what is the same in both. */
export interface DiffInput {
  /** As it was asked for: `main`, `cdk.out`; `working tree`. */
  readonly name: string;
  /** Templates that differ from the other side, or are not there. */
  readonly templates: readonly Template[];
  /** Templates that do not differ but exchange values with those that do. */
  readonly context: readonly Template[];
  /** What names a template on both sides. */
  readonly keyOf: (template: Template) => string;
  readonly problems: readonly Problem[];
  readonly related: RelatedFiles;
  /** Templates of this side, changed or not, as far as they were counted. */
  readonly files: number;
}

export interface DiffInputs {
  readonly base: DiffInput;
  readonly head: DiffInput;
}

/** One file of a side, read when it is needed. */
interface SideFile {
  readonly key: string;
  /** Equal ids have equal contents; undefined when only the contents tell. */
  readonly id: string | undefined;
  source(): SourceFile | undefined;
  template(): Template | undefined;
}

interface Side {
  readonly name: string;
  readonly files: ReadonlyMap<string, SideFile>;
  readonly problems: readonly Problem[];
  readonly related: RelatedFiles;
}

/**
 * Reads two states. An argument that is a file or folder is that; any other is a revision of the git repository round the
 * working directory, read from its objects. Beside a revision a path of the disk stands for the same path in it.
 * @param head the working directory when left out, which only makes sense beside a revision.
 * @throws GitError when a revision cannot be read.
 */
export async function readDiffInputs(
  base: string,
  head: string | undefined,
  cwd: string,
): Promise<DiffInputs> {
  const paths = [base, head ?? '.'].map((argument) =>
    isPath(argument, cwd) ? resolve(cwd, argument) : undefined,
  );
  const [basePath, headPath] = paths;
  if (basePath !== undefined && headPath !== undefined) {
    const sides = [await diskSide(base, basePath, cwd), await diskSide(head ?? '.', headPath, cwd)] as const;
    return assemble(...sides);
  }
  const repository = openRepository(cwd);
  try {
    const scope = basePath ?? headPath ?? cwd;
    const within = relative(repository.root, scope).split(sep).join('/');
    const folder = within.startsWith('..') ? '' : within;
    const side = async (argument: string | undefined, path: string | undefined): Promise<Side> =>
      path === undefined
        ? commitSide(
            repository,
            argument!,
            headPath === undefined && basePath === undefined ? '' : folder,
            cwd,
          )
        : worktreeSide(repository, argument ?? 'working tree', path, cwd);
    return assemble(await side(base, basePath), await side(head, headPath));
  } finally {
    repository.close();
  }
}

/** Whether an argument of the command is a file or folder rather than a revision. */
export function isPath(argument: string, cwd: string): boolean {
  return existsSync(resolve(cwd, argument));
}

/** What stands on the disk, cloud assemblies with all that their manifest knows. */
async function diskSide(name: string, path: string, cwd: string): Promise<Side> {
  const inputs = readInputs(await findInputs([path], { cwd }), { cwd });
  const root = statSync(path).isDirectory() ? path : dirname(path);
  const single = root !== path && basename(path) !== 'manifest.json';
  const files = new Map<string, SideFile>();
  for (const template of inputs.templates) {
    const key = single ? '' : displayPath(root, resolve(cwd, template.file.path));
    files.set(key, { key, id: undefined, source: () => template.file, template: () => template });
  }
  return { name, files, problems: inputs.problems, related: inputs.related };
}

/** The files of the disk as a commit would hold them, so that both sides know the same of their stacks. */
async function worktreeSide(
  repository: GitRepository,
  name: string,
  path: string,
  cwd: string,
): Promise<Side> {
  const inputs = readInputs(await findInputs([path], { cwd }), { cwd });
  const files = new Map<string, SideFile>();
  for (const { file } of inputs.templates) {
    const key = displayPath(repository.root, resolve(cwd, file.path));
    files.set(key, { key, id: undefined, source: () => file, template: () => templateOf(file) });
  }
  return { name, files, problems: inputs.problems, related: inputs.related };
}

function commitSide(repository: GitRepository, revision: string, folder: string, cwd: string): Side {
  const commit = repository.resolveCommit(revision);
  const sources = new Map<string, SourceFile | undefined>();
  const paths = new Map<SourceFile, string>();
  const read = (path: string, id: string): SourceFile | undefined => {
    if (!sources.has(path)) {
      const shown = `${revision}:${displayPath(cwd, join(repository.root, path))}`;
      const source = decode(repository.readBlob(id), shown);
      const file = source.kind === 'text' ? source.file : undefined;
      sources.set(path, file);
      if (file) paths.set(file, path);
    }
    return sources.get(path);
  };
  const enters = (at: string): boolean => !NEVER_ENTERED.has(at.slice(at.lastIndexOf('/') + 1));
  const entry = folder === '' ? undefined : repository.entryAt(commit, folder);
  const entries = entry ? [entry] : repository.listTree(commit, folder, enters);
  const files = new Map<string, SideFile>();
  for (const { path, id, kind } of entries) {
    if (kind !== 'file' || !CANDIDATES.has(extname(path).toLowerCase())) continue;
    const source = (): SourceFile | undefined => read(path, id);
    let template: Template | undefined;
    const parsed = (): Template | undefined => (template ??= templateOf(source()));
    files.set(path, { key: path, id, source, template: parsed });
  }
  const related: RelatedFiles = (from, location) => {
    const at = paths.get(from);
    if (at === undefined || !isLocal(location)) return undefined;
    const path = relative(repository.root, resolve(repository.root, dirname(at), location))
      .split(sep)
      .join('/');
    const found = /^\.\.(?:\/|$)/.test(path) ? undefined : repository.entryAt(commit, path);
    return found?.kind === 'file' ? read(path, found.id) : undefined;
  };
  return { name: revision, files, problems: [], related };
}

function templateOf(file: SourceFile | undefined): Template | undefined {
  const reading = file && readTemplate(file);
  return reading?.kind === 'template' ? reading.template : undefined;
}

function assemble(base: Side, head: Side): DiffInputs {
  const lone = base.files.size === 1 && head.files.size === 1;
  const isSame = (key: string): boolean => {
    const before = base.files.get(key);
    const after = head.files.get(key);
    if (!before || !after) return false;
    if (before.id !== undefined && after.id !== undefined) return before.id === after.id;
    return before.source()?.text === after.source()?.text;
  };
  const keys = [...new Set([...base.files.keys(), ...head.files.keys()])];
  const changed = new Set(keys.filter((key) => lone || !isSame(key)));
  const take = (side: Side, wanted: ReadonlySet<string>): ReadonlyMap<Template, string> => {
    const found = new Map<Template, string>();
    for (const [key, file] of side.files) {
      const template = wanted.has(key) ? file.template() : undefined;
      if (template) found.set(template, key);
    }
    return found;
  };
  const before = take(base, changed);
  const after = take(head, changed);
  const linked = linkedKeys([base, head], changed, [...before.keys(), ...after.keys()]);
  const input = (side: Side, templates: ReadonlyMap<Template, string>): DiffInput => {
    const context = take(side, linked);
    // Expanded templates are other objects than those that were read, with the same file.
    const keyOf = new Map([...templates, ...context].map(([{ file }, key]) => [file, key]));
    return {
      name: side.name,
      templates: [...templates.keys()],
      context: [...context.keys()],
      keyOf: ({ file }) => keyOf.get(file) ?? file.path,
      problems: side.problems,
      related: side.related,
      files: side.files.size,
    };
  };
  return { base: input(base, before), head: input(head, after) };
}

/** Unchanged files that exchange values with changed ones, over any number of steps. */
function linkedKeys(
  sides: readonly Side[],
  changed: ReadonlySet<string>,
  templates: readonly Template[],
): ReadonlySet<string> {
  const linked = new Set<string>();
  let tokens = linkTokens(templates);
  while (tokens.size > 0) {
    const found: Template[] = [];
    for (const side of sides)
      for (const [key, file] of side.files) {
        if (changed.has(key) || linked.has(key)) continue;
        const text = file.source()?.text;
        if (text === undefined || !linkedTexts(text, tokens)) continue;
        linked.add(key);
        const template = file.template();
        if (template) found.push(template);
      }
    const next = linkTokens(found);
    tokens = new Set([...next].filter((token) => !tokens.has(token)));
  }
  return linked;
}
