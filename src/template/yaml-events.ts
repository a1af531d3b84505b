import { type Event, parseEvents, type YAMLException } from 'js-yaml';
import { MAX_DEPTH } from './limits.ts';

/** The events of a YAML text, over the text that was read in the end. */
export interface YamlEvents {
  readonly events: readonly Event[];
  /** The text that the events' offsets are about: the original one, mended. */
  readonly text: string;
  /** The offset in the original text for an offset in `text`. */
  readonly originalOffset: (offset: number) => number;
  /** Why reading failed, when it did, and where in the original text; the events are then those of what stands before. */
  readonly failure: YamlFailure | undefined;
  /** Offsets in the original text of characters that YAML does not allow, read as U+FFFD. */
  readonly replaced: readonly number[];
}

export interface YamlFailure {
  readonly reason: string;
  readonly offset: number;
}

/** Blanks put in front of a line: at the offset of its start in the original text. */
interface Padding {
  readonly at: number;
  readonly count: number;
}

/** Characters that one text may be read again and again for, all readings together. */
const WORK = 40_000_000;
const MAX_REPAIRS = 400;
const PAD = 64;

/**
 * The events of js-yaml for a text. CloudFormation takes templates whose flow collections and quoted scalars are indented less
 * than their key, which js-yaml refuses as "deficient indentation": leading blanks have no meaning there, so the line is padded
 * and the text read again. A text that cannot be read to its end is read up to the line of the mistake. Never throws.
 */
export function readYamlEvents(original: string): YamlEvents {
  let text = original;
  let work = WORK;
  const paddings: Padding[] = [];
  const replaced: number[] = [];
  let failure: YamlFailure | undefined;
  for (let repairs = 0; ; repairs++) {
    const result = tryEvents(text);
    const originalOffset = offsetMap(paddings);
    if (result.events) return { events: result.events, text, originalOffset, failure, replaced };
    work -= text.length + 1000;
    const exhausted = work < 0 || repairs >= MAX_REPAIRS;
    const repaired =
      failure || exhausted ? undefined : repair(text, result.error, paddings, originalOffset, replaced);
    if (repaired !== undefined) {
      text = repaired;
      continue;
    }
    failure ??= { reason: result.error.reason, offset: originalOffset(result.error.offset) };
    const cut = lineStartOf(text, Math.min(result.error.offset, text.length) - 1);
    if (cut === 0 || work < 0 || repairs >= MAX_REPAIRS + 20)
      return { events: [], text: '', originalOffset, failure, replaced };
    text = text.slice(0, cut);
  }
}

type Attempt = { readonly events: Event[] } | { readonly events?: undefined; readonly error: YamlFailure };

function tryEvents(text: string): Attempt {
  try {
    return { events: parseEvents(text, { maxDepth: MAX_DEPTH }) };
  } catch (thrown) {
    const { reason, mark } = thrown as Partial<YAMLException>;
    // Anything but a syntax error (the stack of the engine, for one) is told like one that covers the whole text.
    return { error: { reason: reason ?? 'it is nested too deeply', offset: mark?.position ?? 0 } };
  }
}

/** The text with one obstacle removed, or undefined when the mistake is a real one. */
function repair(
  text: string,
  error: YamlFailure,
  paddings: Padding[],
  originalOffset: (offset: number) => number,
  replaced: number[],
): string | undefined {
  if (error.reason === 'deficient indentation') return reindent(text, error.offset, paddings, originalOffset);
  if (!/null byte|non-printable|valid JSON character/.test(error.reason)) return undefined;
  if (replaced.length > 0) return undefined;
  return text.replace(NOT_YAML, (character, offset: number) => {
    replaced.push(originalOffset(offset));
    return '\ufffd'.repeat(character.length);
  });
}

/** What YAML does not allow in a text: control characters, non-characters and halves of a surrogate pair. */
const NOT_YAML =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function reindent(
  text: string,
  offset: number,
  paddings: Padding[],
  originalOffset: (offset: number) => number,
): string | undefined {
  const lineStart = lineStartOf(text, offset - 1);
  const before = text.slice(lineStart, offset);
  if (/[^ \t]/.test(before)) {
    // A tab between tokens of one line makes js-yaml doubt the indentation of that line.
    const blanks = before.replace(/(?<=[\s:,[\]{}-])\t|\t$/g, ' ');
    return blanks === before ? undefined : text.slice(0, lineStart) + blanks + text.slice(offset);
  }
  pad(paddings, originalOffset(lineStart));
  return text.slice(0, lineStart) + ' '.repeat(PAD) + before.replaceAll('\t', ' ') + text.slice(offset);
}

function pad(paddings: Padding[], at: number): void {
  let index = paddings.length;
  while (index > 0 && paddings[index - 1]!.at > at) index--;
  const same = paddings[index - 1]?.at === at ? paddings[index - 1] : undefined;
  if (same) paddings[index - 1] = { at, count: same.count + PAD };
  else paddings.splice(index, 0, { at, count: PAD });
}

/** From offsets in the padded text to offsets in the original one; an offset inside a padding is the start of its line. */
function offsetMap(paddings: readonly Padding[]): (offset: number) => number {
  if (paddings.length === 0) return (offset) => offset;
  const starts: number[] = [];
  const totals: number[] = [];
  let total = 0;
  for (const { at, count } of paddings) {
    starts.push(at + total);
    totals.push((total += count));
  }
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return offset;
    return Math.max(paddings[low - 1]!.at, offset - totals[low - 1]!);
  };
}

/** Start of the line that the character at the offset stands in or ends. */
function lineStartOf(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset), text.lastIndexOf('\r', offset)) + 1;
}
