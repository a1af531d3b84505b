/** Where a run reads from and writes to; a terminal tells its width. */
export interface Streams {
  readonly stdin: { read(): Promise<Buffer> };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

export interface OutputStream {
  write(text: string): void;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}
