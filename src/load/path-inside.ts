import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';

/** Whether the path is the folder or lies under it, by name alone. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way));
}

/**
 * The path that a file of others names, when it stays within the root, also after symbolic links are followed. A path that
 * does not exist counts by its name.
 */
export function resolveInside(root: string, base: string, name: string): string | undefined {
  if (name === '' || name.includes('\0')) return undefined;
  const path = resolve(base, name);
  if (!isInside(root, path)) return undefined;
  const real = realPath(path);
  return real === undefined || isInside(realPath(root) ?? root, real) ? path : undefined;
}

/** The path with symbolic links followed; undefined when there is nothing. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
