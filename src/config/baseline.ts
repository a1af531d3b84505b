/** Findings that were there before and are accepted for that reason. */
export interface Baseline {
  readonly entries: readonly BaselineEntry[];
  /** What is said of an entry without a reason of its own: `recorded in iam-lint-baseline.json`. */
  readonly reason: string;
  /** The file that holds it, as reports print paths; without one, entries that are gone are not reported. */
  readonly path?: string;
  /** Whether a file exists; the entries of one that exists and is not judged in this run wait for it. */
  readonly exists: (path: string) => boolean;
}

/** What names a finding: as for fingerprints no line and no index. Findings that agree in all have an entry each. */
export interface BaselineEntry {
  readonly rule: string;
  /** Logical id; undefined for a finding on the template itself. */
  readonly resource?: string;
  /** CDK: `Prod/Api/Role/Resource`. */
  readonly constructPath?: string;
  readonly evidence: string;
  /** Where it was found; only tells findings apart that agree in everything else. */
  readonly file: string;
  /** Written by hand. */
  readonly reason?: string;
}

/** What is wrong with the text of a baseline, as one sentence. */
export interface BaselineFault {
  readonly fault: string;
}

const TEXT_FIELDS = ['rule', 'resource', 'constructPath', 'evidence', 'file', 'reason'] as const;
const REQUIRED = ['rule', 'evidence', 'file'] as const;

/** The entries in the text of a baseline file, or what is wrong with it. */
export function parseBaseline(text: string): readonly BaselineEntry[] | BaselineFault {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    const isConflict = /^(?:<{7}|={7}|>{7})/m.test(text);
    return {
      fault: isConflict
        ? 'It holds the marks of a merge conflict; keep the entries of both sides'
        : 'It is no JSON; write it anew with `--write-baseline`',
    };
  }
  if (own(root, 'version') !== 1)
    return { fault: 'It is no baseline of version 1; write it anew with `--write-baseline`' };
  const list = own(root, 'entries');
  if (!Array.isArray(list)) return { fault: 'It has no list `entries`' };
  const entries: BaselineEntry[] = [];
  for (const [index, each] of list.entries()) {
    const fields = TEXT_FIELDS.flatMap((name) => {
      const value = own(each, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (
      fields.some(([, value]) => typeof value !== 'string') ||
      !REQUIRED.every((name) => own(each, name) !== undefined)
    )
      return { fault: `Entry ${index + 1} needs \`rule\`, \`evidence\` and \`file\`, all of them texts` };
    entries.push(Object.fromEntries(fields) as unknown as BaselineEntry);
  }
  return entries;
}

/** The text of a baseline file: JSON, sorted, a line for each entry, so that versions of it merge well. */
export function printBaseline(entries: readonly BaselineEntry[]): string {
  const lines = entries
    .map((entry) => {
      const fields = TEXT_FIELDS.flatMap((name) =>
        entry[name] === undefined ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(entry[name])}`],
      );
      return `    { ${fields.join(', ')} }`;
    })
    .sort();
  return `{\n  "version": 1,\n  "entries": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
