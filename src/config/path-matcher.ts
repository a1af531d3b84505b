import picomatch from 'picomatch';

/**
 * Whether a path (with forward slashes, relative) is meant by one of the globs, read as in a .gitignore: a glob without a
 * slash is met at any depth, `/x` only at the top, and a glob that names a folder means everything in it.
 */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch(globs.flatMap(asGitignore), { dot: true });
  return (path) => matches(path.replace(/^(?:\.\/)+/, ''));
}

function asGitignore(glob: string): string[] {
  let pattern = glob.replace(/^(?:\.\/)+/, '');
  const folder = pattern.endsWith('/');
  if (folder) pattern = pattern.slice(0, -1);
  if (pattern.startsWith('/')) pattern = pattern.slice(1);
  else if (!pattern.includes('/')) pattern = `**/${pattern}`;
  if (pattern.endsWith('**')) return [pattern];
  return folder ? [`${pattern}/**`] : [pattern, `${pattern}/**`];
}
