import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GitRepository, openRepository } from '../../src/load/git-objects.ts';
import { applyDelta } from '../../src/load/git-delta.ts';
import { addFiles, folderWith } from './folder.ts';

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

let clock = 1_700_000_000;

/** What the real git prints. */
function git(folder: string, ...args: readonly string[]): string {
  const date = `${(clock += 60)} +0000`;
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...ENVIRONMENT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trimEnd();
}

const hasGit = spawnSync('git', ['--version']).status === 0;

function commit(folder: string, message: string, files: Readonly<Record<string, unknown>> = {}): string {
  addFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

const longText = (version: number): string =>
  Array.from({ length: 3_000 }, (_, line) => `line ${line} ${line < version ? `v${line}` : ''}`).join('\n');

/** A repository with branches, tags, merges and forty versions of a long file. */
function makeRepository(...init: readonly string[]): string {
  const folder = folderWith();
  git(folder, 'init', '-q', '-b', 'main', ...init);
  commit(folder, 'first', {
    'template.yaml': 'Resources: {}\n',
    'deep/er/und größer/x.json': { a: 1 },
    empty: '',
    'bytes.bin': Buffer.from([0, 255, 10, 13, 128]),
  });
  git(folder, 'tag', 'light');
  git(folder, 'tag', '-a', 'v1.0', '-m', 'annotated');
  git(folder, 'tag', '-a', 'outer', '-m', 'tag of a tag', 'v1.0');
  for (let version = 0; version < 40; version++)
    commit(folder, `v${version}`, { 'long.txt': longText(version) });
  git(folder, 'checkout', '-q', '-b', 'feature/one', 'HEAD~5');
  commit(folder, 'on the branch', { 'branch.txt': 'b' });
  git(folder, 'checkout', '-q', 'main');
  commit(folder, 'on main', { 'main.txt': 'm' });
  git(folder, 'merge', '-q', '--no-ff', '-m', 'merge', 'feature/one');
  git(folder, 'tag', 'merged');
  git(folder, 'branch', 'packed-branch', 'HEAD~2');
  return folder;
}

/** Everything that git says of a commit's files. */
function filesByGit(folder: string, commitId: string): readonly string[] {
  return git(folder, 'ls-tree', '-r', '-z', commitId)
    .split('\0')
    .filter(Boolean)
    .map((line) => line.replace(/^\d+ \w+ /, '').replace('\t', ' '));
}

const filesByUs = (repository: GitRepository, commitId: string): readonly string[] =>
  repository.listTree(commitId).map(({ id, path }) => `${id} ${path}`);

/** Compares every revision and every object of the history with what git says. */
function expectSame(folder: string): void {
  const repository = openRepository(folder);
  for (const revision of [
    'HEAD',
    '@',
    'main',
    'refs/heads/main',
    'heads/main',
    'feature/one',
    'light',
    'tags/light',
    'v1.0',
    'outer',
    'HEAD~3',
    'HEAD^',
    'merged^2',
    'merged^2~2',
    'HEAD~1^0',
    'v1.0^{commit}',
    'outer^{}',
    'packed-branch',
    'merged',
  ])
    // prettier-ignore
    expect(repository.resolveCommit(revision), revision).toBe(
      git(folder, 'rev-parse', '--verify', `${revision}^{commit}`),
    );
  const commits = git(folder, 'rev-list', '--all').split('\n');
  for (const id of commits) {
    expect(repository.resolveCommit(id.slice(0, 12))).toBe(id);
    expect(filesByUs(repository, id)).toEqual(filesByGit(folder, id));
  }
  const blobs = new Set(commits.flatMap((id) => repository.listTree(id).map((entry) => entry.id)));
  for (const id of blobs) {
    const { stdout } = spawnSync('git', ['cat-file', 'blob', id], { cwd: folder, maxBuffer: 1 << 28 });
    expect(repository.readBlob(id).equals(stdout), id).toBe(true);
  }
  repository.close();
}

describe.skipIf(!hasGit)('a repository read without git', () => {
  let folder: string;
  beforeAll(() => {
    folder = makeRepository();
  });

  it('of loose objects', () => {
    expect(readdirSync(join(folder, '.git/objects/pack'))).toEqual([]);
    expectSame(folder);
  });

  it('of a pack with deltas, and packed refs', () => {
    git(folder, 'gc', '-q', '--aggressive', '--prune=now');
    const pack = readdirSync(join(folder, '.git/objects/pack')).find((name) => name.endsWith('.idx'))!;
    const listing = git(folder, 'verify-pack', '-v', join(folder, '.git/objects/pack', pack));
    expect(listing).toMatch(/chain length = [5-9]/);
    expect(readFileSync(join(folder, '.git/packed-refs'), 'utf8')).toContain('refs/heads/packed-branch');
    expectSame(folder);
  });

  it.each([
    ['an index of version 1', ['-c', 'pack.indexVersion=1']],
    ['deltas that name their base', ['-c', 'repack.useDeltaBaseOffset=false']],
  ])('of a pack with %s', (_, settings) => {
    git(folder, ...settings, 'repack', '-q', '-a', '-d', '-f');
    expectSame(folder);
  });

  it('of several packs and loose objects, with a newer ref over a packed one', () => {
    const head = commit(folder, 'beside the pack', { 'later.txt': 'later' });
    git(folder, 'repack', '-q', '-d');
    git(folder, 'branch', '-f', 'packed-branch', head);
    commit(folder, 'loose', { 'loose.txt': 'loose' });
    expect(openRepository(folder).resolveCommit('packed-branch')).toBe(head);
    expectSame(folder);
  });

  it('from a folder in it, from a linked worktree, and from a clone that borrows its objects', () => {
    expect(openRepository(join(folder, 'deep/er')).root).toBe(folder);
    const beside = join(folderWith(), 'worktree');
    git(folder, 'worktree', 'add', '-q', '-b', 'wt', beside, 'HEAD~1');
    const worktree = openRepository(beside);
    expect(worktree.root).toBe(beside);
    expect(worktree.resolveCommit('HEAD')).toBe(git(folder, 'rev-parse', 'HEAD~1'));
    expect(worktree.resolveCommit('main')).toBe(git(folder, 'rev-parse', 'main'));
    const clone = join(folderWith(), 'clone');
    git(folder, 'clone', '-q', '--shared', folder, clone);
    const borrowed = openRepository(clone);
    expect(borrowed.resolveCommit('origin/main')).toBe(git(folder, 'rev-parse', 'main'));
    expect(borrowed.resolveCommit('origin')).toBe(git(folder, 'rev-parse', 'main'));
    expect(filesByUs(borrowed, borrowed.resolveCommit('HEAD'))).toEqual(filesByGit(clone, 'HEAD'));
  });

  it('file by file and folder by folder', () => {
    const repository = openRepository(folder);
    const head = repository.resolveCommit('HEAD');
    const entry = repository.entryAt(head, 'deep/er/und größer/x.json')!;
    expect(entry).toMatchObject({ path: 'deep/er/und größer/x.json', kind: 'file' });
    expect(repository.readBlob(entry.id).toString()).toBe('{\n "a": 1\n}');
    expect(repository.listTree(head, 'deep/er/').map(({ path }) => path)).toEqual([
      'deep/er/und größer/x.json',
    ]);
    expect(
      repository.listTree(head, '', (at) => at !== 'deep').some(({ path }) => path.startsWith('deep')),
    ).toBe(false);
    expect(repository.entryAt(head, 'deep')).toBeUndefined();
    expect(repository.entryAt(head, 'no/such')).toBeUndefined();
    expect(repository.listTree(head, 'no/such')).toEqual([]);
  });

  it('finds the merge base that git finds', () => {
    const repository = openRepository(folder);
    for (const [one, other] of [
      ['main', 'feature/one'],
      ['HEAD~1', 'feature/one'],
      ['packed-branch', 'feature/one'],
      ['v1.0', 'main'],
      ['main', 'main'],
      ['HEAD~4', 'merged^2~1'],
    ] as const) {
      const expected = git(folder, 'merge-base', one, other);
      expect(repository.mergeBase(repository.resolveCommit(one), repository.resolveCommit(other))).toBe(
        expected,
      );
      expect(repository.resolveCommit(`${one}...${other}`)).toBe(expected);
    }
    git(folder, 'checkout', '-q', '--orphan', 'island');
    commit(folder, 'nothing in common');
    git(folder, 'checkout', '-q', 'main');
    const alone = repository.resolveCommit('island');
    expect(repository.mergeBase(repository.resolveCommit('main'), alone)).toBeUndefined();
    expect(() => repository.resolveCommit('main...island')).toThrow('no common history');
  });

  it('of SHA-256 objects', () => {
    const other = makeRepository('--object-format=sha256');
    expectSame(other);
    git(other, 'gc', '-q');
    expectSame(other);
  });

  it('tells links and submodules from files', () => {
    const other = folderWith({ 'a.txt': 'a' });
    git(other, 'init', '-q', '-b', 'main');
    git(other, 'add', '-A');
    const link = git(other, 'hash-object', '-w', 'a.txt');
    git(other, 'update-index', '--add', '--cacheinfo', `120000,${link},link`);
    git(other, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    git(other, 'commit', '-q', '-m', 'kinds');
    const repository = openRepository(other);
    const kinds = repository.listTree(repository.resolveCommit('HEAD')).map(({ path, kind }) => [path, kind]);
    expect(kinds).toEqual([
      ['a.txt', 'file'],
      ['link', 'link'],
      ['module', 'submodule'],
    ]);
    const inner = join(other, 'sub');
    git(other, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', folder, 'sub');
    expect(openRepository(inner).resolveCommit('HEAD')).toBe(git(folder, 'rev-parse', 'HEAD'));
  });

  it('of a shallow clone says where the history ends', () => {
    const clone = join(folderWith(), 'shallow');
    git(folder, 'clone', '-q', '--depth', '1', '--no-single-branch', `file://${folder}`, clone);
    const repository = openRepository(clone);
    expect(repository.resolveCommit('HEAD')).toBe(git(clone, 'rev-parse', 'HEAD'));
    expect(() => repository.resolveCommit('HEAD~1')).toThrow(/shallow clone/);
    expect(() => repository.resolveCommit('HEAD...origin/feature/one')).toThrow(/shallow clone/);
  });
});

describe.skipIf(!hasGit)('what cannot be read is said', () => {
  let folder: string;
  let repository: GitRepository;
  beforeAll(() => {
    folder = makeRepository();
    repository = openRepository(folder);
  });

  it.each([
    ['mian', 'There is no commit, branch or tag `mian`. Did you mean `main`?'],
    ['HEAD~500', 'There is no `HEAD~500`'],
    ['HEAD^7', 'There is no `HEAD^7`'],
    ['HEAD@{1}', 'There is no commit, branch or tag `HEAD@{1}`'],
    ['HEAD^{tree}', 'is no revision that iam-lint understands'],
    ['HEAD^{/text}', 'is no revision that iam-lint understands'],
    ['', 'There is no commit, branch or tag'],
    ['../../etc/passwd', 'There is no commit, branch or tag'],
    ['config', 'There is no commit, branch or tag `config`'],
    ['refs/../config', 'There is no commit, branch or tag'],
    ['0'.repeat(40), 'does not have the object'],
  ])('%s', (revision, message) => {
    expect(() => repository.resolveCommit(revision)).toThrow(message);
  });

  it('a tree or a file where a commit is meant', () => {
    const tree = git(folder, 'rev-parse', 'HEAD^{tree}');
    expect(() => repository.resolveCommit(tree)).toThrow('names a tree, not a commit');
    expect(() => repository.readBlob(tree)).toThrow('is a tree and no file');
  });

  it('a folder in no repository', () => {
    expect(() => openRepository(folderWith())).toThrow('stands in no git repository');
    const fake = folderWith({ '.git': 'gitdir: nowhere\n' });
    expect(() => openRepository(fake)).toThrow('stands in no git repository');
  });

  it('branches that are kept as reftable', () => {
    const other = folderWith({
      '.git/HEAD': 'ref: refs/heads/.invalid\n',
      '.git/config': '[extensions]\n\trefStorage = reftable\n',
    });
    expect(() => openRepository(other)).toThrow('reftable');
  });

  it('a tree that holds a billion times the same', () => {
    const mktree = (lines: readonly string[]): string => {
      const { stdout } = spawnSync('git', ['mktree'], {
        cwd: folder,
        input: lines.join('\n'),
        encoding: 'utf8',
        env: ENVIRONMENT,
      });
      return stdout.trim();
    };
    let tree = mktree([`100644 blob ${git(folder, 'rev-parse', 'HEAD:empty')}\tfile`]);
    for (let level = 0; level < 9; level++)
      tree = mktree(Array.from({ length: 10 }, (_, n) => `040000 tree ${tree}\t${n}`));
    const bomb = git(folder, 'commit-tree', '-m', 'bomb', tree);
    expect(() => openRepository(folder).listTree(bomb)).toThrow('files and folders');
  });

  it('refs that lead in a circle', () => {
    writeFileSync(join(folder, '.git/refs/heads/a'), 'ref: refs/heads/b\n');
    writeFileSync(join(folder, '.git/refs/heads/b'), 'ref: refs/heads/a\n');
    expect(() => repository.resolveCommit('a')).toThrow('There is no commit');
  });

  it('damaged objects and packs, whatever byte is wrong', () => {
    const id = openRepository(folder).resolveCommit('light');
    const path = join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
    rmSync(path, { force: true });
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'no zlib stream');
    expect(() => openRepository(folder).listTree(id)).toThrow('damaged');

    const other = makeRepository();
    git(other, 'gc', '-q', '--aggressive', '--prune=now');
    const packs = join(other, '.git/objects/pack');
    for (const ending of ['.pack', '.idx']) {
      const file = join(
        packs,
        readdirSync(packs).find((name) => name.endsWith(ending))!,
      );
      const whole = readFileSync(file);
      let failures = 0;
      for (let round = 0; round < 60; round++) {
        const broken = Buffer.from(whole);
        const at = Math.floor((whole.length * round) / 60);
        broken[at] = broken[at]! ^ 0xff;
        rmSync(file, { force: true });
        writeFileSync(file, round % 7 === 6 ? broken.subarray(0, at) : broken);
        try {
          const opened = openRepository(other);
          for (const entry of opened.listTree(opened.resolveCommit('HEAD'))) opened.readBlob(entry.id);
        } catch (error) {
          expect(error).toHaveProperty('name', 'GitError');
          failures++;
        }
      }
      rmSync(file, { force: true });
      writeFileSync(file, whole);
      expect(failures).toBeGreaterThan(3);
    }
  });
});

describe('a delta', () => {
  const base = Buffer.from('abcdefgh');
  it('copies and adds', () => {
    expect(applyDelta(base, Buffer.from([8, 5, 0x91, 2, 3, 2, 0x58, 0x59]), 100).toString()).toBe('cdeXY');
  });

  it.each([
    ['of another base', [7, 1, 1, 0x58]],
    ['that copies from behind the end', [8, 5, 0x91, 6, 5]],
    ['that makes too little', [8, 5, 1, 0x58]],
    ['that makes too much', [8, 1, 2, 0x58, 0x59]],
    ['with the command 0', [8, 1, 0]],
    ['that ends early', [8, 5, 0x91, 2]],
    ['whose size has no end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])('%s is damaged', (_, bytes) => {
    expect(() => applyDelta(base, Buffer.from(bytes), 100)).toThrow('damaged');
  });

  it('that makes more than is allowed is not made', () => {
    expect(() => applyDelta(base, Buffer.from([8, 0x80, 0x80, 0x80, 0x80, 8]), 100)).toThrow(
      'larger than 100',
    );
  });
});
