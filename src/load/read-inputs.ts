import { dirname } from 'node:path';
import { type CdkAcknowledgement } from '../config/suppression.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import { looksLikeTemplate, readTemplate } from '../template/read-template.ts';
import { type Template } from '../template/template.ts';
import { type AssemblyContents, assemblyKind, outermostAssembly, readAssembly } from './cloud-assembly.ts';
import { type FoundFile, type FoundInputs } from './find-inputs.ts';
import { decode, displayPath, type ReadSource, readSource } from './read-source.ts';
import { type RelatedFiles, relatedFiles } from './related-files.ts';

/** Everything that a run judges, read and recognised. */
export interface LoadedInputs {
  readonly templates: readonly Template[];
  readonly problems: readonly Problem[];
  /** Files that were met and passed over, by what they are: `kubernetes` to 12. */
  readonly passedOver: ReadonlyMap<string, number>;
  readonly acknowledged: readonly CdkAcknowledgement[];
  readonly related: RelatedFiles;
}

export interface ReadOptions {
  /** Absolute. */
  readonly cwd: string;
  /** A named file that is no template is passed over, as a file met in a folder is. */
  readonly ignoreNonTemplates?: boolean;
  /** What stdin held, and the name that reports give it. */
  readonly stdin?: { readonly bytes: Buffer; readonly path: string };
  /** Called before each file and assembly. */
  readonly progress?: (done: number, total: number) => void;
}

/** Reads what was found. A file or stack comes once, however often it was named. */
export function readInputs(found: FoundInputs, options: ReadOptions): LoadedInputs {
  const reader = new InputReader(found, options);
  reader.read();
  return reader;
}

class InputReader implements LoadedInputs {
  readonly passedOver = new Map<string, number>();
  readonly acknowledged: CdkAcknowledgement[] = [];
  readonly problems: Problem[];
  readonly related: RelatedFiles;
  readonly #found: FoundInputs;
  readonly #options: ReadOptions;
  readonly #templates = new Map<string, Template>();
  readonly #assemblies = new Map<string, AssemblyContents | undefined>();

  readonly #acknowledged = new Set<CdkAcknowledgement>();

  constructor(found: FoundInputs, options: ReadOptions) {
    this.#found = found;
    this.#options = options;
    this.problems = [...found.problems];
    this.related = relatedFiles(options.cwd, found.roots);
  }

  get templates(): readonly Template[] {
    return [...this.#templates.values()];
  }

  read(): void {
    const { files, assemblies } = this.#found;
    const { stdin, progress } = this.#options;
    let done = 0;
    const step = () => progress?.(done++, files.length + assemblies.length);
    if (stdin) this.#readStdin(stdin.bytes, stdin.path);
    for (const file of files) {
      step();
      this.#readFile(file);
    }
    for (const folder of assemblies) {
      step();
      this.#readAssembly(folder);
    }
  }

  #readStdin(bytes: Buffer, path: string): void {
    this.#take(decode(bytes, path), path, path, true);
  }

  #readFile({ path, named }: FoundFile): void {
    const contents = this.#assemblyOf(path);
    const template = contents?.templates.get(path);
    const shown = displayPath(this.#options.cwd, path);
    if (!contents || !template) {
      this.#take(readSource(path, shown), path, shown, named);
      return;
    }
    this.#templates.set(path, template);
    // What is acknowledged elsewhere in the app is not unused because its stack was not named.
    const paths = [...template.resources.values()].map(({ constructPath }) => `${constructPath}/`);
    for (const one of contents.acknowledged)
      if (paths.some((at) => at.startsWith(`${one.constructPath}/`))) this.#acknowledge(one);
  }

  #readAssembly(folder: string): void {
    const contents = readAssembly(folder, this.#options.cwd);
    for (const [path, template] of contents.templates) this.#templates.set(path, template);
    this.problems.push(...contents.problems);
    for (const one of contents.acknowledged) this.#acknowledge(one);
    for (const [what, count] of contents.passedOver) this.#pass(what, count);
  }

  #acknowledge(acknowledgement: CdkAcknowledgement): void {
    if (!this.#acknowledged.has(acknowledgement)) this.acknowledged.push(acknowledgement);
    this.#acknowledged.add(acknowledgement);
  }

  /** The cloud assembly that a file stands in, for construct paths; its other stacks are not judged. */
  #assemblyOf(path: string): AssemblyContents | undefined {
    const folder = dirname(path);
    if (!this.#assemblies.has(folder)) {
      const contents =
        path.endsWith('.json') && assemblyKind(folder) === 'assembly'
          ? readAssembly(outermostAssembly(folder), this.#options.cwd)
          : undefined;
      this.#assemblies.set(folder, contents);
    }
    return this.#assemblies.get(folder);
  }

  #take(source: ReadSource, path: string, shown: string, named: boolean): void {
    const strict = named && this.#options.ignoreNonTemplates !== true;
    switch (source.kind) {
      case 'unreadable':
        this.problems.push(source.problem);
        return;
      case 'binary':
        if (strict) this.#problem(shown, `Cannot read ${shown}: it is no text`);
        else this.#pass('binary');
        return;
      case 'too-large':
        if (strict || looksLikeTemplate(source.start))
          this.#problem(
            shown,
            `Cannot read ${shown}: it is larger than 20 MB, and no template may be larger than 1 MB`,
          );
        else this.#pass('too large');
        return;
      case 'text':
        this.#recognise(source.file, source.problem, path, strict);
    }
  }

  #recognise(file: SourceFile, problem: Problem | undefined, path: string, strict: boolean): void {
    const reading = readTemplate(file);
    if (reading.kind === 'template') {
      this.#templates.set(path, reading.template);
      if (problem) this.problems.push(problem);
    } else if (strict)
      this.#problem(
        file.path,
        `${file.path} is no CloudFormation, SAM or CDK template and no IAM policy${reading.what === 'unknown' ? '' : ` (${reading.what})`}`,
      );
    else this.#pass(reading.what);
  }

  #pass(what: string, count = 1): void {
    this.passedOver.set(what, (this.passedOver.get(what) ?? 0) + count);
  }

  #problem(path: string, message: string): void {
    this.problems.push({ kind: 'unreadable', message, path });
  }
}
