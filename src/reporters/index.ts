import { compact } from './compact.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import { type Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';

export { type Reporter, type ReporterOptions } from './reporter.ts';

/** The output formats by the name that `--format` takes. */
export const reporters: Readonly<Record<string, Reporter>> = {
  pretty,
  compact,
  json,
  sarif,
  github,
  markdown,
};
