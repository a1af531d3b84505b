// Prints ratios, never milliseconds: they hold on any machine, budgets in milliseconds do not.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { parseEvents } from 'js-yaml';
import { buildBundle, root } from './build.mjs';
import { assemblyOf, smallTemplate, templateOf } from './bench-inputs.mjs';

const RUNS = 31;
const work = mkdtempSync(join(tmpdir(), 'iam-lint-bench-'));

/** On a busy machine the median tells what was felt, the best run what the code costs. */
const summary = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], best: sorted[0] };
};
function line(what, times, base, note = '') {
  const ratio = (key) => (times[key] / base[key]).toFixed(2).padStart(8);
  console.log(`${what.padEnd(54)}${ratio('median')}x${ratio('best')}x  ${note}`);
}

// The extra certificates of a company's machine are read at every start of Node and would hide what is measured.
const environment = { ...process.env };
for (const name of ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE']) delete environment[name];

function milliseconds(args, cwd) {
  const began = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { cwd, env: environment, stdio: 'ignore' });
  if (error || status === null || status > 1)
    throw new Error(`${args.join(' ')} ended with ${status ?? error}`);
  return performance.now() - began;
}

/** Times of commands, their runs interleaved so that a busy moment hits all of them. */
function interleaved(commands, cwd) {
  const times = commands.map(() => []);
  for (const args of commands) milliseconds(args, cwd);
  for (let run = 0; run < RUNS; run++)
    commands.forEach((args, at) => times[at].push(milliseconds(args, cwd)));
  return times.map(summary);
}

function benchStartUp() {
  const command = join(root, 'dist/iam-lint.cjs');
  writeFileSync(join(work, 'bare.cjs'), '');
  writeFileSync(join(work, 'one.yaml'), smallTemplate('IAMUserChangePassword'));
  // The largest of AWS's managed policies: judging it by its content is most of the work.
  writeFileSync(join(work, 'large.yaml'), smallTemplate('ReadOnlyAccess'));
  const commands = [['bare.cjs'], [command, '--version'], [command, 'one.yaml'], [command, 'large.yaml']];
  const [bare, version, one, large] = interleaved(commands, work);
  line('--version, to bare Node', version, bare, 'goal 1.15');
  line('one template of 3 KB, to bare Node', one, bare, 'goal 1.50');
  line('one that attaches ReadOnlyAccess', large, bare);
  environment.NODE_DISABLE_COMPILE_CACHE = '1';
  const [bareAgain, uncached] = interleaved([['bare.cjs'], [command, 'one.yaml']], work);
  delete environment.NODE_DISABLE_COMPILE_CACHE;
  line('one of 3 KB without the cache of compiled code', uncached, bareAgain);
}

/** The command in this process; output is thrown away. Gives the function that lints a folder. */
function loadCommand() {
  const file = join(root, 'dist/command.cjs');
  const command = new Script(readFileSync(file, 'utf8'), { filename: file }).runInThisContext();
  const module = { exports: {} };
  command(module.exports, createRequire(file), module, file, dirname(file), (path) => import(path));
  const { run } = module.exports;
  const nowhere = { write: () => undefined };
  return async (folder) => {
    const streams = { stdin: { read: async () => Buffer.alloc(0) }, stdout: nowhere, stderr: nowhere };
    const status = await run(['.'], streams, { cwd: folder, variables: {}, typescript: false });
    if (status > 2) throw new Error(`iam-lint ended with ${status}`);
  };
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What any tool must do at the least: read the files and go through them with the fastest parser there is. */
function readAndParse(files) {
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    try {
      if (/^\s*[[{]/.test(text)) JSON.parse(text);
      else parseEvents(text, {});
    } catch {
      // Broken files are part of a corpus.
    }
  }
}

/** Processor time, which other programs on the machine disturb less than they do the clock. */
async function timed(action, runs) {
  const times = [];
  for (let run = 0; run <= runs; run++) {
    const began = process.cpuUsage();
    await action();
    const { user, system } = process.cpuUsage(began);
    if (run > 0) times.push(user + system);
  }
  return summary(times);
}

async function benchFolder(what, lint, folder, runs) {
  const files = filesBelow(folder);
  const floor = await timed(async () => readAndParse(files), runs);
  const whole = await timed(() => lint(folder), runs);
  line(`${what}, to reading and parsing`, whole, floor, `${files.length} files`);
  return whole;
}

async function benchGrowth(lint) {
  const folders = [200, 400, 800].map((count) => {
    const folder = join(work, `templates-${count}`);
    mkdirSync(folder);
    for (let n = 0; n < count; n++) writeFileSync(join(folder, `stack-${n}.yaml`), templateOf(n));
    return { count, folder };
  });
  // Before V8 has optimised the code the first measurement would make the growth look better than linear.
  for (let run = 0; run < 3; run++) await lint(folders.at(-1).folder);
  let before;
  for (const { count, folder } of folders) {
    const time = await timed(() => lint(folder), 9);
    if (before !== undefined) line(`${count} templates, to ${count / 2}`, time, before, 'linear is 2');
    before = time;
  }
}

try {
  await buildBundle();
  console.log(`${' '.repeat(54)}   median     best`);
  benchStartUp();
  const lint = loadCommand();
  const corpus = join(root, '../shared/corpus');
  if (existsSync(corpus)) await benchFolder('the corpus', lint, corpus, 7);
  else await benchFolder('the examples', lint, join(root, 'examples'), 15);
  const assembly = join(work, 'cdk.out');
  mkdirSync(assembly);
  for (const [name, text] of assemblyOf(2500)) writeFileSync(join(assembly, name), text);
  await benchFolder('a cdk.out of 2,500 resources', lint, assembly, 7);
  await benchGrowth(lint);
} finally {
  rmSync(work, { recursive: true, force: true });
}
