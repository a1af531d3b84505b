import { readDataFile } from './data-file.ts';
import { type CatalogueMeta } from './types.ts';

let meta: CatalogueMeta | undefined;

/** Sources, date and counts of the packaged data. */
export function catalogueMeta(): CatalogueMeta {
  return (meta ??= JSON.parse(readDataFile('meta.json')) as CatalogueMeta);
}
