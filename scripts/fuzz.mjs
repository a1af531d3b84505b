// Runs the hostile templates and random changes of templates through the whole of a lint, longer than the tests do:
//   node scripts/fuzz.mjs hostile [name]        each in a process of its own: seconds and the most memory
//   node scripts/fuzz.mjs growth [name]         what the time of a template of N, 2N and 4N is to that of N
//   node scripts/fuzz.mjs random [seconds] [seed]   changed and made-up templates until the time is over
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MEMORY = 512;
const SECONDS = 60;

/** Bundles the inside of the fuzzer, which is TypeScript. */
async function bundle() {
  const folder = join(root, 'node_modules/.cache/iam-lint');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `fuzz-${process.pid}.mjs`);
  await build({
    stdin: {
      contents: `
        export { fuzzLint, printAll } from './test/fuzz/fuzz-lint.ts';
        export { hostileTemplates } from './test/fuzz/hostile-templates.ts';
        export { fuzzForever } from './test/fuzz/random-templates.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
    define: { IAM_LINT_DATA: JSON.stringify(join(root, 'data')) },
  });
  return outfile;
}

/** Judges one template in a process with little memory. */
function measure(outfile, name, size) {
  const script = `
    const { fuzzLint, printAll, hostileTemplates } = await import(${JSON.stringify(pathToFileURL(outfile).href)});
    const { write } = hostileTemplates[${JSON.stringify(name)}];
    fuzzLint(write(1));
    const text = write(${size});
    const started = performance.now();
    const report = fuzzLint(text);
    const judged = performance.now() - started;
    printAll(report);
    console.log(JSON.stringify({
      judged, printed: performance.now() - started - judged, length: text.length,
      findings: report.findings.length, memory: process.resourceUsage().maxRSS / 1024,
    }));`;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${MEMORY}`, '--input-type=module', '-e', script],
    { cwd: root, encoding: 'utf8', timeout: SECONDS * 1000 },
  );
  if (status === 0) return JSON.parse(stdout);
  return {
    failed: signal
      ? `not done after ${SECONDS} s`
      : (stderr
          .trim()
          .split('\n')
          .find((line) => /Error|FATAL/.test(line)) ?? stderr),
  };
}

const [command = 'hostile', ...rest] = process.argv.slice(2);
const outfile = await bundle();
let failed = false;
try {
  const fuzz = await import(pathToFileURL(outfile).href);
  const chosen = Object.entries(fuzz.hostileTemplates).filter(
    ([name]) => rest.length === 0 || name.includes(rest[0]),
  );
  if (command === 'random') {
    const [seconds = '60', seed = String(Date.now() % 1e6)] = rest;
    console.log(`seed ${seed}`);
    failed = !fuzz.fuzzForever(Number(seconds) * 1000, Number(seed), (line) => console.log(line));
  } else if (command === 'growth') {
    for (const [name, { size }] of chosen) {
      const times = [0.25, 0.5, 1].map((part) =>
        measure(outfile, name, Math.max(1, Math.floor(size * part))),
      );
      const [first] = times;
      const ratios = times.map(({ judged, failed: why }) => why ?? (judged / first.judged).toFixed(1));
      console.log(`${name}: ${ratios.join(' : ')} for 1 : 2 : 4`);
    }
  } else {
    for (const [name, { size }] of chosen) {
      const result = measure(outfile, name, size);
      failed ||= 'failed' in result;
      console.log(
        result.failed
          ? `${name}: FAILED, ${result.failed}`
          : `${name}: ${(result.judged / 1000).toFixed(2)} s, printed ${(result.printed / 1000).toFixed(2)} s, ${Math.round(result.memory)} MB, ${result.length} characters, ${result.findings} findings`,
      );
    }
  }
} finally {
  rmSync(outfile, { force: true });
}
process.exitCode = failed ? 1 : 0;
