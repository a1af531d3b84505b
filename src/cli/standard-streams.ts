import { fstatSync, writeSync } from 'node:fs';
import { type OutputStream } from './streams.ts';

export interface StandardStream extends OutputStream {
  /** Whether everything that was written has left the process. */
  readonly isFlushed: boolean;
}

/**
 * Standard output (1) or error (2). Node's own stream takes as long to set up as a small template to judge, so that it is
 * only used for terminals, and where a pipe does not take everything at once. A reader that stops reading, as `head`
 * does, is no fault: what it does not want is dropped.
 */
export function standardStream(descriptor: 1 | 2): StandardStream {
  let own: NodeJS.WriteStream | undefined;
  let closed = false;
  const nodeStream = (): NodeJS.WriteStream => {
    if (!own) {
      own = descriptor === 1 ? process.stdout : process.stderr;
      own.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
      });
    }
    return own;
  };
  const mayBeTerminal = isCharacterDevice(descriptor);
  return {
    get isTTY() {
      return mayBeTerminal && nodeStream().isTTY;
    },
    get columns() {
      return mayBeTerminal && nodeStream().isTTY ? nodeStream().columns : undefined;
    },
    get isFlushed() {
      return own === undefined || own.writableLength === 0;
    },
    write(text) {
      let rest: Uint8Array = Buffer.from(text);
      try {
        if (!mayBeTerminal && !own)
          while (rest.length > 0 && !closed) rest = rest.subarray(writeSync(descriptor, rest));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EPIPE') closed = true;
        else if (code !== 'EAGAIN') throw error;
      }
      if (rest.length > 0 && !closed) nodeStream().write(rest);
    },
  };
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
