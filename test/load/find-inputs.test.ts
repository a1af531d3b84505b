import { chmodSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInputs } from '../../src/load/find-inputs.ts';
import { pathMatcher } from '../../src/config/path-matcher.ts';
import { writeAssembly } from './assembly.ts';
import { addFiles, folderWith } from './folder.ts';

async function found(cwd: string, ...args: readonly string[]) {
  const { files, assemblies, problems, stdin } = await findInputs(args, { cwd });
  const show = (path: string) => relative(cwd, path);
  return {
    files: files.map(({ path }) => show(path)),
    named: files.filter(({ named }) => named).map(({ path }) => show(path)),
    assemblies: assemblies.map(show),
    problems: problems.map(({ message }) => message),
    stdin,
  };
}

describe('a folder', () => {
  it('is searched for candidates by name, in order, without installed and built things', async () => {
    const cwd = folderWith({
      'b.yaml': '',
      'a.yml': '',
      'c.JSON': '',
      'd.template': '',
      'e.txt': '',
      'node_modules/x/t.yaml': '',
      '.git/t.yaml': '',
      '.aws-sam/build/template.yaml': '',
      'sub/.github/workflow.yml': '',
    });
    expect(await found(cwd)).toEqual({
      files: ['a.yml', 'b.yaml', 'c.JSON', 'd.template', 'sub/.github/workflow.yml'],
      named: [],
      assemblies: [],
      problems: [],
      stdin: false,
    });
  });

  it('is searched with every .gitignore from the root of the repository down', async () => {
    const cwd = folderWith({
      '.git/info/exclude': 'private.yaml\n',
      '.gitignore': 'dist/\n*.local.yaml\n/top.yaml\n',
      'private.yaml': '',
      'top.yaml': '',
      'x.local.yaml': '',
      'dist/t.yaml': '',
      'app/.gitignore': '!kept.local.yaml\nout/*\n!out/keep.yaml\n',
      'app/top.yaml': '',
      'app/kept.local.yaml': '',
      'app/other.local.yaml': '',
      'app/out/a.yaml': '',
      'app/out/keep.yaml': '',
    });
    expect((await found(cwd)).files).toEqual(['app/kept.local.yaml', 'app/top.yaml', 'app/out/keep.yaml']);
    expect((await found(cwd, 'app')).files).toEqual([
      'app/kept.local.yaml',
      'app/top.yaml',
      'app/out/keep.yaml',
    ]);
    expect((await found(join(cwd, 'app'))).files).toEqual(['kept.local.yaml', 'top.yaml', 'out/keep.yaml']);
  });

  it('that is ignored is searched when it is named', async () => {
    const cwd = folderWith({ '.git/HEAD': '', '.gitignore': 'dist\n', 'dist/sub/t.yaml': '' });
    expect((await found(cwd)).files).toEqual([]);
    expect((await found(cwd, 'dist')).files).toEqual(['dist/sub/t.yaml']);
  });

  it('gives cloud assemblies though they are ignored, and nothing in them as files', async () => {
    const cwd = folderWith({
      '.git/HEAD': '',
      '.gitignore': 'cdk.out\nbuild/\n.amplify\n',
      'build/deep/t.yaml': '',
    });
    for (const path of [
      'cdk.out',
      'apps/one/cdk.out',
      'build/infra/cdk.out',
      '.amplify/artifacts/cdk.out',
      'test/x.snapshot',
    ])
      writeAssembly(join(cwd, path), { shape: 'file' });
    const { files, assemblies } = await found(cwd);
    expect(files).toEqual([]);
    expect([...assemblies].sort()).toEqual([
      '.amplify/artifacts/cdk.out',
      'apps/one/cdk.out',
      'build/infra/cdk.out',
      'cdk.out',
      'test/x.snapshot',
    ]);
    expect((await found(cwd, 'cdk.out')).assemblies).toEqual(['cdk.out']);
    expect((await found(cwd, 'cdk.out/manifest.json')).assemblies).toEqual(['cdk.out']);
    expect((await found(cwd, 'cdk.out', '.')).assemblies).toHaveLength(5);
  });

  it('called cdk.out with a broken manifest is a problem', async () => {
    const cwd = folderWith({ 'cdk.out/manifest.json': '{', 'cdk.out/A.template.json': '' });
    const { files, problems } = await found(cwd);
    expect(problems).toEqual(['Cannot read cdk.out/manifest.json: it is no manifest of a cloud assembly']);
    expect(files).toContain('cdk.out/A.template.json');
  });

  it('does not follow symbolic links, not even in a circle', async () => {
    const outside = folderWith({ 'secret.yaml': '' });
    const cwd = folderWith({ 'a/t.yaml': '' });
    symlinkSync(cwd, join(cwd, 'a/loop'));
    symlinkSync(outside, join(cwd, 'a/out'));
    symlinkSync(join(outside, 'secret.yaml'), join(cwd, 'a/secret.yaml'));
    expect((await found(cwd)).files).toEqual(['a/t.yaml']);
    expect((await found(cwd, 'a/secret.yaml')).named).toEqual(['a/secret.yaml']);
  });

  it('leaves out what the configuration excludes', async () => {
    const cwd = folderWith({ 'legacy/a.yaml': '', 'b.yaml': '' });
    const matches = pathMatcher(['legacy/']);
    const excluded = (path: string) => matches(relative(cwd, path));
    const { files } = await findInputs([], { cwd, excluded });
    expect(files.map(({ path }) => relative(cwd, path))).toEqual(['b.yaml']);
    expect((await findInputs(['legacy/a.yaml'], { cwd, excluded })).files).toHaveLength(1);
  });

  // A folder that root cannot open does not exist.
  it.skipIf(process.getuid?.() === 0)('that cannot be opened is a problem', async () => {
    const cwd = folderWith({ 'closed/t.yaml': '' });
    chmodSync(join(cwd, 'closed'), 0o000);
    expect((await found(cwd)).problems).toEqual(['Cannot read closed: permission denied']);
    chmodSync(join(cwd, 'closed'), 0o700);
  });
});

describe('a glob', () => {
  it('gives what it matches, ignored or not, but no installed packages', async () => {
    const cwd = folderWith({
      '.gitignore': 'gen\n',
      'gen/a.yaml': '',
      'b/c.yaml': '',
      'b/d.txt': '',
      'node_modules/x.yaml': '',
    });
    expect((await found(cwd, '**/*.yaml')).files).toEqual(['b/c.yaml', 'gen/a.yaml']);
    expect((await found(cwd, '{b,gen}/*')).files).toEqual(['b/c.yaml', 'b/d.txt', 'gen/a.yaml']);
    expect((await found(cwd, '**/*.yaml')).named).toEqual([]);
  });

  it('that matches folders only searches them', async () => {
    const cwd = folderWith({ 'packages/a/t.yaml': '', 'packages/b/t.yaml': '' });
    expect((await found(cwd, 'packages/*')).files).toEqual(['packages/a/t.yaml', 'packages/b/t.yaml']);
  });

  it('that matches nothing is a problem', async () => {
    expect((await found(folderWith(), '*.yaml')).problems).toEqual(['Cannot read *.yaml: no file matches']);
  });

  it('is no glob when a file has that name', async () => {
    const cwd = folderWith({ '[id].yaml': '' });
    expect((await found(cwd, '[id].yaml')).named).toEqual(['[id].yaml']);
  });
});

describe('the arguments', () => {
  it('give a file once, and named if it was named', async () => {
    const cwd = folderWith({ 'a.yaml': '', 'b.txt': '' });
    const { files, named } = await found(cwd, '.', 'a.yaml', './a.yaml', '*.yaml', 'b.txt');
    expect(files).toEqual(['a.yaml', 'b.txt']);
    expect(named).toEqual(['a.yaml', 'b.txt']);
  });

  it('may be stdin', async () => {
    expect(await found(folderWith({ 'a.yaml': '' }), '-')).toMatchObject({ files: [], stdin: true });
  });

  it('that name nothing are problems', async () => {
    const cwd = folderWith();
    expect((await found(cwd, 'gone.yaml')).problems).toEqual([
      'Cannot read gone.yaml: there is no such file or folder',
    ]);
    addFiles(cwd, { file: '' });
    expect((await found(cwd, 'file/x.yaml')).problems).toHaveLength(1);
  });
});
