// Runs the hooks with the real pre-commit framework, from a clone of this repository as it is committed:
//   node scripts/try-pre-commit.mjs
// Not part of the tests: it installs the development dependencies in the hook's environment. Passed over with a line when
// pre-commit is not there; PRE_COMMIT may name it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const command = process.env.PRE_COMMIT ?? 'pre-commit';
let failed = 0;

function check(what, holds, output) {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
  if (holds) return;
  failed += 1;
  console.log(output);
}

const role = (policies) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
      ManagedPolicyArns: [${policies}]
`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** What a repository has beside its templates; the hook is given all of it. */
const OTHERS = {
  'docker-compose.yml': 'services:\n  web: { image: nginx }\n',
  'k8s/role.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules: []\n---\nkind: Service\n',
  'package.json': '{ "name": "app", "private": true }\n',
  'helm/broken.yaml': 'a: {{ .Values.name }}\n  b: [\n',
  '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
};

function tryHooks(folder) {
  const work = join(folder, 'work');
  const environment = { ...process.env, PRE_COMMIT_HOME: join(folder, 'home') };
  const git = (...args) => execFileSync('git', args, { cwd: work, encoding: 'utf8' });
  const write = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    git('add', '-A');
  };
  const run = (...args) => {
    const result = spawnSync(command, ['run', '--color=never', ...args], {
      cwd: work,
      env: environment,
      encoding: 'utf8',
    });
    return { status: result.status, output: result.stdout + result.stderr };
  };
  const commit = () =>
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'step', '--no-verify');

  mkdirSync(work);
  git('init', '-q');
  const revision = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  write({
    '.pre-commit-config.yaml': `repos:\n  - repo: ${root}\n    rev: ${revision}\n    hooks:\n      - id: iam-lint\n      - id: iam-lint-all\n        stages: [manual]\n`,
    ...OTHERS,
  });
  const other = run('iam-lint');
  check('files that are no templates pass, broken ones among them', other.status === 0, other.output);
  commit();

  write({ 'old.yaml': role(ADMINISTRATOR) });
  const bad = run('iam-lint');
  check(
    'a finding in a changed file stops the commit',
    bad.status !== 0 && /old\.yaml:8:\d+/.test(bad.output),
    bad.output,
  );
  commit();

  write({ 'new.yaml': role('') });
  const good = run('iam-lint');
  check('findings of unchanged files do not', good.status === 0, good.output);

  const all = run('iam-lint-all', '--hook-stage', 'manual');
  check(
    'iam-lint-all judges the whole repository',
    all.status !== 0 && all.output.includes('old.yaml'),
    all.output,
  );
}

if (spawnSync(command, ['--version']).status !== 0)
  console.log('skip pre-commit is not installed; PRE_COMMIT may name it');
else {
  const folder = mkdtempSync(join(tmpdir(), 'iam-lint-pre-commit-'));
  try {
    tryHooks(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed === 0 ? 0 : 1;
