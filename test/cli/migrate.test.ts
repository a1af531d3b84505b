import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith } from '../load/folder.ts';
import { runIn } from './run-in.ts';

const template = `Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Metadata:
      cfn_nag:
        rules_to_suppress:
          - id: W13
            reason: sends to all queues
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:SendMessage
            Resource: "*"
`;

it('--honor-foreign-suppressions and the configuration count what is written for other tools', async () => {
  const folder = folderWith({ 'stack.yaml': template });
  expect((await runIn(folder, [])).status).toBe(1);
  expect((await runIn(folder, ['--honor-foreign-suppressions'])).status).toBe(0);
  const configured = folderWith({
    'stack.yaml': template,
    'iam-lint.yaml': 'honorForeignSuppressions: true\n',
  });
  expect((await runIn(configured, [])).status).toBe(0);
});

it('migrate rewrites them in place, and prints the difference with --fix-dry-run', async () => {
  const folder = folderWith({ 'stack.yaml': template });
  const text = (): string => readFileSync(join(folder, 'stack.yaml'), 'utf8');
  const dry = await runIn(folder, ['migrate', '--fix-dry-run']);
  expect(dry.status).toBe(0);
  expect(dry.stdout).toContain('+          - rule: no-wildcard-resource');
  expect(text()).toBe(template);
  expect((await runIn(folder, ['migrate', 'stack.yaml'])).status).toBe(0);
  expect(text()).not.toContain('cfn_nag');
  const after = await runIn(folder, ['--format', 'json']);
  expect(after.status).toBe(0);
  const { suppressed } = JSON.parse(after.stdout) as {
    readonly suppressed: readonly { readonly by: { readonly source: string; readonly reason: string } }[];
  };
  expect(suppressed.map(({ by }) => [by.source, by.reason])).toEqual([['metadata', 'sends to all queues']]);
});

it('migrate does not write to stdin', async () => {
  const { status, stderr } = await runIn(folderWith({ 'stack.yaml': template }), ['migrate', '-']);
  expect(status).toBe(2);
  expect(stderr).toContain('--fix-dry-run');
});
