import { pathMatcher } from './path-matcher.ts';

/**
 * A glob that was written for one folder, as it reads from a folder below it: from `sub`, `sub/x/*.yaml` is `/x/*.yaml` and
 * `other/**` is `../other/**`.
 * @param below names of the folders from the one to the other.
 */
export function rebaseGlob(glob: string, below: readonly string[]): string {
  const plain = glob.replace(/^(?:\.\/)+/, '');
  if (below.length === 0 || !plain.replace(/\/$/, '').includes('/')) return plain;
  const parts = plain.replace(/^\//, '').split('/');
  for (const [index, name] of below.entries()) {
    const [first] = parts;
    if (first === '**') return parts.join('/');
    // The glob names a folder above, so that it means everything here.
    if (first === undefined || first === '') return '**';
    if (!pathMatcher([`/${first}`])(name)) return [...below.slice(index).map(() => '..'), ...parts].join('/');
    parts.shift();
  }
  const rest = parts.join('/');
  return rest === '' ? '**' : `/${rest}`;
}
