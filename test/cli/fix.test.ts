import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addFiles, folderWith } from '../load/folder.ts';
import { runIn } from './run-in.ts';

const RULES = ['--rule', 'current-policy-version', '--rule', 'known-action', '--rule', 'no-redundant-action'];

/** One outdated version (safe), one double action (safe), one misspelt action (a suggestion). */
const BLOCK = `# Orders are sent here.
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2008-10-17 # as copied
        Statement:
          - Effect: Allow
            Action:
              # who sends
              - sqs:SendMessage
              - sqs:SendMessage # twice
              - sqs:ReceiveMesage   # who reads
            Resource: arn:aws:sqs:eu-west-1:111122223333:orders
`;
const SAFE = BLOCK.replace('2008', '2012').replace('              - sqs:SendMessage # twice\n', '');
const ALL = SAFE.replace('sqs:ReceiveMesage', 'sqs:ReceiveMessage');

const read = (folder: string, name = 'a.yaml'): string => readFileSync(join(folder, name), 'utf8');

describe('--fix', () => {
  it('applies safe fixes in place, says so, and reports what is left', async () => {
    const folder = folderWith({ 'a.yaml': BLOCK });
    const { status, stdout, stderr } = await runIn(folder, ['a.yaml', '--fix', ...RULES]);
    expect(read(folder)).toBe(SAFE);
    expect(stderr).toBe('Applied 2 fixes in 1 file\n');
    expect(stdout).toContain('known-action');
    expect(stdout).not.toContain('current-policy-version');
    expect(status).toBe(1);
    const again = await runIn(folder, ['a.yaml', '--fix', ...RULES]);
    expect([read(folder), again.stderr]).toEqual([SAFE, 'There was nothing to fix\n']);
  });

  it('applies all with --fix-suggestions, and names them with --verbose', async () => {
    const folder = folderWith({ 'a.yaml': BLOCK });
    const { status, stderr } = await runIn(folder, ['a.yaml', '--fix-suggestions', '--verbose', ...RULES]);
    expect(read(folder)).toBe(ALL);
    expect(stderr).toContain('a.yaml: Write `sqs:ReceiveMessage`\n');
    expect(stderr).toContain('Applied 3 fixes in 1 file\n');
    expect(status).toBe(0);
  });

  it.each([
    [
      'flow YAML',
      'Resources: { P: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: "2008-10-17", Statement: [{ Effect: Allow, Action: [ sqs:SendMessage, sqs:SendMessage, sqs:ReceiveMesage ], Resource: arn:aws:sqs:eu-west-1:111122223333:o }] } } } }\n',
      [
        ['2008', '2012'],
        ['sqs:SendMessage, sqs:SendMessage', 'sqs:SendMessage'],
        ['Mesage', 'Message'],
      ],
    ],
    [
      'JSON',
      '{"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {\n\t"Version": "2008-10-17",\n\t"Statement": {"Effect": "Allow", "Action": [\n\t\t"sqs:SendMessage",\n\t\t"sqs:SendMessage",\n\t\t"sqs:ReceiveMesage"\n\t], "Resource": "arn:aws:sqs:eu-west-1:111122223333:o"}}}}}}',
      [
        ['2008', '2012'],
        ['\t\t"sqs:SendMessage",\n\t\t"sqs:SendMessage"', '\t\t"sqs:SendMessage"'],
        ['Mesage', 'Message'],
      ],
    ],
    [
      'JSON in a string of YAML',
      `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: '{"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:SendMessage", "sqs:ReceiveMesage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:o"}]}' # text\n`,
      [
        ['2008', '2012'],
        ['"sqs:SendMessage", "sqs:SendMessage"', '"sqs:SendMessage"'],
        ['Mesage', 'Message'],
      ],
    ],
    [
      'JSON in a block scalar',
      `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: |\n        {\n          "Version": "2008-10-17",\n          "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage",\n            "sqs:SendMessage", "sqs:ReceiveMesage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:o"}]\n        }\n`,
      [
        ['2008', '2012'],
        ['"sqs:SendMessage",\n            "sqs:SendMessage"', '"sqs:SendMessage"'],
        ['Mesage', 'Message'],
      ],
    ],
    [
      'JSON in a string of JSON',
      `{"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": ${JSON.stringify('{"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMesage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:o"}]}')}}}}}`,
      [
        ['2008', '2012'],
        ['Mesage', 'Message'],
      ],
    ],
  ] as const)('keeps the layout of %s', async (_, text, changes) => {
    const folder = folderWith({ 'a.template': text });
    const { stderr } = await runIn(folder, ['a.template', '--fix-suggestions', ...RULES]);
    const expected = changes.reduce((before: string, [from, to]) => before.replace(from, to), text);
    expect(expected).not.toBe(text);
    // Of two equal entries either may go where only the blanks between them tell which one went.
    expect(read(folder, 'a.template').replaceAll(/\s+/g, ' '), stderr).toBe(expected.replaceAll(/\s+/g, ' '));
  });

  it.each([
    ['CRLF', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('keeps %s', async (_, encode) => {
    const folder = folderWith({ 'a.yaml': encode(BLOCK) });
    await runIn(folder, ['a.yaml', '--fix-suggestions', ...RULES]);
    expect(readFileSync(join(folder, 'a.yaml')).equals(encode(ALL))).toBe(true);
  });

  it('keeps the mode of the file, and leaves files without findings alone', async () => {
    const folder = folderWith({ 'a.yaml': BLOCK, 'b.yaml': ALL });
    chmodSync(join(folder, 'a.yaml'), 0o600);
    const untouched = statSync(join(folder, 'b.yaml')).mtimeMs;
    await runIn(folder, ['--fix', ...RULES]);
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'b.yaml')).mtimeMs).toBe(untouched);
  });

  it('removes unused suppressions', async () => {
    const folder = folderWith({
      'a.yaml': `# iam-lint-disable-file current-policy-version -- long gone\n${ALL}`,
    });
    await runIn(folder, ['a.yaml', '--fix', ...RULES]);
    expect(read(folder)).toBe(ALL);
  });

  it('leaves what is suppressed or recorded in a baseline as it is', async () => {
    const accepted = `# iam-lint-disable-file current-policy-version, no-redundant-action -- on purpose\n${BLOCK}`;
    const folder = folderWith({ 'a.yaml': accepted, 'b.yaml': BLOCK });
    await runIn(folder, ['b.yaml', '--write-baseline', 'base.json', ...RULES]);
    await runIn(folder, ['--fix', '--baseline', 'base.json', ...RULES]);
    expect([read(folder), read(folder, 'b.yaml')]).toEqual([accepted, BLOCK]);
  });

  it('changes nothing in a cloud assembly', async () => {
    const template = JSON.stringify({
      Resources: {
        P: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            PolicyDocument: {
              Version: '2008-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sqs:SendMessage',
                  Resource: 'arn:aws:sqs:eu-west-1:111122223333:o',
                },
              ],
            },
          },
        },
      },
    });
    const artifact = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: 'Api.template.json' },
    };
    const folder = folderWith({
      'cdk.out/manifest.json': { version: '36.0.0', artifacts: { Api: artifact } },
      'cdk.out/cdk.out': '{"version":"36.0.0"}',
      'cdk.out/Api.template.json': template,
    });
    const { stdout, stderr } = await runIn(folder, ['cdk.out', '--fix', ...RULES]);
    expect(stdout).toContain('current-policy-version');
    expect(stderr).toBe('There was nothing to fix\n');
    expect(read(folder, 'cdk.out/Api.template.json')).toBe(template);
  });

  it('refuses stdin, and a baseline at the same time', async () => {
    const folder = folderWith();
    const stdin = await runIn(folder, ['-', '--fix'], { stdin: BLOCK });
    expect([stdin.status, stdin.stderr]).toEqual([2, expect.stringContaining('--fix-dry-run')]);
    const both = await runIn(folder, ['--fix', '--write-baseline', 'b.json']);
    expect(both.status).toBe(2);
  });

  it('writes no file of which some bytes are no text, and says so', async () => {
    const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9, 0x0a]), Buffer.from(BLOCK)]);
    const folder = folderWith({ 'a.yaml': bytes });
    const { status, stdout } = await runIn(folder, ['a.yaml', '--fix', ...RULES]);
    expect([status, readFileSync(join(folder, 'a.yaml')).equals(bytes)]).toEqual([2, true]);
    expect(stdout).toContain('Cannot write a.yaml: it was changed in the meantime');
  });

  it('leaves a SAM function to its author: only the written text is changed', async () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      Policies:
        - SQSPollerPolicy: { QueueName: orders }
        - Version: 2008-10-17
          Statement:
            - Effect: Allow
              Action: [sqs:SendMessage, sqs:ReceiveMesage]
              Resource: arn:aws:sqs:eu-west-1:111122223333:orders
`;
    const folder = folderWith({ 'template.yaml': text });
    await runIn(folder, ['--fix-suggestions', ...RULES]);
    expect(read(folder, 'template.yaml')).toBe(text.replace('2008', '2012').replace('Mesage', 'Message'));
  });
});

describe('--fix-dry-run', () => {
  it('prints a unified diff, writes nothing, and keeps the exit code', async () => {
    const folder = folderWith({ 'a.yaml': BLOCK });
    const { status, stdout } = await runIn(folder, ['a.yaml', '--fix-dry-run', ...RULES]);
    expect(read(folder)).toBe(BLOCK);
    expect(status).toBe(1);
    expect(stdout).toBe(
      [
        '--- a/a.yaml', '+++ b/a.yaml', '@@ -4,12 +4,11 @@', '     Type: AWS::IAM::ManagedPolicy', '     Properties:',
        '       PolicyDocument:', '-        Version: 2008-10-17 # as copied', '+        Version: 2012-10-17 # as copied',
        '         Statement:', '           - Effect: Allow', '             Action:', '               # who sends',
        '               - sqs:SendMessage', '-              - sqs:SendMessage # twice',
        '               - sqs:ReceiveMesage   # who reads', '             Resource: arn:aws:sqs:eu-west-1:111122223333:orders', '',
      ].join('\n'), // prettier-ignore
    );
  });

  it.skipIf(spawnSync('git', ['--version']).status !== 0)(
    'gives what git apply makes the fixed text of',
    async () => {
      const folder = folderWith({ 'a.yaml': BLOCK, 'sub/b.yaml': BLOCK.replaceAll('\n', '\r\n') });
      const { stdout } = await runIn(folder, ['--fix-dry-run', '--fix-suggestions', ...RULES]);
      const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn'], {
        cwd: folder,
        input: stdout,
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      expect([read(folder), read(folder, 'sub/b.yaml')]).toEqual([ALL, ALL.replaceAll('\n', '\r\n')]);
    },
  );

  it('takes stdin', async () => {
    const { stdout } = await runIn(
      folderWith(),
      ['-', '--stdin-filename', 'x.yaml', '--fix-dry-run', ...RULES],
      { stdin: BLOCK },
    );
    expect(stdout).toMatch(/^--- a\/x\.yaml\n/);
  });

  it('prints nothing where there is nothing to do', async () => {
    const folder = folderWith({ 'a.yaml': ALL });
    writeFileSync(join(folder, 'a.yaml'), ALL);
    addFiles(folder, { 'b.yaml': ALL });
    const { status, stdout } = await runIn(folder, ['--fix-dry-run', ...RULES]);
    expect([status, stdout]).toEqual([0, '']);
  });
});
