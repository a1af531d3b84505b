// Scores the built command on the labelled cases of other tools' own tests, where they are at hand beside the repository.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const RECALL = 0.95;
const FALSE_ALARMS = 0.02;

const root = resolve(fileURLToPath(import.meta.url), '../..');
const suite = resolve(root, '../shared/peer-suite');
const mapping = join(root, 'test/peer-suite/mapping.json');

function available() {
  if (!existsSync(join(suite, 'score.py'))) return 'there is no peer suite beside the repository';
  const python = spawnSync('python3', ['-c', 'import json, fnmatch']);
  if (python.error || python.status !== 0) return 'there is no python3';
  return undefined;
}

function lint() {
  const folders = ['templates', 'wrapped'].map((name) => relative(root, join(suite, name)));
  const args = [join(root, 'dist/iam-lint.cjs'), ...folders, '--preset', 'all', '--format', 'json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  // Some cases are broken on purpose, so that 2 is an answer; 3 is our own fault.
  if (status === null || status > 2) throw new Error(`iam-lint ended with ${status}\n${stderr}`);
  return stdout;
}

function score(report, folder) {
  writeFileSync(join(folder, 'report.json'), report);
  const result = join(folder, 'result.json');
  const args = [
    'score.py',
    '--report',
    join(folder, 'report.json'),
    '--mapping',
    mapping,
    '--json',
    result,
    '--misses',
    '0',
  ];
  const { status, stdout, stderr } = spawnSync('python3', args, {
    cwd: suite,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (status !== 0) throw new Error(`score.py ended with ${status}\n${stderr}`);
  console.log(stdout);
  const { mapped, misses, alarms } = JSON.parse(readFileSync(result, 'utf8'));
  for (const { id, resource } of misses.filter((miss) => miss.mapped))
    console.log(`missed: ${id} ${resource ?? ''}`);
  for (const { id, resource, rules } of alarms)
    console.log(`false alarm: ${id} ${resource ?? ''} ${rules.join(', ')}`);
  return mapped;
}

const why = available();
if (why) console.log(`peer suite skipped: ${why}`);
else {
  const folder = mkdtempSync(join(tmpdir(), 'iam-lint-peers-'));
  try {
    const { fail, found, pass, alarm } = score(lint(), folder);
    if (fail === 0) throw new Error(`${relative(root, mapping)} maps no concept to a rule`);
    const ok = found / fail >= RECALL && alarm <= pass * FALSE_ALARMS;
    console.log(
      `concepts with a rule: found ${found} of ${fail} (at least ${RECALL}), false alarms ${alarm} of ${pass} (at most ${FALSE_ALARMS})`,
    );
    if (!ok) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
