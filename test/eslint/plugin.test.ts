import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { lintText, rules } from '../../src/index.ts';
import iamLint from '../../src/eslint/index.ts';

const ROLE = `# who may do what
Resources:
  Deploy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2008-10-17" # old
        Statement:
          - Effect: Allow
            Action: '*'
            Resource: '*'
`;

async function run(
  text: string,
  options: { config?: Linter.Config; path?: string; eslint?: ESLint.Options } = {},
): Promise<ESLint.LintResult> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      iamLint.configs.recommended as unknown as Linter.Config,
      ...(options.config ? [options.config] : []),
    ],
    ...options.eslint,
  });
  const [result] = await eslint.lintText(text, { filePath: options.path ?? 'template.yaml' });
  return result!;
}
const idsOf = ({ messages }: Pick<ESLint.LintResult, 'messages'>): (string | null)[] => [
  ...new Set(messages.map(({ ruleId }) => ruleId)),
];

describe('the ESLint plugin', () => {
  it('has a rule for each of iam-lint and says which of them see one file only', () => {
    expect(Object.keys(iamLint.rules)).toHaveLength(rules.length + 2);
    for (const { id, visit } of rules)
      expect(iamLint.rules[id]!.meta.docs.singleFile, id).toBe(Boolean(visit.graph ?? visit.principal));
    expect(iamLint.rules['no-privilege-escalation']!.meta.docs.description).toContain('within one file');
    const on = (preset: 'recommended' | 'strict' | 'all'): number =>
      Object.keys(iamLint.configs[preset].rules).length;
    expect(on('recommended')).toBeLessThan(on('strict'));
    expect(on('all')).toBe(rules.length + 2);
  });

  it('finds what the library finds, at the same places, in YAML and JSON', async () => {
    const json = JSON.stringify(
      {
        Resources: {
          A: {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: {
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
              },
            },
          },
        },
      },
      undefined,
      2,
    );
    for (const [path, text] of [
      ['template.yaml', ROLE],
      ['template.json', json],
    ] as const) {
      const { messages } = await run(text, { path });
      const expected = lintText(text, { path }).findings.map(({ rule, primary: { span } }) => {
        const { line, column } = span.file.positionAt(span.start);
        return `${line}:${column} iam-lint/${rule.id}`;
      });
      expect(expected.length).toBeGreaterThan(0);
      expect(messages.map(({ line, column, ruleId }) => `${line}:${column} ${ruleId}`).sort()).toEqual(
        expected.sort(),
      );
    }
  });

  it('fixes in place and keeps comments; suggestions stay suggestions', async () => {
    const { output } = await run(ROLE, { eslint: { fix: true } });
    expect(output).toBeUndefined();
    const double = ROLE.replace("'*'", "[s3:Get*, s3:GetObject, 's3:PutObject'] # kept");
    const config = { rules: { 'iam-lint/no-redundant-action': 'warn' } } as const;
    const fixed = await run(double, { config, eslint: { fix: true } });
    expect(fixed.output).toBe(double.replace(' s3:GetObject,', ''));
    expect((await run(`\uFEFF${double}`, { config, eslint: { fix: true } })).output).toBe(
      `\uFEFF${fixed.output!}`,
    );
    const long = ROLE.replace('ManagedPolicy', 'Role')
      .replace('PolicyDocument:', 'MaxSessionDuration: 43200\n      AssumeRolePolicyDocument:')
      .replace(
        "Action: '*'\n            Resource: '*'",
        'Principal: { AWS: 111122223333 }\n            Action: sts:AssumeRole',
      );
    const { messages } = await run(long);
    const found = messages.find(({ ruleId }) => ruleId === 'iam-lint/max-session-duration')!;
    expect(found.fix).toBeUndefined();
    const [suggestion] = found.suggestions!;
    expect(suggestion!.desc).toContain('MaxSessionDuration');
    const [start, end] = suggestion!.fix.range;
    expect(long.slice(start, end) + suggestion!.fix.text).toBe('432003600');
  });

  it('takes options of rules and settings, and refuses wrong ones', async () => {
    const name = 'iam-lint/max-session-duration';
    const text = ROLE.replace('ManagedPolicy', 'Role')
      .replace('PolicyDocument:', 'MaxSessionDuration: 7200\n      AssumeRolePolicyDocument:')
      .replace(
        "Action: '*'\n            Resource: '*'",
        'Principal: { AWS: 111122223333 }\n            Action: sts:AssumeRole',
      );
    expect(idsOf(await run(text))).toContain(name);
    expect(
      idsOf(await run(text, { config: { rules: { [name]: ['error', { seconds: 7200 }] } } })),
    ).not.toContain(name);
    await expect(run(text, { config: { rules: { [name]: ['error', { minutes: 7200 }] } } })).rejects.toThrow(
      'minutes',
    );
    const wrong = { settings: { 'iam-lint': { preset: 'all' } } };
    await expect(run(text, { config: wrong })).rejects.toThrow('`preset` is none of facts');
    const facts = { settings: { 'iam-lint': { facts: { accounts: ['1'] } } } };
    await expect(run(text, { config: facts })).rejects.toThrow('twelve digits');
  });

  describe('directives', () => {
    const accept = (directive: string, after = 'Properties:\n'): string =>
      ROLE.replace(
        '          - Effect: Allow\n',
        `          ${directive}\n          - Effect: Allow\n`,
      ).replace(after, after);
    const admin = 'iam-lint/no-admin-statement';

    it('suppress, and ESLint lists what and why', async () => {
      const all = (await run(ROLE)).messages.filter(({ ruleId }) => ruleId === admin);
      expect(all).toHaveLength(1);
      const file = `# iam-lint-disable-file no-admin-statement -- a sandbox\n${ROLE}`;
      const block = ROLE.replace(
        '          - Effect',
        '          # iam-lint-disable no-admin-statement -- a sandbox\n          - Effect',
      );
      const lines = ROLE.split('\n');
      lines[all[0]!.line - 1] += ' # iam-lint-disable-line no-admin-statement -- a sandbox';
      const next = ROLE.split('\n');
      next.splice(
        all[0]!.line - 1,
        0,
        '# iam-lint-disable-next-line no-admin-statement -- a sandbox',
        '',
        '# more',
      );
      for (const text of [file, block, lines.join('\n'), next.join('\n')]) {
        const { messages, suppressedMessages } = await run(text);
        expect(idsOf({ messages }), text).not.toContain(admin);
        expect(idsOf({ messages }), text).not.toContain(null);
        expect(
          suppressedMessages.map(({ ruleId, suppressions }) => [ruleId, suppressions[0]!.justification]),
        ).toEqual([[admin, 'a sandbox']]);
        const plain = await run(text, { eslint: { allowInlineConfig: false } });
        expect(idsOf(plain)).toContain(admin);
      }
    });

    it('that name an evidence or stand in Metadata suppress as well', async () => {
      const [finding] = lintText(ROLE).findings.filter(({ rule }) => rule.id === 'no-admin-statement');
      const text = `# iam-lint-disable-file no-admin-statement[${finding!.evidence}] -- a sandbox\n${ROLE}`;
      expect(idsOf(await run(text))).not.toContain(admin);
      const metadata = ROLE.replace(
        '    Properties:',
        '    Metadata: { iam-lint: { ignore: [{ rule: no-admin-statement, reason: a sandbox }] } }\n    Properties:',
      );
      expect(idsOf(await run(metadata))).not.toContain(admin);
    });

    it('that are unused are reported and can be removed, one rule or all', async () => {
      const text = accept('# iam-lint-disable-next-line no-iam-user -- not here');
      const unused = (await run(text)).messages.filter(({ ruleId }) => ruleId === null);
      expect(unused.map(({ message }) => message)).toEqual([
        expect.stringContaining("'iam-lint/no-iam-user'"),
      ]);
      const { output } = await run(text, { eslint: { fix: true } });
      expect(output).not.toContain('iam-lint-disable');
      const two = `# iam-lint-disable-file no-iam-user, no-admin-statement, no-policy-on-user -- both\n${ROLE}`;
      const fixed = (await run(two, { eslint: { fix: true } })).output!;
      expect(fixed.split('\n')[0]).toBe('# iam-lint-disable-file no-admin-statement -- both');
    });

    it('that are wrong, expired or unused for their evidence are reported by the plugin', async () => {
      const messages = async (directive: string): Promise<string[]> =>
        (await run(`${directive}\n${ROLE}`)).messages
          .filter(({ ruleId }) => ruleId === 'iam-lint/valid-suppression')
          .map(({ message }) => message);
      expect(await messages('# iam-lint-disable-file no-admin-statement')).toEqual([
        expect.stringContaining('reason'),
      ]);
      expect(await messages('# iam-lint-disable-file no-admin-statment -- x')).toHaveLength(1);
      expect(
        await messages('# iam-lint-disable-file no-admin-statement -- x (until 2020-01-01)'),
      ).toHaveLength(1);
      expect(await messages('# iam-lint-disable-file no-admin-statement[nothing] -- x')).toHaveLength(1);
      expect(await messages('# iam-lint-disable-file no-admin-statement -- x')).toEqual([]);
    });
  });

  it('judges broken templates and passes over other files', async () => {
    const broken = await run(`${ROLE}  - [`);
    expect(idsOf(broken)).toEqual(expect.arrayContaining(['iam-lint/readable-template']));
    expect(broken.fatalErrorCount).toBe(0);
    expect((await run('name: somebody\n')).messages).toEqual([]);
    expect((await run('', { path: 'empty.json' })).messages).toEqual([]);
  });

  it('says what is missing when the rules are used without the language', async () => {
    const eslint = new ESLint({
      overrideConfigFile: true,
      overrideConfig: [
        {
          plugins: { 'iam-lint': iamLint as unknown as ESLint.Plugin },
          rules: { 'iam-lint/no-iam-user': 'error' },
        },
      ],
    });
    await expect(eslint.lintText('let a;', { filePath: 'a.js' })).rejects.toThrow(
      /do not support the language|iam-lint\/template/,
    );
  });

  it('has a configuration that ESLint can print and cache', async () => {
    const eslint = new ESLint({
      overrideConfigFile: true,
      overrideConfig: [iamLint.configs.strict as unknown as Linter.Config],
    });
    const printed = JSON.stringify(await eslint.calculateConfigForFile('template.yaml'));
    expect(printed).toContain('no-admin-statement');
  });
});
