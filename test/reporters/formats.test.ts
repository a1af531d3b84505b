import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reporters } from '../../src/reporters/index.ts';
import { emptyReport, madeReport } from './made-report.ts';

const options = {
  color: false,
  width: 80,
  version: '1.2.3',
  verbose: false,
  now: new Date('2026-01-31T09:30:00Z'),
};

describe('pretty', () => {
  it('draws frames, groups what the framework made, and sums up', () => {
    expect(reporters['pretty']!(madeReport(), options)).toMatchInlineSnapshot(`
      "critical[administrator-open-to-all]: \`Deployer\` has every permission, and
        everybody may assume it
        --> infra/stack.yaml:15:11
         |
      12 |           Principal: "*"
         |                      --- the role trusts [every] account
      ...
      15 |         - arn:aws:iam::aws:policy/AdministratorAccess
         |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        = resource: Deployer (AWS::IAM::Role)
        = when: IsProd

      medium[no-access-key]: Key of \`ci\`
       --> infra/über uns/key #1.json:1:76
        |
      1 | …Key":{"Type":"AWS::IAM::AccessKey","Properties":{"UserName":"ci, [bot]"}}}}
        |                                                              ^^^^^^^^^^^
        = resource: Key (AWS::IAM::AccessKey), Prod/Ci/Key, lib/ci.ts:12:5
        = possible: depends on a value that the template does not settle
        = confidence: medium

      made by aws-cdk-lib BucketDeployment, 2 stacks: not in your code, so it does not block
        low[no-wildcard]: Handler may do everything (2 times)
          --> cdk.out/One.template.json:3:3 One/Handler

      error[partly-read]: A bracket is not closed
       --> infra/über uns/key #1.json:1:2
        |
      1 | {"Resources":{"Key":{"Type":"AWS::IAM::AccessKey","Properties":{"UserName":…
        |  ^^^^^^^^^^^

      error[unreadable]: No such file
        --> gone.yaml

      warning[unused-suppression]: It accepts nothing, 100% sure

      Read 4 templates (2 stacks): 4 resources, 3 policies, 1 statement; 1 place not
      decided; 2 files not or not fully read; 17 other files passed over
      4 findings: 1 critical, 1 medium, 2 low; 2 in resources that the CDK makes; 1
      suppressed; 3 hidden for low confidence
      Why and what to do: iam-lint explain administrator-open-to-all
      What is suppressed or not decided: --verbose
      "
    `);
  });

  it('lists what is suppressed and undecided when asked to', () => {
    const text = reporters['pretty']!(madeReport(), { ...options, verbose: true });
    expect(text.slice(text.indexOf('Suppressed:'))).toMatchInlineSnapshot(`
      "Suppressed:
        no-wildcard cdk.out/One.template.json:3:3 One/Handler: reviewed (config, until 2027-01-31)

      Not decided:
        infra/stack.yaml:3:11: parameter Env has no value

      Read 4 templates (2 stacks): 4 resources, 3 policies, 1 statement; 1 place not
      decided; 2 files not or not fully read; 17 other files passed over
      4 findings: 1 critical, 1 medium, 2 low; 2 in resources that the CDK makes; 1
      suppressed; 3 hidden for low confidence
      Why and what to do: iam-lint explain administrator-open-to-all
      "
    `);
    expect(text).toContain('cdk.out/Two.template.json:3:3 Two/Handler');
  });

  it('colours only when asked to, whatever the environment says', () => {
    const plain = reporters['pretty']!(madeReport(), options);
    const coloured = reporters['pretty']!(madeReport(), { ...options, color: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(plain);
  });

  it('says what was read when there is nothing to find', () => {
    expect(reporters['pretty']!(emptyReport(), options)).toMatchInlineSnapshot(`
      "Read 1 template: 1 resource, 1 policy, 2 statements
      No findings
      "
    `);
  });
});

it('compact gives a line for each finding and problem', () => {
  expect(reporters['compact']!(madeReport(), options)).toMatchInlineSnapshot(`
    "cdk.out/One.template.json:3:3: low: Handler may do everything [no-wildcard]
    cdk.out/Two.template.json:3:3: low: Handler may do everything [no-wildcard]
    infra/stack.yaml:15:11: critical: \`Deployer\` has every permission, and everybody may assume it [administrator-open-to-all] (when IsProd)
    infra/über uns/key #1.json:1:76: medium: Key of \`ci\` [no-access-key] (possible)
    infra/über uns/key #1.json:1:2: error: A bracket is not closed [partly-read]
    gone.yaml: error: No such file [unreadable]
    iam-lint: warning: It accepts nothing, 100% sure [unused-suppression]
    4 findings: 1 critical, 1 medium, 2 low; 2 in resources that the CDK makes; 1 suppressed; 3 hidden for low confidence; read 4 templates (2 stacks): 4 resources, 3 policies, 1 statement; 1 place not decided; 2 files not or not fully read; 17 other files passed over
    "
  `);
});

it('markdown gives a list, the worst first, with nothing of the input read as markup', () => {
  expect(reporters['markdown']!(madeReport(), options)).toMatchInlineSnapshot(`
    "## iam-lint: 4 findings: 1 critical, 1 medium, 2 low; 2 in resources that the CDK makes; 1 suppressed; 3 hidden for low confidence

    Read 4 templates (2 stacks): 4 resources, 3 policies, 1 statement; 1 place not decided; 2 files not or not fully read; 17 other files passed over.

    - **critical** \`administrator-open-to-all\` \`infra/stack.yaml:15:11\`<br>\`Deployer\` has every permission, and everybody may assume it<br>\`Deployer\` (AWS::IAM::Role), when \`IsProd\`
      - \`infra/stack.yaml:12:22\` the role trusts \\[every\\] account
    - **medium** \`no-access-key\` \`infra/über uns/key #1.json:1:76\`<br>Key of \`ci\`<br>\`Key\` (AWS::IAM::AccessKey) \`Prod/Ci/Key\`, \`lib/ci.ts:12:5\`, depends on a value that the template does not settle
    - **low** \`no-wildcard\` \`cdk.out/One.template.json:3:3\`<br>Handler may do everything<br>\`Handler\` (AWS::IAM::Role) \`One/Handler\`, made by \`aws-cdk-lib BucketDeployment\`, does not block
    - **low** \`no-wildcard\` \`cdk.out/Two.template.json:3:3\`<br>Handler may do everything<br>\`Handler\` (AWS::IAM::Role) \`Two/Handler\`, made by \`aws-cdk-lib BucketDeployment\`, does not block

    ### Problems

    - **error** \`infra/über uns/key #1.json:1:2\` A bracket is not closed
    - **error** \`gone.yaml\` No such file
    - **warning** It accepts nothing, 100% sure
    "
  `);
});

it('markdown stays below what a comment may hold', () => {
  const report = madeReport();
  const many = { ...report, findings: Array.from({ length: 2000 }, () => report.findings[0]!) };
  const text = reporters['markdown']!(many, options);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/- … and \d+ more\n/);
});

describe('github', () => {
  it('gives workflow commands with everything escaped', () => {
    expect(reporters['github']!(madeReport(), options)).toMatchInlineSnapshot(`
      "::error file=infra/über uns/key #1.json,line=1,endLine=1,col=2,endColumn=13,title=partly-read::A bracket is not closed
      ::error file=gone.yaml,title=unreadable::No such file
      ::error file=infra/stack.yaml,line=15,endLine=15,col=11,endColumn=54,title=administrator-open-to-all (critical)::\`Deployer\` has every permission, and everybody may assume it%0Awhen IsProd%0Ainfra/stack.yaml:12: the role trusts [every] account
      ::warning file=infra/über uns/key #1.json,line=1,endLine=1,col=76,endColumn=87,title=no-access-key (medium)::Key of \`ci\`%0AProd/Ci/Key, lib/ci.ts:12:5, depends on a value that the template does not settle
      ::warning title=unused-suppression::It accepts nothing, 100%25 sure
      ::notice file=cdk.out/One.template.json,line=3,endLine=3,col=3,endColumn=12,title=no-wildcard (low)::Handler may do everything%0AOne/Handler, made by aws-cdk-lib BucketDeployment, does not block
      ::notice file=cdk.out/Two.template.json,line=3,endLine=3,col=3,endColumn=12,title=no-wildcard (low)::Handler may do everything%0ATwo/Handler, made by aws-cdk-lib BucketDeployment, does not block
      iam-lint: 4 findings: 1 critical, 1 medium, 2 low; 2 in resources that the CDK makes; 1 suppressed; 3 hidden for low confidence; read 4 templates (2 stacks): 4 resources, 3 policies, 1 statement; 1 place not decided; 2 files not or not fully read; 17 other files passed over
      "
    `);
  });

  it('keeps the limit of a level, the most severe first, and prints the rest as plain lines', () => {
    const report = madeReport();
    const critical = report.findings.find(({ severity }) => severity === 'critical')!;
    const high = { ...critical, severity: 'high' as const };
    const findings = [...Array<typeof high>(15).fill(high), critical];
    const lines = reporters['github']!({ ...report, findings, problems: [] }, options).split('\n');
    const commands = lines.filter((line) => line.startsWith('::error '));
    expect(commands).toHaveLength(10);
    expect(commands[0]).toContain('(critical)');
    expect(lines).toContain('6 more errors not shown as annotations, of which GitHub takes 10:');
    expect(lines.filter((line) => line.startsWith('  infra/stack.yaml:15: '))).toHaveLength(6);
  });
});

it.each(Object.keys(reporters))('%s ends in one line break and prints the same twice', (name) => {
  const text = reporters[name]!(madeReport(), options);
  expect(text.endsWith('\n')).toBe(true);
  expect(text.endsWith('\n\n')).toBe(false);
  expect(reporters[name]!(madeReport(), options)).toBe(text);
});

it('is in the documentation with every format', () => {
  const page = readFileSync(new URL('../../docs/integrations.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| /gm)].map(([, name]) => name);
  for (const name of Object.keys(reporters)) expect(rows).toContain(name);
});
