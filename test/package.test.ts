import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
    for (const path of ['package-lock.json', 'tools/package-lock.json', 'test/hosts/package-lock.json'])
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
  const output = (name: string): { readonly inputs: readonly string[]; readonly text: string } => {
    const [, found] = Object.entries(command.metafile.outputs).find(([path]) =>
      path.endsWith(`dist/${name}`),
    )!;
    return {
      inputs: Object.keys(found.inputs),
      text: readFileSync(join(command.folder, 'dist', name), 'utf8'),
    };
  };

  it('answers --version out of a small file, without the command itself', () => {
    const { inputs, text } = output('iam-lint.cjs');
    const others = inputs.filter(
      (path) => !/^(package\.json|scripts\/cached-command\.cjs|src\/cli\/[^/]+\.ts)$/.test(path),
    );
    expect(others).toEqual([]);
    expect(inputs).not.toContain('src/cli/run.ts');
    expect(text.length).toBeLessThan(16_384);
  });

  it('loads the search by globs on demand only', () => {
    expect(output('command.cjs').inputs.filter((path) => path.includes('fast-glob'))).toEqual([]);
    const { status, stdout, stderr } = command.run(['examples/{identity,orders}/*.yaml', '--list-files']);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('examples/orders/template.yaml');
  });

  it('has no top-level await in the library, so that CommonJS can require it', () => {
    const library = JSON.stringify(join(command.folder, 'dist/index.js'));
    const script = `const { lint, rules } = require(${library}); console.log(typeof lint + ' ' + (rules.length > 0));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(stdout, stderr).toBe('function true\n');
  });

  it('keeps the command out of the library, and the disk and the file search until files are asked for', () => {
    const outputs = new Map(Object.entries(command.metafile.outputs));
    const [entry] = [...outputs.keys()].filter((path) => path.endsWith('dist/index.js'));
    const seen = new Set<string>();
    const follow = (path: string, kinds: readonly string[]): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { path: to, kind } of outputs.get(path)?.imports ?? [])
        if (kinds.includes(kind)) follow(to, kinds);
    };
    const inputs = (): string[] => [...seen].flatMap((path) => Object.keys(outputs.get(path)?.inputs ?? {}));
    follow(entry!, ['import-statement']);
    expect(inputs()).toContain('src/lint.ts');
    expect(inputs().filter((path) => /src\/(cli|load)\/|fast-glob/.test(path))).toEqual([]);
    seen.clear();
    follow(entry!, ['import-statement', 'dynamic-import']);
    expect(inputs()).toContain('src/load/find-inputs.ts');
    expect(inputs().filter((path) => /src\/cli\//.test(path))).toEqual([]);
  });

  it('asks for no module that an ES module cannot require', () => {
    expect(output('index.js').text).not.toContain('Dynamic require of');
  });

  it('keeps the names of functions for stack traces', () => {
    const files = (library: boolean): string =>
      Object.keys(command.metafile.outputs)
        .map((path) => path.slice(path.indexOf('dist/')))
        .filter((path) => (library ? path.endsWith('.js') : path === 'dist/command.cjs'))
        .map((path) => readFileSync(join(command.folder, path), 'utf8'))
        .join('\n');
    for (const text of [files(false), files(true)])
      for (const declared of ['lint', 'buildGraph', 'readTemplate'])
        expect(text).toMatch(new RegExp(`^function ${declared}\\(`, 'm'));
  });
});

describe('the cache of compiled code', () => {
  const cached = (): readonly string[] => {
    const folder = join(command.folder, 'dist/.cache');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const lint = (env: Readonly<Record<string, string>> = {}): string => {
    const { status, stdout, stderr } = command.run(['examples', '--format', 'json'], { env });
    expect(status, stderr).toBe(1);
    return stdout;
  };

  it('is written by the first lint and gives the same result afterwards', () => {
    rmSync(join(command.folder, 'dist/.cache'), { recursive: true, force: true });
    const without = lint({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(cached()).toEqual([]);
    expect(lint()).toBe(without);
    expect(cached()).toHaveLength(1);
    expect(lint()).toBe(without);
    expect(cached()).toHaveLength(1);
  });

  it('is written anew when it cannot be used', () => {
    lint();
    const path = join(command.folder, 'dist/.cache', cached()[0]!);
    const good = readFileSync(path).length;
    writeFileSync(path, 'not compiled code');
    lint();
    expect(readFileSync(path).length).toBeGreaterThan(good / 2);
  });

  it('does not keep plugins and configuration as code from being loaded', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iam-lint-plugin-'));
    try {
      writeFileSync(join(folder, 'iam-lint.config.mjs'), `export default { preset: 'strict' };\n`);
      for (const env of [{ NODE_DISABLE_COMPILE_CACHE: '1' }, {}]) {
        const { status, stdout, stderr } = command.run(['--print-config'], { cwd: folder, env });
        expect(status, stderr).toBe(0);
        expect(stdout).toContain('"preset": "strict"');
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is not packed', () => {
    expect(manifest.files).toContain('!dist/.cache');
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
