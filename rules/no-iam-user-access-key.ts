import { onlySendsMail, usersOfKey } from '../src/analysis/access-key-user.ts';
import { powerOf } from '../src/analysis/power.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { type Severity } from '../src/rule/finding.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display, literal } from '../src/values/value.ts';

export default defineRule({
  id: 'no-iam-user-access-key',
  title: 'Access key of an IAM user is declared',
  category: 'users',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'An access key works until somebody deletes it. Whoever reads it in a log, a repository, a laptop or the history of a build acts as the user from anywhere. When the user is an administrator, one leaked key is the whole account.',
    fix: 'Give the workload a role: an instance profile, a task or function role, OIDC for CI such as GitHub Actions, IAM Roles Anywhere for machines outside AWS. People sign in through IAM Identity Center.',
    exceptions:
      'Software that can use nothing but a key, such as the SMTP interface of SES. Let the user do that one thing only, keep the key in Secrets Manager and replace it regularly.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
      'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
    ],
  },
  covers: ['access-key-declared', 'access-key-on-privileged-user'],
  also: {},
  examples: {
    bad: [
      {
        title: 'A key for a user that deploys, and is an administrator through its group',
        template: `
Resources:
  Admins:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Deployer:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Admins]
  Key: # flagged
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Deployer
`,
      },
      {
        title: 'A key in one environment only, for a user of another stack',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Environment, dev]
Resources:
  Key: # flagged
    Type: AWS::IAM::AccessKey
    Condition: IsDev
    Properties:
      UserName: backup
`,
      },
    ],
    good: [
      {
        title: 'A user without a key, a key that is switched off, and a role',
        template: `
Resources:
  User:
    Type: AWS::IAM::User
  Old:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref User
      Status: Inactive
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
`,
      },
      {
        title: 'The key of an application API, which is no credential of AWS',
        template: `
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties:
      Enabled: true
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::AccessKey'],
    resource(key, context) {
      const status = context.graph.property(key, 'Status');
      if (status.length > 0 && status.every(({ text }) => text && literal(text) === 'Inactive')) return;
      const users = usersOfKey(key, context.graph);
      for (const each of users.length > 0 ? users : [undefined]) {
        const user = each?.user;
        const owner = user ? nameResource(user.resource) : each ? `user \`${display(each.name)}\`` : 'a user';
        const { power, because } = user ? powerOf(user) : { power: 'undecided', because: undefined };
        const privileged =
          power === 'administrator'
            ? ', which is an administrator of the account'
            : power === 'broad-writer'
              ? ', which may change every resource of a service'
              : '';
        const severity: Severity =
          power === 'administrator' ? 'critical' : user && onlySendsMail(user) ? 'low' : 'high';
        context.report({
          at: key,
          ...(each ? { when: each.name.when } : {}),
          message: `This access key lets whoever holds it act as ${owner}${privileged}, from anywhere and until somebody deletes it. Give the workload a role instead`,
          evidence: privileged === '' ? 'AccessKey' : `AccessKey::${power}`,
          severity,
          related: because && privileged !== '' ? [{ at: because, label: 'is what the key may do' }] : [],
        });
      }
    },
  },
});
