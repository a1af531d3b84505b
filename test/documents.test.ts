import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, root, type BuiltCommand } from './built-command.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

let command: BuiltCommand;
let work: string;
beforeAll(async () => {
  command = await buildCommand();
  work = mkdtempSync(join(tmpdir(), 'iam-lint-documents-'));
});
afterAll(() => {
  command.remove();
  rmSync(work, { recursive: true, force: true });
});

/** Code blocks of a page: their language and text. */
function blocks(page: string): { readonly language: string; readonly text: string }[] {
  return [...read(page).matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language: language!, text: text! })); // prettier-ignore
}

describe('the README', () => {
  it('shows what the command prints (update with UPDATE_README=1)', () => {
    const readme = read('README.md');
    const pattern = /<!-- picture: (\S+) -->\n([^]*?)<!-- \/picture -->/;
    const [, path, shown] = pattern.exec(readme)!;
    const { status, stdout } = command.run([path!], { cwd: join(root, 'examples') });
    expect(status).toBe(1);
    const picture = `\n\`\`\`text\n$ npx iam-lint ${path}\n${stdout.trimEnd()}\n\`\`\`\n\n`;
    if (process.env['UPDATE_README'])
      writeFileSync(join(root, 'README.md'), readme.replace(pattern, () => `<!-- picture: ${path} -->\n${picture}<!-- /picture -->`)); // prettier-ignore
    else expect(shown).toBe(picture);
  });

  it('sets up with the commands of its quick start', () => {
    const [setUp, test] = blocks('README.md').filter(({ language }) => language === 'sh');
    expect(setUp!.text.trim()).toBe('npm ci && node dist/iam-lint.cjs examples --exit-zero');
    expect(test!.text.trim()).toBe('npm ci && npm test');
    const { status, stdout } = command.run(['examples', '--exit-zero']);
    expect(status).toBe(0);
    expect(stdout).toContain('examples/identity/ci-user.yaml');
  });

  it('lists every rule', () => {
    const rules = JSON.parse(command.run(['rules', '--format', 'json']).stdout) as readonly { id: string }[];
    const table = /<!-- rules -->([^]*)<!-- \/rules -->/.exec(read('README.md'))![1]!;
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.map(({ id }) => id).filter((id) => !table.includes(id))).toEqual([]);
  });
});

describe('every page', () => {
  it.each(PAGES)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, target]) => target!,
    );
    expect(links.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it.each(PAGES)('%s names only rules that exist', (page) => {
    const named = [
      ...[...read(page).matchAll(/iam-lint-(?:disable|enable)(?:-\w+)* ([a-z][a-z0-9-]+)/g)].map(
        ([, id]) => id!,
      ),
      ...[...read(page).matchAll(/^\s*(?:- )?rule: ([a-z][a-z0-9-]+)$/gm)].map(([, id]) => id!),
      ...[...read(page).matchAll(/iam-lint::([a-z][a-z0-9-]+)/g)].map(([, id]) => id!),
    ];
    expect(named.filter((id) => !existsSync(join(root, 'rules', `${id}.ts`)))).toEqual([]);
  });

  it.each(PAGES)('%s calls the command with flags that it has', (page) => {
    const help = command.run(['--help']).stdout;
    const code = [...read(page).matchAll(/iam-lint(?:@[\d.]+|\.js)? ([^`\n#]*--[^`\n#]*)/g)].map(
      ([, args]) => args!,
    );
    const flags = new Set(
      code.filter((args) => !/^-- /.test(args)).flatMap((args) => args.match(/--[a-z][a-z-]*/g) ?? []),
    );
    expect([...flags].filter((flag) => !help.includes(flag))).toEqual([]);
  });
});

describe('the examples of configuration', () => {
  const CONFIG =
    /^(\$schema|preset|facts|rules|ignore|overrides|failOn|exclude|parameters|# iam-lint\.yaml)\b/;
  const examples = ['docs/configuration.md', 'docs/suppressions.md']
    .flatMap((page) => blocks(page).map((block) => ({ page, ...block })))
    .filter(({ language, text }) => language === 'yaml' && CONFIG.test(text));

  it('are there', () => expect(examples.length).toBeGreaterThanOrEqual(4));

  it.each(examples)('of $page are accepted', ({ text }) => {
    const file = join(work, 'iam-lint.yaml');
    writeFileSync(file, text);
    const { status, stderr } = command.run(['--config', file, '--print-config']);
    expect(status, stderr).toBe(0);
  });
});

describe('the example repository', () => {
  it('is read as a whole, other files passed over', () => {
    const { stdout } = command.run(['.', '--list-files'], { cwd: join(root, 'examples') });
    expect(stdout.trim().split('\n').sort()).toEqual([
      'cdk/cdk.out/assembly-Prod/ProdReports7A6C3A0B.template.json',
      'identity/ci-user.yaml',
      'identity/github-deploy-role.yaml',
      'identity/partner-roles.yaml',
      'identity/pipeline-role.yaml',
      'orders/template.yaml',
      'servers/bastion.yaml',
      'storage/buckets.json',
    ]);
  });

  it('has findings where its README says so, and none on what it calls fine', () => {
    const { stdout } = command.run(['.', '--format', 'json'], { cwd: join(root, 'examples') });
    const { findings } = JSON.parse(stdout) as { findings: readonly { resource: string; file: string }[] };
    const resources = new Set(findings.map(({ resource }) => resource));
    for (const guilty of [
      'BuildUser',
      'BuildUserKey',
      'PipelineRole',
      'DeployRole',
      'MonitoringRole',
      'SendReceipt',
      'Bastion',
      'DownloadsPolicy',
    ])
      expect(resources, guilty).toContain(guilty);
    for (const fine of [
      'DocsRole',
      'AuditorRole',
      'TakeOrder',
      'WebServer',
      'WebServerRole',
      'WebServerProfile',
    ])
      expect(resources, fine).not.toContain(fine);
    expect(findings.some(({ file }) => file.startsWith('cdk/'))).toBe(true);
  });
});
