// Bundles the reasoning kernel for the scripts beside this one and imports it.
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param {string} source the exports wanted, as import statements relative to the project.
 * @returns the module.
 */
export async function loadKernel(source = "export * from './src/access/index.ts';") {
  const folder = join(root, 'node_modules/.cache/iam-lint');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `access-${process.pid}.mjs`);
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const kernel = await import(pathToFileURL(outfile).href);
  const { rmSync } = await import('node:fs');
  rmSync(outfile, { force: true });
  return kernel;
}
