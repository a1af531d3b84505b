import { type Report } from '../engine/report.ts';

export interface ReporterOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Of iam-lint itself. */
  readonly version: string;
  /** Also list what is suppressed and what was not decided, and draw what is otherwise summed up. */
  readonly verbose: boolean;
}

/** Prints a report in one format; the text ends in a line break, or is empty when there is nothing to say. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
