import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what the build needs when npm runs `prepare` without it. That is what npm does for a package from git that is
 * installed with `--global`, as pre-commit installs its hooks: the flag reaches the inner installation, which then leaves
 * the folder of the package as it is.
 * @param {string} folder with package.json and its lock file.
 */
export function ensureDevelopmentDependencies(folder) {
  const { npm_lifecycle_event: event, npm_execpath: npm } = process.env;
  if (event !== 'prepare' || npm === undefined || existsSync(join(folder, 'node_modules/esbuild'))) return;
  const flags = ['--global=false', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync(process.execPath, [npm, 'ci', ...flags], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm could not install what the build needs');
}
