#!/usr/bin/env node
import manifest from '../../package.json' with { type: 'json' };

const argv = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  process.stderr.write(`iam-lint needs Node ${manifest.engines.node}; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${manifest.version}\n`);
} else {
  // Whoever reads the output may stop reading, as `head` does; that is no fault.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
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
        { stdin: { read: readStdin }, stdout: process.stdout, stderr: process.stderr },
        {
          cwd: process.cwd(),
          variables: process.env,
          typescript: Boolean((process.features as { typescript?: unknown }).typescript),
        },
      ),
    )
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
}
