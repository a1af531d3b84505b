import { type Event, parseEvents, type YAMLException } from 'js-yaml';
import { MAX_DEPTH, MAX_PROBLEMS, MAX_YAML_WORK } from './limits.ts';
import { blanked, findLoss, lineStartAt } from './recover-yaml.ts';
import { YamlPaddings } from './yaml-paddings.ts';

/** The events of a YAML text, over the text that was read in the end. */
export interface YamlEvents {
  readonly events: readonly Event[];
  /** The text that the events' offsets are about: the original one, mended. */
  readonly text: string;
  /** The offset in the original text for an offset in `text`. */
  readonly originalOffset: (offset: number) => number;
  /** What had to be left out, by offsets in the original text. */
  readonly losses: readonly YamlLoss[];
  /** Offset in the original text of the first character that YAML does not allow, all of them read as U+FFFD. */
  readonly replaced: number | undefined;
}

/** A mistake, and the lines that were left out for it. */
export interface YamlLoss {
  readonly reason: string;
  /** Where the parser noticed it. */
  readonly offset: number;
  /** What is not read: from the start of a line to the end of one. */
  readonly start: number;
  readonly end: number;
}

export type YamlAttempt =
  | { readonly events: readonly Event[] }
  | { readonly events?: undefined; readonly reason: string; readonly offset: number };

const PAD = 64;

/** What YAML does not allow in a text: control characters, non-characters and halves of a surrogate pair. */
const NOT_YAML =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * The events of js-yaml for a text. CloudFormation takes templates whose flow collections and quoted scalars are indented less
 * than their key, which js-yaml refuses as "deficient indentation": leading blanks have no meaning there, so the line is padded
 * and the text read again. Of a text with real mistakes the entries with the mistakes are left out. Never throws; all readings
 * together cover at most {@link MAX_YAML_WORK} characters, or a text of megabytes four times.
 * @param recover false to give up at the first real mistake, with no events.
 */
export function readYamlEvents(original: string, recover = true): YamlEvents {
  return new YamlReading(original).read(recover);
}

class YamlReading {
  /** The original text, as long as it was, with what cannot be read replaced by blanks. */
  #base: string;
  readonly #paddings = new YamlPaddings();
  readonly #losses: YamlLoss[] = [];
  #replaced: number | undefined;
  #work: number;

  constructor(original: string) {
    this.#base = original;
    this.#work = Math.max(MAX_YAML_WORK, 4 * original.length);
  }

  read(recover: boolean): YamlEvents {
    for (;;) {
      const text = this.#paddings.apply(this.#base);
      const originalOffset = this.#paddings.originalOffset();
      const result = this.#attempt(text);
      const done = { originalOffset, losses: this.#losses, replaced: this.#replaced };
      if (result.events) return { ...done, events: result.events, text };
      const offset = Math.min(originalOffset(result.offset), this.#base.length);
      if (this.#mend(result.reason, offset)) continue;
      const whole = { start: 0, end: this.#base.length };
      const found = recover ? findLoss(this.#base, offset, (end) => this.#readsUpTo(end)) : whole;
      const isLast = this.#losses.length + 1 >= MAX_PROBLEMS;
      const loss = isLast ? { start: found.start, end: whole.end } : found;
      this.#losses.push({ reason: result.reason, offset, ...loss });
      if (!recover || loss.start >= loss.end || this.#work <= 0) return { ...done, events: [], text: '' };
      this.#paddings.dropFrom(loss.start);
      this.#base = blanked(this.#base, loss.start, loss.end);
    }
  }

  /** Whether the text up to an offset, without what follows, can be read; undefined when there was work enough already. */
  #readsUpTo(end: number): boolean | undefined {
    if (this.#work <= 0) return undefined;
    return this.#attempt(this.#paddings.apply(this.#base.slice(0, end))).events !== undefined;
  }

  #attempt(text: string): YamlAttempt {
    this.#work -= text.length + 1000;
    try {
      return { events: parseEvents(text, { maxDepth: MAX_DEPTH }) };
    } catch (thrown) {
      const { reason, mark } = thrown as Partial<YAMLException>;
      // Anything but a syntax error, for one the end of the engine's stack, is told like one that concerns the whole text.
      return { reason: reason ?? 'it is nested too deeply', offset: mark?.position ?? 0 };
    }
  }

  /** Removes an obstacle without any loss; false when the mistake is a real one. */
  #mend(reason: string, offset: number): boolean {
    if (this.#work <= 0 || offset >= this.#base.length) return false;
    if (reason === 'deficient indentation') return this.#reindent(offset);
    if (this.#replaced !== undefined || !/null byte|non-printable|valid JSON character/.test(reason))
      return false;
    this.#replaced = this.#base.search(NOT_YAML);
    this.#base = this.#base.replace(NOT_YAML, '\ufffd');
    return true;
  }

  #reindent(offset: number): boolean {
    const lineStart = lineStartAt(this.#base, offset);
    const before = this.#base.slice(lineStart, offset);
    // A tab between the tokens of one line makes js-yaml doubt the indentation of that line.
    const blanks = before.replace(/(?<=^|[\s:,[\]{}-])\t/g, ' ');
    const isIndentation = blanks.trim() === '';
    if (!isIndentation && blanks === before) return false;
    this.#base = this.#base.slice(0, lineStart) + blanks + this.#base.slice(offset);
    if (isIndentation) this.#paddings.add(lineStart, PAD);
    return true;
  }
}
