import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIn } from './run-in.ts';

const role = (id: string, action: string): string => `  ${id}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: access
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "${action}", Resource: "arn:aws:s3:::logs/*" }
`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-lint-limits-'));
  mkdirSync(join(folder, 'limits'));
  writeFileSync(
    join(folder, 'limits/objects.json'),
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*Object","Resource":"*"}}',
  );
  writeFileSync(
    join(folder, 'template.yaml'),
    `Resources:\n${role('Reader', 's3:GetObject')}${role('Writer', 's3:PutObjectTagging')}`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function exceeding(...argv: string[]): Promise<(string | null)[]> {
  const { stdout, stderr } = await runIn(folder, ['template.yaml', '-f', 'json', ...argv]);
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: { ruleId: string; resource: string | null }[] };
  return findings.filter(({ ruleId }) => ruleId === 'grants-within-reference').map(({ resource }) => resource); // prettier-ignore
}

function configure(text: string): void {
  writeFileSync(join(folder, 'iam-lint.yaml'), text);
}

describe('limits', () => {
  it('are nothing without a reference', async () => {
    expect(await exceeding()).toEqual([]);
  });

  it('hold for all principals by --reference', async () => {
    expect(await exceeding('--reference', 'limits/objects.json')).toEqual(['Writer']);
  });

  it('hold for the principals that the configuration names', async () => {
    configure('limits:\n  - { reference: limits/objects.json, principals: "Wri*" }\n');
    expect(await exceeding()).toEqual(['Writer']);
    configure('limits:\n  - { reference: limits/objects.json, principals: Reader }\n');
    expect(await exceeding()).toEqual([]);
    rmSync(join(folder, 'iam-lint.yaml'));
  });

  it.each([
    ['limits:\n  - { reference: limits/missing.json }\n', 'missing.json'],
    ['limits:\n  - { reference: template.yaml }\n', 'no policy document'],
    ['limits:\n  - { principals: "*" }\n', 'reference'],
    ['limits:\n  - { reference: limits/objects.json, roles: "*" }\n', 'roles'],
  ])('that are wrong are told: %j', async (text, what) => {
    configure(text);
    const { status, stderr } = await runIn(folder, ['template.yaml']);
    rmSync(join(folder, 'iam-lint.yaml'));
    expect([status, stderr.includes(what), stderr.includes('internal error')]).toEqual([2, true, false]);
  });
});
