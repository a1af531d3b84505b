import { nameResource } from '../src/analysis/recipient.ts';
import { type PolicyDocument } from '../src/graph/policy.ts';
import { matchesAction } from '../src/iam/action.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'lambda-role-writes-logs',
  title: 'Role of a function may not write logs',
  category: 'permissions',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'Without `logs:CreateLogStream` and `logs:PutLogEvents` a function writes no logs, and nobody can see what it did.',
    fix: 'Attach `service-role/AWSLambdaBasicExecutionRole` or allow both actions on the log group of the function.',
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html'],
  },
  covers: ['lambda-role-missing-logs'],
  also: { cfn_nag: ['W58'] },
  examples: {
    bad: [
      {
        title: 'A role without any of it',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn # flagged
      Handler: index.handler
      Runtime: nodejs22.x
      Code: { ZipFile: "exports.handler = async () => {}" }
`,
      },
    ],
    good: [
      {
        title: 'By the managed policy, by a pattern, and by a policy that nobody can read here',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
  Other:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      ManagedPolicyArns: [arn:aws:iam::111122223333:policy/logs]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Handler: index.handler
      Runtime: nodejs22.x
      Code: { ZipFile: "exports.handler = async () => {}" }
  OtherFunction:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Other.Arn
      Handler: index.handler
      Runtime: nodejs22.x
      Code: { ZipFile: "exports.handler = async () => {}" }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::Lambda::Function'],
    resource(resource, context) {
      for (const { role, property, value } of context.graph.runsAs(resource)) {
        if (!role || property !== 'Role') continue;
        const documents = role.grants.map(({ document }) => document);
        // What a policy says that is not among the templates nobody knows.
        if (documents.includes(undefined)) continue;
        const missing = NEEDED.filter((action) => !documents.some((document) => allows(document, action)));
        if (missing.length === 0) continue;
        context.report({
          at: value,
          resource,
          message: `${nameResource(resource).replace(/^./, (letter) => letter.toUpperCase())} writes no logs, because ${nameResource(role.resource)} does not allow ${missing.map((action) => `\`${action}\``).join(', ')}. Attach \`service-role/AWSLambdaBasicExecutionRole\``,
          evidence: 'Role::logs',
          related: [{ at: role, label: 'lacks the permission' }],
        });
      }
    },
  },
});

/** The log group itself may be there before the function. */
const NEEDED = ['logs:CreateLogStream', 'logs:PutLogEvents'];

function allows(document: PolicyDocument | undefined, action: string): boolean {
  return (document?.statements ?? []).some(
    ({ effect, actions, notActions }) =>
      effect === 'Allow' &&
      (notActions.length > 0 ||
        actions.some((text) => {
          const pattern = literal(text);
          return pattern === undefined || matchesAction(pattern, action);
        })),
  );
}
