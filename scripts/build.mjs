// Bundles the command and the library into dist/. `--types` adds the declarations, which only the packed package needs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * CommonJS packages (fast-glob) call `require('os')`, which an ES module does not have. The own `require` of Node that
 * `process.getBuiltinModule` gives needs no import, so that chunks without such a package stay free of it.
 */
const builtinsForCommonJs = {
  name: 'builtins-for-commonjs',
  setup(build) {
    const names = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      kind === 'require-call' && names.has(path) ? { path, namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

const ENTRIES = { 'iam-lint': 'src/cli/main.ts', index: 'src/index.ts' };

/**
 * Bundles into `<folder>/dist`; names stay readable for the sake of stack traces.
 * @param {{ folder?: string, minifyWhitespace?: boolean, entries?: Record<string, string> }} [options]
 * @returns {Promise<import('esbuild').Metafile>} paths in it are relative to the project.
 */
export async function buildBundle({ folder = root, minifyWhitespace = false, entries = ENTRIES } = {}) {
  const outdir = join(folder, 'dist');
  // The declarations stay: npm packs after a second build without them.
  for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
    if (name !== 'types') rmSync(join(outdir, name), { recursive: true });
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    // The builds that are ES modules: only they can be shaken and split. `yaml` has one for browsers only.
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    plugins: [builtinsForCommonJs],
    legalComments: 'none',
    minifyWhitespace,
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

function emitTypes() {
  rmSync(join(root, 'dist/types'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['--project', 'tsconfig.types.json'];
  const { status } = spawnSync(process.execPath, [tsc, ...flags], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('tsc could not emit the declarations');
}

function writeWhenChanged(path, text) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

/** The files that a start of the entry loads before it decides anything: it and its static imports, with their sizes. */
export function eagerChunks(metafile, entry) {
  const outputs = new Map(Object.entries(metafile.outputs));
  const start = [...outputs.keys()].find((path) => path.endsWith(entry));
  const seen = new Set();
  const queue = [start];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const next of outputs.get(path).imports)
      if (next.kind === 'import-statement' && !next.external) queue.push(next.path);
  }
  return [...seen].map((path) => ({ path, bytes: outputs.get(path).bytes }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const metafile = await buildBundle();
  writeWhenChanged(join(root, 'THIRD_PARTY_NOTICES'), thirdPartyNotices(metafile, root));
  if (process.argv.includes('--types')) emitTypes();
  const bytes = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`dist: ${Object.keys(metafile.outputs).length} files, ${Math.round(bytes / 1024)} KB`);
  if (process.argv.includes('--chunks'))
    for (const [path, { bytes, entryPoint }] of Object.entries(metafile.outputs).sort(
      (a, b) => b[1].bytes - a[1].bytes,
    ))
      console.log(
        `${String(Math.round(bytes / 1024)).padStart(6)} KB  ${relative(root, join(root, path))}  ${entryPoint ?? ''}`,
      );
}
