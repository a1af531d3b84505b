import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** Rows of the table under a heading, cells trimmed and without backticks. */
function tableUnder(heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/architecture.md has no section "${heading}"`);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

const list = (cell: string): string[] => (cell === '–' ? [] : cell.split(/,\s*/));
const shortName = (room: string): string => room.replace(/^src\//, '').replace(/\.ts$/, '');

/** Room to the rooms that it may import, both as paths: `src/iam`, `src/lint.ts`, `rules`. */
function readRooms(): Map<string, Set<string>> {
  const rows = tableUnder('Rooms').map(([room, allowed]) => ({ room: room!, allowed: allowed! }));
  const byShortName = new Map(rows.map(({ room }) => [shortName(room), room]));
  const named = (name: string): string => {
    const room = byShortName.get(name);
    if (room === undefined) throw new Error(`docs/architecture.md: no room is called "${name}"`);
    return room;
  };
  return new Map(
    rows.map(({ room, allowed }) => {
      const all = rows.map((row) => row.room);
      if (allowed === 'everything') return [room, new Set(all)];
      const except = /^everything but (.*)$/.exec(allowed);
      if (!except) return [room, new Set(list(allowed).map(named))];
      const shut = new Set(list(except[1]!).map(named));
      return [room, new Set(all.filter((other) => !shut.has(other)))];
    }),
  );
}

/** Import or global to the rooms that may use it. */
function readFences(): Map<string, Set<string>> {
  const fences = new Map<string, Set<string>>();
  for (const [names, where] of tableUnder('The world'))
    for (const name of list(names!)) fences.set(name, new Set(list(where!)));
  return fences;
}

/** What the page calls a dynamic import whose target is not written in the text. */
const COMPUTED = 'import(path)';

interface Code {
  readonly path: string;
  /** Specifiers of static and dynamic imports, of re-exports, `import()` types and `require`. */
  readonly imports: readonly { readonly specifier: string; readonly line: number }[];
  /** Free-standing names, such as `process`; a property of that name is none. */
  readonly names: readonly { readonly name: string; readonly line: number }[];
  readonly codeLines: number;
}

/** Globals that reach out of the process or make code from text; fenced or forbidden. */
const WORLD = new Set([
  'process', 'console', 'fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'eval', 'Function', 'require', 'globalThis', 'navigator', 'Worker',
]); // prettier-ignore

/** Rooms that tell a host which version they are. */
const SAYS_ITS_VERSION = new Set(['src/cli', 'src/eslint', 'src/cdk']);

function readCode(path: string, text: string): Code {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: { specifier: string; line: number }[] = [];
  const names: { name: string; line: number }[] = [];
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const take = (node: ts.Node | undefined, at: ts.Node): void => {
    if (node && ts.isStringLiteralLike(node)) imports.push({ specifier: node.text, line: lineOf(at) });
    else imports.push({ specifier: COMPUTED, line: lineOf(at) });
  };
  const isMember = (node: ts.Identifier): boolean => {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent))
      return parent.getChildAt(0, file) !== node;
    return (
      (ts.isPropertyAssignment(parent) ||
        ts.isPropertySignature(parent) ||
        ts.isPropertyDeclaration(parent)) &&
      parent.name === node
    );
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) take(node.moduleSpecifier, node);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) take(node.moduleSpecifier, node);
    else if (ts.isImportTypeNode(node))
      take(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, node);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      take(node.arguments[0], node);
    else if (ts.isIdentifier(node) && WORLD.has(node.text) && !isMember(node))
      names.push({ name: node.text, line: lineOf(node) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, imports, names, codeLines: countCodeLines(file, text) };
}

/** Lines that hold a token: neither blank lines nor lines of comment only. */
function countCodeLines(file: ts.SourceFile, text: string): number {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.JSDoc) return;
    const children = node.getChildren(file);
    if (children.length > 0) return children.forEach(visit);
    if (node.kind === ts.SyntaxKind.EndOfFileToken || node.getWidth(file) === 0) return;
    const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
    const last = file.getLineAndCharacterOfPosition(node.getEnd()).line;
    for (let line = first; line <= last; line++) lines.add(line);
  };
  visit(file);
  const source = text.split('\n');
  return [...lines].filter((line) => source[line]!.trim() !== '').length;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const rooms = readRooms();
const fences = readFences();

function roomOf(path: string): string | undefined {
  return [...rooms.keys()].find((room) => path === room || path.startsWith(`${room}/`));
}

/** What is wrong with one file, as sentences; empty when nothing is. */
function offences(code: Code, exists: (path: string) => boolean): string[] {
  const room = roomOf(code.path);
  if (room === undefined) return [`${code.path} is in no room`];
  const found: string[] = [];
  const say = (line: number, what: string): void => void found.push(`${code.path}:${line} ${what}`);
  const fenced = (name: string, line: number, what: string): void => {
    if (!fences.get(name)?.has(room)) say(line, `${what} ${name}, which ${room} may not`);
  };
  for (const { specifier, line } of code.imports) {
    if (!specifier.startsWith('.')) {
      fenced(specifier.replace(/^(node:[^/]+)\/.*$/, '$1'), line, 'imports');
      continue;
    }
    const target = posix.join(posix.dirname(code.path), specifier);
    const other = roomOf(target);
    if (other === undefined) {
      if (!(target === 'package.json' && SAYS_ITS_VERSION.has(room)))
        say(line, `imports ${specifier}, which is in no room`);
    } else if (!exists(target)) say(line, `imports ${specifier}, which does not exist`);
    else if (room === 'rules' && other === 'rules') say(line, `imports another rule, ${specifier}`);
    else if (other !== room && !rooms.get(room)!.has(other))
      say(line, `imports ${other}, which is not below ${room}`);
  }
  for (const { name, line } of code.names) fenced(name, line, 'uses');
  if (code.codeLines > 300 && code.path !== 'src/registry.ts')
    found.push(`${code.path} has ${code.codeLines} lines of code`);
  return found;
}

/** Rooms of the page that the folder does not have, or has without a file in them. */
function missingRooms(folder: string): string[] {
  return [...rooms.keys()].filter((room) => {
    const path = join(folder, room);
    return !existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0);
  });
}

const offencesIn = (path: string, text: string): string[] => offences(readCode(path, text), () => true);

describe('the house as it stands', () => {
  const files = [...filesBelow('src'), ...(existsSync(join(root, 'rules')) ? filesBelow('rules') : [])];

  it('has every room of the page', () => {
    expect(missingRooms(root)).toEqual([]);
  });

  it('holds TypeScript only', () => {
    expect(files.filter((path) => !path.endsWith('.ts'))).toEqual([]);
  });

  it('keeps to the floors, the fences and the sizes', () => {
    const exists = (path: string): boolean => existsSync(join(root, path));
    const found = files
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => offences(readCode(path, readFileSync(join(root, path), 'utf8')), exists));
    expect(found).toEqual([]);
  });

  it('fences only packages that are installed', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const packages = [...fences.keys()].filter(
      (name) => !name.startsWith('node:') && !WORLD.has(name) && name !== COMPUTED,
    );
    expect(packages.filter((name) => !(name in manifest.devDependencies))).toEqual([]);
    const builtins = [...fences.keys()].filter((name) => name.startsWith('node:'));
    expect(builtins.filter((name) => !builtinModules.includes(name.slice('node:'.length)))).toEqual([]);
  });
});

describe('the watchman sees', () => {
  it('a file in no room', () => {
    expect(offencesIn('src/misc/thing.ts', '')).toEqual(['src/misc/thing.ts is in no room']);
  });

  it('an import that goes up, be it of a type, dynamic, a re-export or a type expression', () => {
    const up = 'src/template/x.ts:1 imports src/engine, which is not below src/template';
    for (const text of [
      `import { a } from '../engine/report.ts';`,
      `import { type Report } from '../engine/report.ts';`,
      `export * from '../engine/report.ts';`,
      `const m = await import('../engine/report.ts');`,
      `type R = import('../engine/report.ts').Report;`,
    ])
      expect(offencesIn('src/template/x.ts', text), text).toEqual([up]);
  });

  it('an import that goes down, as allowed', () => {
    expect(offencesIn('src/engine/x.ts', `import { type Rule } from '../rule/rule.ts';`)).toEqual([]);
    expect(offencesIn('src/cli/x.ts', `import { lint } from '../lint.ts';`)).toEqual([]);
    expect(offencesIn('src/index.ts', `export { lint } from './lint.ts';`)).toEqual([]);
  });

  it('the public door leading to the disk', () => {
    expect(offencesIn('src/index.ts', `export * from './load/find-inputs.ts';`)).toHaveLength(1);
  });

  it('a rule that imports another', () => {
    expect(offencesIn('rules/a.ts', `import b from './b.ts';`)).toEqual([
      'rules/a.ts:1 imports another rule, ./b.ts',
    ]);
  });

  it('the world outside its fence', () => {
    expect(offencesIn('src/graph/x.ts', `import { readFileSync } from 'node:fs';`)).toHaveLength(1);
    expect(offencesIn('src/load/x.ts', `import { readFile } from 'node:fs/promises';`)).toEqual([]);
    expect(offencesIn('src/load/x.ts', `import { request } from 'node:https';`)).toHaveLength(1);
    expect(offencesIn('src/cli/x.ts', `import { spawn } from 'node:child_process';`)).toHaveLength(1);
    expect(offencesIn('src/load/x.ts', `import { parse } from 'yaml';`)).toHaveLength(1);
    expect(offencesIn('src/engine/x.ts', `const m = await import(name);`)).toHaveLength(1);
    expect(offencesIn('src/load/x.ts', `const m = await import(name);`)).toEqual([]);
    expect(offencesIn('src/load/x.ts', `const r = fetch('https://example.org');`)).toHaveLength(1);
    expect(offencesIn('src/load/x.ts', `const home = process.env.HOME;`)).toHaveLength(1);
    expect(offencesIn('src/cli/x.ts', `console.log(process.argv);`)).toEqual([]);
    expect(offencesIn('src/values/x.ts', `const value = { process: 1 }; const p = value.process;`)).toEqual(
      [],
    );
  });

  it('a file that grew too long, comments and blank lines not counted', () => {
    const lines = (count: number): string =>
      Array.from({ length: count }, (_, n) => `export const a${n} = ${n};`).join('\n');
    expect(
      offencesIn('src/iam/x.ts', `/**\n * ${'word\n * '.repeat(400)}\n */\n\n\n${lines(300)}\n`),
    ).toEqual([]);
    expect(offencesIn('src/iam/x.ts', lines(301))).toEqual(['src/iam/x.ts has 301 lines of code']);
    expect(offencesIn('src/registry.ts', lines(301))).toEqual([]);
  });

  it('an import of a file that is not there', () => {
    const code = readCode('src/engine/x.ts', `import { type Rule } from '../rule/rule.ts';`);
    expect(offences(code, () => false)).toEqual([
      'src/engine/x.ts:1 imports ../rule/rule.ts, which does not exist',
    ]);
  });

  it('a room that has disappeared or was emptied', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iam-lint-floors-'));
    try {
      for (const room of rooms.keys()) {
        const isFile = room.endsWith('.ts');
        mkdirSync(isFile ? join(folder, 'src') : join(folder, room), { recursive: true });
        writeFileSync(isFile ? join(folder, room) : join(folder, room, 'x.ts'), '');
      }
      expect(missingRooms(folder)).toEqual([]);
      rmSync(join(folder, 'src/engine'), { recursive: true });
      rmSync(join(folder, 'src/iam/x.ts'));
      expect(missingRooms(folder)).toEqual(['src/iam', 'src/engine']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
