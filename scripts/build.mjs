// Bundles the command and the library into dist/. `--types` adds the declarations, which only the packed package needs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureDevelopmentDependencies } from './development-dependencies.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

ensureDevelopmentDependencies(root);
const { build: esbuild } = await import('esbuild');

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

/**
 * Modules that take long to load and that few runs need, with the one function that is used of each: Node's are no part of
 * its start-up snapshot, and picomatch is needed for globs of a configuration only.
 */
const ON_DEMAND = {
  'node:crypto': `export const createHash = (name) => process.getBuiltinModule('node:crypto').createHash(name);`,
  'node:zlib': `export const inflateSync = (data, options) => process.getBuiltinModule('node:zlib').inflateSync(data, options);`,
  picomatch: `export default (globs, options) => require('picomatch')(globs, options);`,
};

const onDemand = {
  name: 'on-demand',
  setup(build) {
    build.onResolve({ filter: /^(?:node:crypto|node:zlib|picomatch)$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'on-demand' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'on-demand' }, ({ path }) => ({
      contents: ON_DEMAND[path],
      resolveDir: root,
    }));
  },
};

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  // The build that can be shaken; the one that the package gives to Node is CommonJS.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  legalComments: 'none',
  // What makes a stack trace readable stays: names and lines.
  minifyIdentifiers: false,
  metafile: true,
  logLevel: 'warning',
};

/**
 * Makes a bundle one function of what a module is given, so that the loader need not copy the text to put its own round it.
 * `import()` does not work in code that V8 takes from a cache; scripts/cached-command.cjs lends its own.
 */
function wrapForTheLoader(path) {
  const bundle = readFileSync(path, 'utf8');
  if (bundle.includes('nativeImport')) throw new Error(`${path} has a \`nativeImport\` of its own`);
  const text = bundle.replace(/(?<=\b(?:await|return) |=> )import\(/g, 'nativeImport(');
  const left = /(?<![\w$.'"`])import\(.*/.exec(text);
  if (left) throw new Error(`${path} imports in a way that the loader cannot take over: ${left[0]}`);
  const parameters = 'exports, require, module, __filename, __dirname, nativeImport';
  writeFileSync(path, `(function (${parameters}) {${text}\n})`);
}

/**
 * One file loads at once what `import()` would load later. As static imports its modules need no function of their own each,
 * which would be called, one by one, at every start.
 */
const importsAtOnce = {
  name: 'imports-at-once',
  setup(build) {
    build.onLoad({ filter: /\/src\/cli\/[^/]+\.ts$/ }, ({ path }) => {
      const imports = [];
      const text = readFileSync(path, 'utf8').replace(/\bimport\(('\.[^']+')\)/g, (_, from) => {
        const name = `atOnce${imports.length}`;
        imports.push(`import * as ${name} from ${from};`);
        return `Promise.resolve(${name})`;
      });
      return { contents: `${text}\n${imports.join('\n')}`, loader: 'ts' };
    });
  },
};

/** The command as CommonJS, in one file but for the search by globs: what V8 compiled of one file can be kept. */
async function bundleCommand(outdir) {
  const globs = {
    name: 'globs-apart',
    setup(build) {
      build.onResolve({ filter: /^fast-glob$/ }, () => ({ path: './fast-glob.cjs', external: true }));
    },
  };
  const command = await esbuild({
    ...COMMON,
    entryPoints: ['src/cli/run.ts'],
    outfile: join(outdir, 'command.cjs'),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [onDemand, importsAtOnce, globs],
  });
  wrapForTheLoader(join(outdir, 'command.cjs'));
  const fastGlob = await esbuild({
    ...COMMON,
    entryPoints: { 'fast-glob': 'fast-glob' },
    outdir,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
  });
  const hash = createHash('sha256')
    .update(readFileSync(join(outdir, 'command.cjs')))
    .digest('hex')
    .slice(0, 16);
  const loader = {
    name: 'cached-command',
    setup(build) {
      build.onResolve({ filter: /^\.\/run\.ts$/ }, () => ({
        path: join(root, 'scripts/cached-command.cjs'),
      }));
    },
  };
  const main = await esbuild({
    ...COMMON,
    entryPoints: { 'iam-lint': 'src/cli/main.ts' },
    outdir,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    define: { COMMAND_HASH: JSON.stringify(hash) },
    plugins: [loader],
  });
  return [command, fastGlob, main];
}

/** The library and the plugins of hosts as ES modules, which share what they have in common. */
function bundleLibrary(outdir) {
  return esbuild({
    ...COMMON,
    entryPoints: {
      index: 'src/index.ts',
      access: 'src/access/index.ts',
      eslint: 'src/eslint/index.ts',
      cdk: 'src/cdk/index.ts',
    },
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    plugins: [onDemand, builtinsForCommonJs],
  });
}

/**
 * Bundles into `<folder>/dist`: `iam-lint.cjs` is the command, `index.js` the library, `access.js` the reasoning alone, the others are plugins.
 * @param {string} [folder]
 * @returns {Promise<import('esbuild').Metafile>} of all bundles together; paths in it are relative to the project.
 */
export async function buildBundle(folder = root) {
  const outdir = join(folder, 'dist');
  // The declarations stay: npm packs after a second build without them.
  for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
    if (name !== 'types') rmSync(join(outdir, name), { recursive: true });
  const results = [...(await bundleCommand(outdir)), await bundleLibrary(outdir)];
  return {
    inputs: Object.assign({}, ...results.map(({ metafile }) => metafile.inputs)),
    outputs: Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)),
  };
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
