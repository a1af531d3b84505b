#!/usr/bin/env node
import manifest from '../../package.json' with { type: 'json' };
import { standardStream } from './standard-streams.ts';

const argv = process.argv.slice(2);
const stdout = standardStream(1);
const stderr = standardStream(2);

/** Node would take its heap apart and wait for V8's compiler threads first, which is no use to anybody. */
function leave(exitCode: number): void {
  process.exitCode = exitCode;
  if (stdout.isFlushed && stderr.isFlushed) process.exit();
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  stderr.write(`iam-lint needs Node ${manifest.engines.node}; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  stdout.write(`${manifest.version}\n`);
  leave(0);
} else {
  const readStdin = async (): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  // No await at the top level: the command is bundled as CommonJS, which starts sooner.
  void import('./run.ts')
    .then(({ run }) =>
      run(
        argv,
        { stdin: { read: readStdin }, stdout, stderr },
        {
          cwd: process.cwd(),
          variables: process.env,
          typescript: Boolean((process.features as { typescript?: unknown }).typescript),
        },
      ),
    )
    .then(leave);
}
