// Runs the shell steps of action.yml against the packed package, and actionlint over the workflows of the examples:
//   node scripts/try-action.mjs
// Not part of the tests: it packs and installs. What is absent (bash, actionlint) is passed over with a line.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'iam-lint-action-'));
let failed = 0;

function check(what, holds) {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
  if (!holds) failed += 1;
}

/** The steps that are shell, with `${{ inputs.x }}` and `${{ steps.lint.outputs.x }}` filled in as the runner does. */
function run(inputs, temp) {
  const outputs = {};
  const values = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: standard }]) => [name, inputs[name] ?? standard]),
  );
  const fill = (text) =>
    String(text).replace(/\$\{\{ (inputs|steps\.lint\.outputs)\.([\w-]+) \}\}/g, (_, from, name) =>
      from === 'inputs' ? values[name] : (outputs[name] ?? ''),
    );
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') };
  for (const path of Object.values(files)) writeFileSync(path, '');
  let stdout = '';
  for (const step of action.runs.steps.filter((each) => each.run)) {
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, fill(text)]));
    const result = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: fill(step['working-directory'] ?? folder),
      encoding: 'utf8',
      env: { ...process.env, ...files, RUNNER_TEMP: folder, ...own },
    });
    stdout += result.stdout;
    for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n').filter(Boolean))
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    if (result.status !== 0)
      return {
        status: result.status,
        stdout,
        stderr: result.stderr,
        outputs,
        summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
      };
  }
  return { status: 0, stdout, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

function tryAction() {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const version = `file:${join(folder, packed[0].filename)}`;
  const work = join(folder, 'a repository');
  mkdirSync(work);
  writeFileSync(
    join(work, 'bad one.yaml'),
    'Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }\n      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n',
  );
  writeFileSync(join(work, 'good.yaml'), 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n');
  const inputs = { version, 'working-directory': work };

  const bad = run({ ...inputs, 'upload-sarif': 'true' }, folder);
  check('findings fail the step', bad.status === 1 && bad.outputs['exit-code'] === '1');
  check('findings are annotations', bad.stdout.includes('::error file=bad one.yaml,line='));
  check('the job has a summary', bad.summary.includes('## iam-lint: '));
  check(
    'the report for code scanning is SARIF',
    JSON.parse(readFileSync(bad.outputs['sarif'], 'utf8')).version === '2.1.0',
  );

  const never = run({ ...inputs, 'fail-on': 'none', annotations: 'false', summary: 'false' }, folder);
  check('fail-on decides', never.status === 0 && never.summary === '' && !never.stdout.includes('::error'));
  check('paths narrow it', run({ ...inputs, paths: 'good.yaml\n' }, folder).status === 0);
  const hostile = run({ ...inputs, paths: '$(touch pwned); `touch pwned`\n' }, folder);
  check('an input is no shell', hostile.status === 2 && !readdirSync(work).includes('pwned'));
}

function tryActionlint() {
  const command = process.env.ACTIONLINT ?? 'actionlint';
  if (spawnSync(command, ['-version']).status !== 0) {
    console.log('skip actionlint is not installed; ACTIONLINT may name it');
    return;
  }
  const copy = join(folder, 'checkout');
  mkdirSync(join(copy, '.github/workflows'), { recursive: true });
  cpSync(join(root, 'action.yml'), join(copy, 'action.yml'));
  execFileSync('git', ['init', '-q'], { cwd: copy });
  const names = readdirSync(join(root, 'examples/workflows')).filter(
    (name) => name.endsWith('.yml') && !name.startsWith('gitlab'),
  );
  for (const name of names) {
    const text = readFileSync(join(root, 'examples/workflows', name), 'utf8');
    writeFileSync(join(copy, '.github/workflows', name), text.replaceAll('OWNER/iam-lint@v0.1.0', './'));
  }
  const { status, stdout } = spawnSync(command, ['-shellcheck=', '-pyflakes='], {
    cwd: copy,
    encoding: 'utf8',
  });
  if (status !== 0) console.log(stdout);
  check(`actionlint finds nothing in ${names.join(', ')} and the inputs that they give`, status === 0);
}

try {
  if (spawnSync('bash', ['--version']).status === 0) tryAction();
  else console.log('skip there is no bash');
  tryActionlint();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
