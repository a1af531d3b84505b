import { type Suppression } from '../../src/config/suppression.ts';
import { type Report } from '../../src/engine/report.ts';
import { type Finding } from '../../src/rule/finding.ts';
import { type Rule } from '../../src/rule/rule.ts';
import { type Problem } from '../../src/source/problem.ts';
import { type CfnNode, get, getText } from '../../src/template/node.ts';
import { type Resource, type Template } from '../../src/template/template.ts';
import { graphOf, judged, ruleOf, templateOf } from '../engine/judged.ts';

export const STACK = `AWSTemplateFormatVersion: "2010-09-09"
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Deployer:
    Type: AWS::IAM::Role
    Condition: IsProd
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: "*"
          Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
      Description: 役割 for the deployment
`;

export const SECOND =
  '{"Resources":{"Key":{"Type":"AWS::IAM::AccessKey","Properties":{"UserName":"ci, [bot]"}}}}\n';

const administrator = ruleOf(
  'administrator-open-to-all',
  {},
  {
    title: 'Administrator role that anyone may assume',
    severity: 'critical',
    category: 'trust',
    docs: {
      why: 'Whoever assumes the role owns the account.',
      fix: 'Name who may assume it.',
      exceptions: 'Never.',
      references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html'],
    },
  },
);
const accessKey = ruleOf(
  'no-access-key',
  {},
  { title: 'Access key', severity: 'medium', confidence: 'medium' },
);
const wildcard = ruleOf('no-wildcard', {}, { title: 'Wildcard', severity: 'low' });

export function at(node: CfnNode | undefined, ...keys: readonly string[]): CfnNode {
  const found = keys.reduce((inner, key) => get(inner, key), node);
  if (!found) throw new Error(`nothing at ${keys.join('.')}`);
  return found;
}

/**
 * One report with everything that a reporter must show.
 * @param above text that pushes the first template down.
 */
export function madeReport(above = ''): Report {
  const stack = templateOf(above + STACK, 'infra/stack.yaml');
  const second = templateOf(SECOND, 'infra/über uns/key #1.json');
  const made = cdkTemplates();
  const deployer = stack.resources.get('Deployer')!;
  const key: Resource = {
    ...second.resources.get('Key')!,
    constructPath: 'Prod/Ci/Key',
    sourceLocation: 'lib/ci.ts:12:5',
  };
  const policies = at(deployer.properties, 'ManagedPolicyArns');
  const findings = judged(
    graphOf([stack, second, ...made], { resources: [deployer, key, ...made.map(handlerOf)] }),
    [
      reporting(administrator, (report) =>
        report({
          at: { node: policies.kind === 'list' ? policies.items[0]! : policies },
          message: '`Deployer` has every permission, and everybody may assume it',
          evidence: 'ManagedPolicyArns::AdministratorAccess',
          related: [
            {
              at: { node: at(deployer.properties, 'AssumeRolePolicyDocument', 'Statement', 'Principal') },
              label: 'the role trusts [every] account',
            },
          ],
        }),
      ),
      reporting(accessKey, (report) =>
        report({
          at: { node: at(key.properties, 'UserName') },
          resource: key,
          message: 'Key of `ci`',
          evidence: 'Key',
          possible: true,
        }),
      ),
      reporting(wildcard, (report) => {
        for (const template of made)
          report({ at: handlerOf(template), message: 'Handler may do everything', evidence: 'Action::*' });
      }),
    ],
  ).findings;
  const by: Suppression = { rule: 'no-wildcard', reason: 'reviewed', source: 'config', until: '2027-01-31' };
  const accepted: Finding = { ...findings[0]!, fingerprint: 'f'.repeat(40) };
  const problems: readonly Problem[] = [
    {
      kind: 'partly-read',
      message: 'A bracket is not closed',
      span: { file: second.file, start: 1, end: 12 },
    },
    { kind: 'unreadable', message: 'No such file', path: 'gone.yaml' },
    { kind: 'unused-suppression', message: 'It accepts nothing, 100% sure', ruleId: 'no-wildcard' },
  ];
  return {
    findings,
    suppressed: [{ finding: accepted, by }],
    problems,
    undecided: [{ node: at(stack.root, 'Conditions', 'IsProd'), reason: 'parameter Env has no value' }],
    files: [stack.file, second.file, ...made.map(({ file }) => file)],
    rules: [administrator, accessKey, wildcard],
    summary: {
      templates: 4,
      stacks: 2,
      resources: 4,
      policies: 3,
      statements: 1,
      undecided: 1,
      skipped: 17,
      unread: 2,
      hidden: 3,
    },
  };
}

export function emptyReport(): Report {
  return {
    findings: [],
    suppressed: [],
    problems: [],
    undecided: [],
    files: [],
    rules: [administrator],
    summary: {
      templates: 1,
      stacks: 0,
      resources: 1,
      policies: 1,
      statements: 2,
      undecided: 0,
      skipped: 0,
      unread: 0,
    },
  };
}

function reporting(
  rule: Rule,
  graph: (report: Parameters<NonNullable<Rule['visit']['graph']>>[1]['report']) => void,
): Rule {
  return { ...rule, visit: { graph: (_, context) => graph((draft) => context.report(draft)) } };
}

function handlerOf(template: Template): Resource {
  const handler = template.resources.get('Handler')!;
  return {
    ...handler,
    madeBy: 'aws-cdk-lib BucketDeployment',
    constructPath: `${template.stack!.name}/Handler`,
  };
}

function cdkTemplates(): readonly Template[] {
  return ['One', 'Two'].map((name) => {
    const text = '{\n "Resources": {\n  "Handler": { "Type": "AWS::IAM::Role", "Properties": {} }\n }\n}\n';
    const template = templateOf(text, `cdk.out/${name}.template.json`);
    if (getText(at(template.root, 'Resources', 'Handler'), 'Type') !== 'AWS::IAM::Role')
      throw new Error('not read');
    return { ...template, stack: { name, displayName: name } };
  });
}
