import { azure } from './azure.ts';
import { checkstyle } from './checkstyle.ts';
import { compact } from './compact.ts';
import { github } from './github.ts';
import { gitlabSast } from './gitlab-sast.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import { rdjsonl } from './rdjsonl.ts';
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
  gitlab,
  'gitlab-sast': gitlabSast,
  junit,
  checkstyle,
  rdjsonl,
  azure,
  html,
};
