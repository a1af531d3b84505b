/** Lines around a change that tell where it is. */
const CONTEXT = 3;
/** Beyond that many changed lines the rest is shown as replaced, so that time and memory stay small. */
const MAX_EDITS = 1_500;

/** A run of lines that are the same on both sides, or were taken out, or put in. */
interface Run {
  readonly kind: ' ' | '-' | '+';
  /** Each with its line break. */
  readonly lines: readonly string[];
}

/**
 * The difference of two texts of one file as `patch` and `git apply` read it; empty when there is none. Line breaks are part
 * of the lines, so that CRLF survives.
 * @param path relative, with forward slashes.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const quoted = (side: string): string => {
    const name = `${side}/${path}`;
    return /[\s"\\]|[^\x20-\x7e]/.test(name) && /[\t\n\r"\\]/.test(name) ? JSON.stringify(name) : name;
  };
  const hunks = hunksOf(runsOf(linesOf(before), linesOf(after)));
  return `--- ${quoted('a')}\n+++ ${quoted('b')}\n${hunks.join('')}`;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The shortest way from one side to the other between their common start and end. */
function runsOf(before: readonly string[], after: readonly string[]): readonly Run[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const old = before.slice(start, before.length - end);
  const young = after.slice(start, after.length - end);
  const middle = shortestEdit(old, young) ?? [
    { kind: '-', lines: old },
    { kind: '+', lines: young },
  ];
  return [
    { kind: ' ' as const, lines: before.slice(0, start) },
    ...middle,
    { kind: ' ' as const, lines: before.slice(before.length - end) },
  ].filter(({ lines }) => lines.length > 0);
}

/** Myers' greedy algorithm; undefined when more than {@link MAX_EDITS} lines differ. */
function shortestEdit(old: readonly string[], young: readonly string[]): readonly Run[] | undefined {
  const limit = Math.min(old.length + young.length, MAX_EDITS);
  /** For each number of edits: how far into `old` each diagonal reaches, from `-edits` on. */
  const reached: Int32Array[] = [];
  let previous = new Int32Array([0, 0, 0]);
  for (let edits = 0; edits <= limit; edits++) {
    const current = new Int32Array(2 * edits + 3);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = (step: number): number => previous[diagonal + step + edits] ?? 0;
      const down = diagonal === -edits || (diagonal !== edits && at(-1) < at(1));
      let x = edits === 0 ? 0 : down ? at(1) : at(-1) + 1;
      while (x < old.length && x - diagonal < young.length && old[x] === young[x - diagonal]) x++;
      current[diagonal + edits + 1] = x;
      if (x >= old.length && x - diagonal >= young.length) {
        reached.push(current);
        return trace(old, young, reached);
      }
    }
    reached.push(current);
    previous = current;
  }
  return undefined;
}

function trace(
  old: readonly string[],
  young: readonly string[],
  reached: readonly Int32Array[],
): readonly Run[] {
  const steps: { kind: Run['kind']; line: string }[] = [];
  let x = old.length;
  let y = young.length;
  for (let edits = reached.length - 1; edits >= 0; edits--) {
    const diagonal = x - y;
    const at = (which: number): number => reached[edits - 1]?.[which + edits] ?? 0;
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const fromX = edits === 0 ? 0 : at(down ? diagonal + 1 : diagonal - 1);
    const fromY = edits === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1);
    while (
      x > fromX &&
      y > fromY &&
      !(edits > 0 && x === fromX + (down ? 0 : 1) && y === fromY + (down ? 1 : 0))
    ) {
      steps.push({ kind: ' ', line: old[--x]! });
      y--;
    }
    if (edits === 0) break;
    if (down) steps.push({ kind: '+', line: young[--y]! });
    else steps.push({ kind: '-', line: old[--x]! });
  }
  const runs: { kind: Run['kind']; lines: string[] }[] = [];
  for (const { kind, line } of steps.reverse()) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else runs.push({ kind, lines: [line] });
  }
  return runs;
}

function hunksOf(runs: readonly Run[]): readonly string[] {
  const hunks: string[] = [];
  let body: string[] = [];
  let counts = { old: 0, young: 0 };
  let start = { old: 1, young: 1 };
  let at = { old: 1, young: 1 };
  const add = (kind: Run['kind'], lines: readonly string[]): void => {
    for (const line of lines)
      body.push(kind + (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));
    const step = { old: kind === '+' ? 0 : lines.length, young: kind === '-' ? 0 : lines.length };
    counts = { old: counts.old + step.old, young: counts.young + step.young };
    at = { old: at.old + step.old, young: at.young + step.young };
  };
  const flush = (): void => {
    if (body.length > 0)
      hunks.push(
        `@@ -${range(start.old, counts.old)} +${range(start.young, counts.young)} @@\n${body.join('')}`,
      );
    body = [];
    counts = { old: 0, young: 0 };
  };
  runs.forEach(({ kind, lines }, index) => {
    if (kind !== ' ') return add(kind, lines);
    const isFirst = index === 0;
    const isLast = index === runs.length - 1;
    if (!isFirst && !isLast && lines.length <= 2 * CONTEXT) return add(kind, lines);
    if (!isFirst) add(kind, lines.slice(0, CONTEXT));
    flush();
    const shown = isLast ? 0 : Math.min(CONTEXT, lines.length);
    const skipped = lines.length - shown - (isFirst ? 0 : Math.min(CONTEXT, lines.length));
    at = { old: at.old + skipped, young: at.young + skipped };
    start = at;
    if (shown > 0) add(kind, lines.slice(lines.length - shown));
  });
  flush();
  return hunks;
}

/** A range without lines stands behind the line before it. */
function range(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`;
  return count === 1 ? `${start}` : `${start},${count}`;
}
