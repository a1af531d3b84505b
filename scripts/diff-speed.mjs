// Measures `iam-lint diff` between two commits of a repository that holds a cdk.out:
//   node scripts/diff-speed.mjs [STACKS]     50 when left out
// A new process each time, from its start to its end; medians of five runs. With one stack changed it must stay under a second.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle, root } from './build.mjs';

const stacks = Number(process.argv[2] ?? 50);
const RUNS = 5;
const ROLES = 20;
const LIMIT_MS = 1000;

const work = mkdtempSync(join(tmpdir(), 'iam-lint-diff-'));
try {
  process.exitCode = await measure();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function measure() {
  const home = join(work, 'package');
  mkdirSync(home);
  await buildBundle(home);
  for (const name of ['data', 'package.json']) symlinkSync(join(root, name), join(home, name));
  const command = join(home, 'dist/iam-lint.cjs');
  const repository = join(work, 'repository');
  mkdirSync(join(repository, 'cdk.out'), { recursive: true });
  git(repository, 'init', '-q', '-b', 'main');
  write(repository, 0, true);
  commit(repository, 'before');
  const counts = [...new Set([1, 2, 5, 10, 25, stacks])].filter((count) => count <= stacks);
  for (const count of counts) {
    git(repository, 'checkout', '-q', '-B', `changed-${count}`, 'main');
    write(repository, count, false);
    commit(repository, `change ${count}`);
  }
  git(repository, 'gc', '-q');
  const bare = median(() => spawnSync(process.execPath, ['-e', '0']));
  console.log(`${stacks} stacks of ${ROLES} roles; bare node ${bare.toFixed(0)} ms`);
  let failed = false;
  for (const count of counts) {
    const run = () =>
      spawnSync(process.execPath, [command, 'diff', 'main', `changed-${count}`, '--format', 'json'], {
        cwd: repository,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
    const { status, stdout, stderr } = run();
    const found = status === 1 ? JSON.parse(stdout) : undefined;
    const subjects = new Set(found?.changes.map(({ subject, file }) => `${file} ${subject}`));
    if (found?.head.compared !== count || subjects.size !== count) {
      console.error(`${count} changed: exit code ${status}, ${subjects.size} subjects\n${stderr}`);
      return 1;
    }
    const time = median(run);
    if (count === 1 && time > LIMIT_MS) failed = true;
    console.log(`${String(count).padStart(4)} changed: ${time.toFixed(0)} ms`);
  }
  if (failed) console.error(`one changed stack takes longer than ${LIMIT_MS} ms`);
  return failed ? 1 : 0;
}

function median(run) {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[RUNS >> 1];
}

function git(cwd, ...args) {
  const identity = [
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

function commit(repository, message) {
  git(repository, 'add', '-A', '-f');
  git(repository, 'commit', '-q', '-m', message);
}

/** Writes the assembly; the first `changed` stacks have a role that may do more. */
function write(repository, changed, all) {
  const artifacts = {};
  for (let stack = 0; stack < stacks; stack++) {
    const name = `Stack${stack}`;
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
    };
    if (all || stack < changed)
      writeFileSync(
        join(repository, 'cdk.out', `${name}.template.json`),
        `${JSON.stringify({ Resources: resources(stack < changed, name) }, undefined, 1)}\n`,
      );
  }
  writeFileSync(
    join(repository, 'cdk.out/manifest.json'),
    `${JSON.stringify({ version: '48.0.0', artifacts }, undefined, 1)}\n`,
  );
}

function resources(widened, stack) {
  const all = {};
  for (let role = 0; role < ROLES; role++) {
    const action = widened && role === 0 ? 's3:*' : 's3:GetObject';
    const metadata = (name) => ({ 'aws:cdk:path': `${stack}/Handler${role}/${name}` });
    all[`Bucket${role}`] = { Type: 'AWS::S3::Bucket', Metadata: metadata('Bucket') };
    all[`Role${role}`] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        ManagedPolicyArns: [
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] }, // prettier-ignore
        ],
      },
      Metadata: metadata('Role'),
    };
    all[`Policy${role}`] = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: `Policy${role}`,
        Roles: [{ Ref: `Role${role}` }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: [action, 's3:ListBucket'],
              Resource: [
                { 'Fn::GetAtt': [`Bucket${role}`, 'Arn'] },
                { 'Fn::Join': ['', [{ 'Fn::GetAtt': [`Bucket${role}`, 'Arn'] }, '/*']] },
              ],
            },
            { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: `arn:aws:dynamodb:*:*:table/${stack}-${role}` }, // prettier-ignore
          ],
        },
      },
      Metadata: metadata('Policy'),
    };
    all[`Function${role}`] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: `${role}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs20.x',
        Role: { 'Fn::GetAtt': [`Role${role}`, 'Arn'] },
      },
      Metadata: metadata('Function'),
    };
  }
  return all;
}
