import { type SourceFile } from '../source/source-file.ts';

const STEP = 4096;

/** Per file, the bytes before each multiple of STEP, so that long lines with many findings cost no more than short ones. */
const bytesBefore = new WeakMap<SourceFile, readonly number[]>();

/** The column of an offset as a count of bytes in UTF-8, 1-based. */
export function utf8Column(file: SourceFile, offset: number): number {
  const { line } = file.positionAt(offset);
  return bytesUpTo(file, offset) - bytesUpTo(file, file.offsetOfLine(line)) + 1;
}

function bytesUpTo(file: SourceFile, offset: number): number {
  let steps = bytesBefore.get(file);
  if (!steps) {
    const counted = [0];
    for (let at = 0; at < file.text.length; at += STEP)
      counted.push(counted.at(-1)! + bytesIn(file.text, at, Math.min(at + STEP, file.text.length)));
    steps = counted;
    bytesBefore.set(file, steps);
  }
  const step = Math.floor(offset / STEP);
  return steps[step]! + bytesIn(file.text, step * STEP, offset);
}

function bytesIn(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    const half = unit >= 0xd800 && unit < 0xe000;
    bytes += unit < 0x80 ? 1 : unit < 0x800 || half ? 2 : 3;
  }
  return bytes;
}
