/**
 * Blanks that are put in front of lines of a text, so that a parser takes indentation that CloudFormation takes, and the way back
 * from offsets in the padded text to offsets in the original one.
 */
export class YamlPaddings {
  /** Offsets of line starts in the original text, ascending, and the blanks before each. */
  readonly #lines: { readonly at: number; count: number }[] = [];

  get size(): number {
    return this.#lines.length;
  }

  /** Puts more blanks in front of the line that starts at an offset of the original text. */
  add(at: number, count: number): void {
    let index = this.#lines.length;
    while (index > 0 && this.#lines[index - 1]!.at > at) index--;
    const before = this.#lines[index - 1];
    if (before?.at === at) before.count += count;
    else this.#lines.splice(index, 0, { at, count });
  }

  /** Forgets the paddings of lines that start at or behind an offset of the original text. */
  dropFrom(at: number): void {
    while (this.#lines.length > 0 && this.#lines[this.#lines.length - 1]!.at >= at) this.#lines.pop();
  }

  /** The text, or the beginning of it, with the blanks in it. */
  apply(text: string): string {
    let padded = '';
    let from = 0;
    for (const { at, count } of this.#lines) {
      if (at > text.length) break;
      padded += text.slice(from, at) + ' '.repeat(count);
      from = at;
    }
    return padded + text.slice(from);
  }

  /** Maps offsets of the padded text, as it is now, to the original one; an offset inside a padding is the start of its line. */
  originalOffset(): (offset: number) => number {
    if (this.#lines.length === 0) return (offset) => offset;
    const starts: number[] = [];
    const totals: number[] = [];
    const lines = this.#lines.map(({ at }) => at);
    let total = 0;
    for (const { at, count } of this.#lines) {
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
      return low === 0 ? offset : Math.max(lines[low - 1]!, offset - totals[low - 1]!);
    };
  }
}
