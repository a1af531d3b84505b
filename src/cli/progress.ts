import { type OutputStream } from './streams.ts';

/** One line on a terminal that tells what a run is doing, once it takes longer than a second. */
export interface Progress {
  say(what: string): void;
  clear(): void;
}

const WAIT = 1_000;
const BETWEEN = 100;

/**
 * @param now the time in milliseconds. `performance` is no part of Node's start-up snapshot and takes longer to load than
 * anything that is shown here.
 */
export function progressOn(
  stream: OutputStream,
  quiet: boolean,
  now: () => number = () => process.uptime() * 1_000,
): Progress {
  const began = now();
  let last = -Infinity;
  let shown = false;
  return {
    say(what) {
      const time = now();
      if (quiet || stream.isTTY !== true || time - began < WAIT || time - last < BETWEEN) return;
      last = time;
      shown = true;
      stream.write(`\r\u001b[Kiam-lint: ${what}`);
    },
    clear() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
