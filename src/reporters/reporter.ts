import { type Report } from '../engine/report.ts';

export interface ReporterOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Of iam-lint itself. */
  readonly version: string;
  /** Also list what is suppressed and what was not decided, and draw what is otherwise summed up. */
  readonly verbose: boolean;
  /** For the formats that must say when; the current time when left out. */
  readonly now?: Date;
}

/** Prints a report in one format; the text ends in a line break, or is empty when there is nothing to say. */
export type Reporter = (report: Report, options: ReporterOptions) => string;

/** `2026-01-31T09:30:00`, in UTC and without a zone, as the formats want it that must say when. */
export function timestamp({ now = new Date() }: ReporterOptions): string {
  return now.toISOString().slice(0, 19);
}
