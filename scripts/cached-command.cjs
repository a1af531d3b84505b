// Stands in the bundle for the import of src/cli/run.ts. Loads command.cjs with the code that V8 compiled at an earlier run,
// which halves the time of a start. The compiled code is kept beside command.cjs and nowhere else: whoever can change it there
// can change the command itself. NODE_DISABLE_COMPILE_CACHE=1 switches it off, as it does for Node's own cache.
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

/* global COMMAND_HASH */
const file = join(__dirname, 'command.cjs');
const folder = join(__dirname, '.cache');
const cacheFile = join(folder, `${COMMAND_HASH}-${process.versions.v8}-${process.arch}`);
const isCached = !process.env.NODE_DISABLE_COMPILE_CACHE;

function readCache() {
  try {
    return isCached ? readFileSync(cacheFile) : undefined;
  } catch {
    return undefined;
  }
}

function writeCache(script) {
  const draft = `${cacheFile}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, cacheFile);
  } catch {
    // A package that is installed read-only starts without it.
    rmSync(draft, { force: true });
  }
}

/** Only a lint uses most of the code; what the other commands leave behind would keep later lints slow. */
function isLint() {
  const other = /^(--help|-h|--version|-V|--list-files|--print-config|explain|rules|init|completions)$/;
  return (process.exitCode ?? 0) < 2 && !process.argv.slice(2).some((argument) => other.test(argument));
}

const cachedData = readCache();
// The bundle is plain ASCII: as latin1 it need not be decoded.
const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData });
const isFresh = cachedData !== undefined && script.cachedDataRejected === false;
if (isCached && !isFresh) process.once('exit', () => isLint() && writeCache(script));
// Code out of a cache cannot call `import()` itself.
const nativeImport = (specifier) => import(specifier);
script.runInThisContext().call(exports, exports, require, module, file, __dirname, nativeImport);
