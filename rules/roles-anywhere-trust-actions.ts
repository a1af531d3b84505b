import { nameResource } from '../src/analysis/recipient.ts';
import { covers } from '../src/iam/wildcard.ts';
import { display, literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'roles-anywhere-trust-actions',
  title: 'Role for IAM Roles Anywhere lacks an action that its sessions need',
  category: 'trust',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'IAM Roles Anywhere sets tags and the source identity of every session from the certificate. Without `sts:TagSession` and `sts:SetSourceIdentity` beside `sts:AssumeRole` nobody gets a session.',
    fix: 'Allow all three actions to `rolesanywhere.amazonaws.com`.',
    references: ['https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html'],
  },
  covers: ['trust-rolesanywhere-missing-actions'],
  also: { 'access-analyzer': ['MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY'] },
  examples: {
    bad: [
      {
        title: 'One action of three',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: rolesanywhere.amazonaws.com } # flagged
            Action: sts:AssumeRole
            Condition: { ArnEquals: { aws:SourceArn: "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/a" } }
`,
      },
    ],
    good: [
      {
        title: 'All three, in one statement or in two',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: rolesanywhere.amazonaws.com }
            Action: [sts:AssumeRole, sts:TagSession]
          - Effect: Allow
            Principal: { Service: rolesanywhere.amazonaws.com }
            Action: sts:SetSource*
  Function:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      if (policy.kind !== 'trust') return;
      const own = policy.statements.flatMap((statement) => {
        const principal = statement.principals.find(
          ({ type, value }) => type === 'Service' && literal(value) === 'rolesanywhere.amazonaws.com',
        );
        return statement.effect === 'Allow' && principal ? [{ statement, principal }] : [];
      });
      const [first] = own;
      if (!first || own.some(({ statement }) => statement.notActions.length > 0)) return;
      const actions = own.flatMap(({ statement }) => statement.actions);
      // What only the deployment knows may be any of them.
      if (actions.some((action) => literal(action) === undefined)) return;
      const missing = NEEDED.filter(
        (name) => !actions.some((action) => covers(display(action).toLowerCase(), name.toLowerCase())),
      );
      if (missing.length === 0) return;
      context.report({
        at: first.principal.value,
        message: `IAM Roles Anywhere gets no session of ${nameResource(policy.owner)} without ${missing.map((name) => `\`${name}\``).join(' and ')}. Allow it beside \`sts:AssumeRole\``,
        evidence: `Action::${missing.join(',')}`,
      });
    },
  },
});

const NEEDED = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
