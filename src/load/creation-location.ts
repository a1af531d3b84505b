import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from './ignore-rules.ts';
import { isInside } from './path-inside.ts';
import { printable } from './read-json.ts';
import { displayPath } from './read-source.ts';

/** Longer traces than CDK ever writes are cut. */
const MAX_FRAMES = 200;

/**
 * Finds the line of the app that created a construct, from the stack frames that CDK records: the first frame that is
 * neither Node's, nor of a package, nor of the jsii kernel that runs apps in other languages.
 */
export interface CreationLocator {
  /** `lib/stack.ts:42:5`, relative to the working directory; undefined when no frame is of the app. */
  locate(frames: readonly unknown[]): string | undefined;
}

/** @param appFolder the folder that holds the outermost cloud assembly. */
export function creationLocator(cwd: string, appFolder: string): CreationLocator {
  const root = repositoryRoot(appFolder) ?? appFolder;
  const known = new Map<string, string | undefined>();
  const fileOf = (file: string): string | undefined => {
    if (!known.has(file)) known.set(file, ownFile(file, cwd, appFolder, root));
    return known.get(file);
  };
  return {
    locate(frames) {
      for (const frame of frames.slice(0, MAX_FRAMES)) {
        const place = typeof frame === 'string' ? placeOf(frame) : undefined;
        const file = place && fileOf(place.file);
        if (file !== undefined) return `${file}:${place!.position}`;
      }
      return undefined;
    },
  };
}

/** `new Api (/app/lib/api.ts:20:5)`, with or without `at`, name and parentheses, and `file:///app/lib/api.ts:20:5`. */
function placeOf(frame: string): { file: string; position: string } | undefined {
  const text = frame.trim();
  if (text.length > 4_096 || text.startsWith('...')) return undefined;
  const match = /:(\d{1,9}(?::\d{1,9})?)\)?$/.exec(text);
  if (!match) return undefined;
  const before = text.slice(0, match.index).replace(/^at /, '');
  const file = text.endsWith(')') ? before.slice(before.lastIndexOf('(') + 1) : before;
  return file === '' || /^node:|node_modules|[\\/]jsii|site-packages/.test(file)
    ? undefined
    : { file, position: match[1]! };
}

function ownFile(file: string, cwd: string, appFolder: string, root: string): string | undefined {
  const path = file.startsWith('file:') ? pathOfUrl(file) : file;
  if (path === undefined || path.split(/[\\/]/).includes('..') || path.includes('\0')) return undefined;
  if (!isAbsolute(path)) return printable(displayPath(cwd, resolve(appFolder, path)));
  for (const folder of [cwd, root, appFolder])
    if (isInside(folder, path)) return printable(displayPath(cwd, path));
  // Synthesised on another machine or in a container: the same file under this checkout.
  const parts = path.split(/[\\/]/).filter(Boolean);
  for (let skip = Math.max(1, parts.length - 32); skip < parts.length; skip++) {
    const candidate = join(root, ...parts.slice(skip));
    if (existsSync(candidate)) return printable(displayPath(cwd, candidate));
  }
  return undefined;
}

function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
