import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildCommand, root, type BuiltCommand } from './built-command.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Manifest {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly engines: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;

let command: BuiltCommand;
beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => command.remove());

describe('the package', () => {
  it('has no dependency left to install', () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
  });

  it('says the version that it has', () => {
    const { status, stdout } = command.run(['--version']);
    expect(status).toBe(0);
    expect(stdout.trim().split(/\s+/)).toContain(manifest.version);
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  it('has no address of a registry in its lock files', () => {
    for (const path of ['package-lock.json', 'tools/package-lock.json'])
      if (existsSync(join(root, path))) expect(read(path).includes('"resolved": "http'), path).toBe(false);
  });

  it('carries the licences of what is bundled', async () => {
    const { thirdPartyNotices } = (await import(join(root, 'scripts/third-party-notices.mjs'))) as {
      thirdPartyNotices(metafile: unknown, root: string): string;
    };
    expect(read('THIRD_PARTY_NOTICES')).toBe(thirdPartyNotices(command.metafile, root));
    expect(read('THIRD_PARTY_NOTICES')).toMatch(/^js-yaml \d/m);
  });
});

describe('the bundle', () => {
  it('loads what only some runs need on demand', async () => {
    const { eagerChunks } = (await import(join(root, 'scripts/build.mjs'))) as {
      eagerChunks(metafile: unknown, entry: string): { path: string; bytes: number }[];
    };
    const eager = eagerChunks(command.metafile, 'dist/iam-lint.js').map(({ path }) => path);
    const inputs = eager.flatMap((path) => Object.keys(command.metafile.outputs[path]!.inputs));
    const packages = inputs.map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
    expect([...new Set(packages.filter((name) => name !== undefined))]).toEqual([]);
    expect(
      inputs.filter((input) => /src\/(graph|engine|template|values|sam)\/|\/rules\//.test(input)),
    ).toEqual([]);
  });

  it('has no top-level await in the library, so that CommonJS can require it', () => {
    const library = JSON.stringify(join(command.folder, 'dist/index.js'));
    const script = `const { lint, rules } = require(${library}); console.log(typeof lint, rules.length > 0);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(stdout, stderr).toBe('function true\n');
  });

  it('asks for no module that an ES module cannot require', () => {
    const files = [
      'iam-lint.js',
      'index.js',
      ...readdirSync(join(command.folder, 'dist/chunks')).map((name) => `chunks/${name}`),
    ];
    const dynamic = files.filter((name) =>
      /Dynamic require of/.test(readFileSync(join(command.folder, 'dist', name), 'utf8')),
    );
    expect(dynamic).toEqual([]);
  });

  it('keeps the names of functions for stack traces', () => {
    const names = new Set<string>();
    for (const name of readdirSync(join(command.folder, 'dist/chunks')))
      for (const [, found] of readFileSync(join(command.folder, 'dist/chunks', name), 'utf8').matchAll(
        /^(?:async )?function (\w+)/gm,
      ))
        names.add(found!);
    expect(names).toContain('lint');
    expect(names).toContain('buildGraph');
  });
});

describe('continuous integration', () => {
  it('runs every step of npm run check, and a step that exists', () => {
    const steps = (text: string): string[] =>
      [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    const inCheck = steps(manifest.scripts['check']!);
    const loop = /^for name in (.*); do$/m.exec(read('.ci/run'))![1]!.split(' ');
    expect(loop.filter((name) => !(name in manifest.scripts))).toEqual([]);
    expect(new Set(loop)).toEqual(new Set(inCheck));
    expect(manifest.scripts['check']).toContain('npm test');
    expect(read('.ci/run')).toContain('npm test');
  });

  it('tests on the versions of Node that the package promises', () => {
    const workflow = parse(read('.github/workflows/ci.yml')) as {
      jobs: { check: { strategy: { matrix: { node: string[] } } } };
    };
    const { node } = workflow.jobs.check.strategy.matrix;
    for (const range of manifest.engines.node.split('||'))
      expect(node.map(String)).toContain(range.trim().replace(/^[\^>=]+/, ''));
  });
});

describe('the hooks for pre-commit', () => {
  interface Hook {
    readonly id: string;
    readonly entry: string;
    readonly args?: readonly string[];
    readonly language: string;
    readonly pass_filenames?: boolean;
    readonly require_serial?: boolean;
    readonly files?: string;
  }
  const hooks = parse(read('.pre-commit-hooks.yaml')) as readonly Hook[];

  it('call the command with flags that it has', () => {
    for (const { entry, args = [], language } of hooks) {
      expect(language).toBe('node');
      const [bin, ...flags] = entry.split(' ');
      expect(Object.keys(manifest.bin)).toContain(bin);
      const { status, stderr } = command.run([
        ...flags,
        ...args,
        'examples/identity/ci-user.yaml',
        '--exit-zero',
      ]);
      expect(status, stderr).toBe(0);
    }
  });

  it('pass over a changed file that is no template, and see all changed files at once', () => {
    const changed = hooks.find(({ id }) => id === 'iam-lint')!;
    expect(changed.require_serial).toBe(true);
    expect('infra/roles.yaml').toMatch(new RegExp(changed.files!));
    expect('src/app.ts').not.toMatch(new RegExp(changed.files!));
    const { status, stderr } = command.run([...(changed.args ?? []), 'examples/k8s/deployment.yaml']);
    expect(status, stderr).toBe(0);
  });
});
