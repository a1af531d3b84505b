// Drives hosts that are too big for the tests: synthesises a CDK app of several stacks with the validation plugin, by the CLI of
// CDK and without it. `npm ci --ignore-scripts --prefix test/hosts` installs them first.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle, root } from './build.mjs';

const hosts = join(root, 'test/hosts');
const installed = join(hosts, 'node_modules');
const failures = [];

function check(what, ok, told = '') {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
  if (ok) return;
  failures.push(what);
  console.log(told);
}

/** An app with everything that it needs in its own node_modules, iam-lint as it would be installed. */
async function prepare(work) {
  const built = join(work, 'iam-lint');
  mkdirSync(built);
  cpSync(join(root, 'package.json'), join(built, 'package.json'));
  symlinkSync(join(root, 'data'), join(built, 'data'), 'junction');
  await buildBundle(built);
  const app = join(work, 'app');
  cpSync(join(hosts, 'cdk-app'), app, { recursive: true });
  mkdirSync(join(app, 'node_modules'));
  for (const name of ['aws-cdk', 'aws-cdk-lib', 'constructs'])
    symlinkSync(join(installed, name), join(app, 'node_modules', name), 'junction');
  symlinkSync(built, join(app, 'node_modules/iam-lint'), 'junction');
  return app;
}

function run(app, args, variables = {}) {
  const env = { ...process.env, NO_COLOR: '1', CDK_DISABLE_VERSION_CHECK: '1', ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8', env });
  return { status, text: `${stdout}\n${stderr}` };
}

/** Synthesises anew; what the plugin said is in the report that CDK writes. */
function synthesise(app, which, { cli = false } = {}) {
  rmSync(join(app, 'cdk.out'), { recursive: true, force: true });
  const command = ['--no-notices', '--no-version-reporting', '--app', 'node app.mjs', 'synth', '--quiet'];
  const args = cli ? ['node_modules/aws-cdk/bin/cdk', ...command] : ['app.mjs'];
  const outcome = run(app, args, { CASE: which, ...(!cli && { CDK_OUTDIR: join(app, 'cdk.out') }) });
  const path = join(app, 'cdk.out/validation-report.json');
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { pluginReports: [] };
  return { ...outcome, own: report.pluginReports.find(({ pluginName }) => pluginName === 'iam-lint') };
}

const placesOf = (violations = []) =>
  violations
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(
        ({ constructPath, cloudFormationResource: { templatePath, logicalId } }) =>
          `${ruleName} ${constructPath} ${templatePath} ${logicalId}`,
      ),
    )
    .sort();

function tryCdk(app) {
  for (const cli of [false, true]) {
    const how = cli ? 'cdk synth' : 'node app.mjs';
    const { status, text, own } = synthesise(app, 'bad', { cli });
    check(`${how}: findings make it fail`, status === 1 && own?.conclusion === 'failure', text);
    const admins = placesOf(own?.violations.filter(({ ruleName }) => ruleName === 'no-admin-statement'));
    const told = JSON.stringify(own, undefined, 1);
    check(
      `${how}: a stack and a nested stack in a Stage have findings, with their constructs`,
      admins.length === 2 &&
        admins.some((place) => place.includes(' Data/Robot/')) &&
        admins.some((place) => place.includes(' Prod/Api/Inner/Wide')),
      told,
    );
    check(
      `${how}: findings name the line of the app`,
      /app\.mjs:\d+/.test(text) && /"source": "app\.mjs:\d+/.test(told),
      text,
    );
    const [accepted] = own?.suppressedViolations ?? [];
    check(
      `${how}: what is acknowledged is recorded with its reason`,
      own?.suppressedViolations?.length === 1 &&
        accepted.acknowledgedId === 'iam-lint::no-admin-statement' &&
        placesOf([accepted])[0].includes(' Prod/Api/Accepted/'),
      told,
    );
    const command = run(app, [
      'node_modules/iam-lint/dist/iam-lint.cjs',
      'cdk.out',
      '--format',
      'json',
      '--rule',
      'no-admin-statement',
    ]);
    const { findings } = JSON.parse(command.text.slice(0, command.text.lastIndexOf('}') + 1));
    const ids = findings
      .map(({ resource }) => resource)
      .sort()
      .join();
    check(
      `${how}: the command finds the same in cdk.out`,
      ids ===
        admins
          .map((place) => place.split(' ').at(-1))
          .sort()
          .join(),
      `${ids}\n${admins.join('\n')}`,
    );
  }
  const good = synthesise(app, 'good');
  check(
    'an app without findings is synthesised',
    good.status === 0 && !good.own?.violations.some(({ severity }) => severity === 'error'),
    good.text,
  );
  const lenient = synthesise(app, 'lenient');
  check(
    'failOn: none reports and lets pass',
    lenient.status === 0 && lenient.own?.violations.length > 0,
    lenient.text,
  );
  const stage = placesOf(synthesise(app, 'stage').own?.violations);
  check(
    'a plugin of a Stage reports that Stage only',
    stage.length > 0 && stage.every((place) => place.includes(' Prod/')),
    stage.join('\n'),
  );
}

if (!existsSync(join(installed, 'aws-cdk-lib'))) {
  console.log('The hosts are not installed: npm ci --ignore-scripts --prefix test/hosts');
  process.exit(2);
}
const work = realpathSync(mkdtempSync(join(tmpdir(), 'iam-lint-hosts-')));
try {
  tryCdk(await prepare(work));
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.log(`${failures.length} of the checks failed`);
  process.exitCode = 1;
}
