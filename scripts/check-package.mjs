// Packs the package as it would be published and uses it as a stranger would: checked, installed elsewhere, run, imported.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'iam-lint-package-'));
const failures = [];

const TEMPLATE = `Resources:
  Robot:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: everything
          PolicyDocument:
            Version: '2012-10-17'
            Statement: { Effect: Allow, Action: '*', Resource: '*' }
`;

// The marked line is an error only when the types are really there.
const TYPED = `import { IamLintPlugin } from 'iam-lint/cdk';
export const validation: { readonly name: string } = new IamLintPlugin({ config: { preset: 'strict' } });
import iamLint, { type HostConfig } from 'iam-lint/eslint';
export const linted: HostConfig[] = [iamLint.configs.recommended];
import { defineConfig, lint, lintFiles, lintText, RuleTester, rules, type Finding, type Report as R } from 'iam-lint';
export const config = defineConfig({ preset: 'strict', rules: { 'no-iam-user': 'off', mine: { level: 'high', limit: 3 } } });
// @ts-expect-error
defineConfig({ presett: 'strict' });
export const text: R = lintText('', { config });
export const files: Promise<R> = lintFiles('*.yaml', { config });
export const faults: readonly { fault: string }[] = new RuleTester().check(rules[0]!);
export const ids: readonly string[] = rules.map((rule) => rule.id);
export const severity: Finding['severity'] = 'high';
// @ts-expect-error
export const wrong: Finding['severity'] = 'dreadful';
export type Report = ReturnType<typeof lint>;
`;

/** Proves with the reasoning alone that one policy allows more than another. */
const COMPARING = `
import { compareAccess, parsePolicy } from 'iam-lint/access';
const policy = (Action) =>
  parsePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: 'arn:aws:s3:::logs/*' } });
const wider = compareAccess(policy('s3:GetObject'), policy('s3:*Object'));
const narrower = compareAccess(policy('s3:*Object'), policy('s3:GetObject'));
console.log(wider.verdict === 'FAIL' && wider.witness.action.startsWith('s3:') && narrower.verdict === 'PASS' ? 'usable' : 'broken');
`;

/** Finds the administrator with both ways in of the library. */
const JUDGING = `const { readFileSync } = require('node:fs');
const { lintFiles, lintText } = require('iam-lint');
const ids = ({ findings }) => findings.map(({ rule }) => rule.id).sort().join();
const text = ids(lintText(readFileSync('template.yaml', 'utf8')));
lintFiles('*.yaml').then((report) =>
  console.log(text.includes('no-admin-statement') && text === ids(report) ? 'usable' : 'broken'));
`;

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
    env: { ...process.env, NO_COLOR: '1', npm_config_audit: 'false', npm_config_fund: 'false' },
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** Says what was checked; a failure is remembered, with what the command printed. */
function check(what, { status, stdout, stderr }, expected = (result) => result.status === 0) {
  const ok = holds(expected, { status, stdout, stderr });
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
  if (ok) return;
  failures.push(what);
  console.log(`exit code ${status}\n${stdout}\n${stderr}`.trimEnd());
}

/** A check that cannot read what was printed has failed. */
function holds(expected, result) {
  try {
    return expected(result);
  } catch {
    return false;
  }
}

function tool(name, entry, args) {
  return run(process.execPath, [join(root, 'node_modules', name, entry), ...args], root);
}

function pack() {
  const result = run('npm', ['pack', '--json', '--pack-destination', work], root);
  check('npm pack', result);
  if (result.status !== 0) return undefined;
  // Scripts of the package print before the JSON.
  const [packed] = JSON.parse(result.stdout.slice(result.stdout.search(/^\[\s*$/m)));
  return { tarball: join(work, packed.filename), packed };
}

function printSizes(packed) {
  const kilobytes = (bytes) => `${Math.round(bytes / 1024)} KB`;
  console.log(
    `       ${packed.entryCount} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`,
  );
  for (const { path, size } of [...packed.files].sort((a, b) => b.size - a.size).slice(0, 8))
    console.log(`       ${kilobytes(size).padStart(9)}  ${path}`);
}

function checkContents(packed) {
  const paths = packed.files.map(({ path }) => path);
  const missing = ['LICENSE', 'README.md', 'THIRD_PARTY_NOTICES', 'data/meta.json', 'dist/iam-lint.cjs', 'dist/index.js', 'dist/access.js', 'dist/eslint.js', 'dist/cdk.js', 'dist/types/src/index.d.ts', 'dist/types/src/access/index.d.ts', 'dist/types/src/eslint/index.d.ts', 'dist/types/src/cdk/index.d.ts', 'docs/config.schema.json'].filter((path) => !paths.includes(path)); // prettier-ignore
  const strange = paths.filter((path) => !/^(dist|data)\/|^(LICENSE|README\.md|THIRD_PARTY_NOTICES|package\.json|docs\/config\.schema\.json)$/.test(path)); // prettier-ignore
  const stderr = `missing: ${missing.join(', ') || 'nothing'}; strange: ${strange.join(', ') || 'nothing'}`;
  check(
    'holds what it should and nothing else',
    { status: 0, stdout: '', stderr },
    () => missing.length + strange.length === 0,
  );
}

function checkInstalled(tarball) {
  const home = join(work, 'elsewhere');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  writeFileSync(join(home, 'template.yaml'), TEMPLATE);
  writeFileSync(join(home, 'library.mjs'), importing(`import { lint, rules } from 'iam-lint';`));
  writeFileSync(
    join(home, 'library.cjs'),
    `import('iam-lint').then(({ lint, rules }) => {${importing('')}});`,
  );
  writeFileSync(join(home, 'required.cjs'), importing(`const { lint, rules } = require('iam-lint');`));
  writeFileSync(join(home, 'files.cjs'), JUDGING);
  writeFileSync(join(home, 'access.mjs'), COMPARING);
  writeFileSync(join(home, 'typed.mts'), TYPED);
  check('npm install --offline', run('npm', ['install', '--offline', tarball], home));
  const { dependencies = {} } = manifest;
  check(
    'installs nothing beside it',
    run('npm', ['ls', '--all', '--parseable'], home),
    ({ status, stdout }) => {
      return status === 0 && stdout.trim().split('\n').length === 2 && Object.keys(dependencies).length === 0;
    },
  );
  check(
    'npx iam-lint --version',
    run('npm', ['exec', '--offline', '--', 'iam-lint', '--version'], home),
    ({ status, stdout }) => {
      return status === 0 && stdout.trim().split(/\s+/).includes(manifest.version);
    },
  );
  const json = run('npm', ['exec', '--offline', '--', 'iam-lint', 'template.yaml', '--format', 'json'], home);
  check('npx iam-lint template.yaml finds the administrator', json, ({ status, stdout }) => {
    return (
      status === 1 &&
      JSON.parse(stdout).findings.some(
        ({ file, resource }) => file === 'template.yaml' && resource === 'Robot',
      )
    );
  });
  check(
    'npx iam-lint, in a folder with a template',
    run('npm', ['exec', '--offline', '--', 'iam-lint'], home),
    ({ status, stdout }) => {
      return status === 1 && stdout.includes('template.yaml');
    },
  );
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
  ];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  check('typed for TypeScript', run(process.execPath, [tsc, ...flags, 'typed.mts'], home));
  for (const file of ['library.mjs', 'library.cjs', 'required.cjs', 'files.cjs', 'access.mjs'])
    check(
      `imported by ${file}`,
      run(process.execPath, [file], home),
      ({ status, stdout }) => status === 0 && stdout.trim() === 'usable',
    );
}

/** A program that checks that the library's names are there, after `statement` has imported them. */
function importing(statement) {
  return `${statement}\nconsole.log(typeof lint === 'function' && rules.length > 0 ? 'usable' : 'broken');\n`;
}

function checkPacked({ tarball, packed }) {
  printSizes(packed);
  checkContents(packed);
  check('publint', tool('publint', 'src/cli.js', ['run', tarball, '--strict']));
  check(
    'attw',
    tool('@arethetypeswrong/cli', 'dist/index.js', [
      tarball,
      '--profile',
      'esm-only',
      '--no-emoji',
      '--no-color',
    ]),
  );
  checkInstalled(tarball);
}

try {
  const result = pack();
  if (result) checkPacked(result);
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.log(`${failures.length} of the package checks failed`);
  process.exitCode = 1;
}
