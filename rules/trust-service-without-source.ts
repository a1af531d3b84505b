import { serviceName } from '../src/analysis/assuming-services.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

/**
 * Services, without suffix, whose page asks for aws:SourceArn or aws:SourceAccount in the trust policies of their roles.
 * Those that run code as the role (Lambda, EC2, ECS tasks) send neither and are not here.
 */
const GUARDED: ReadonlyMap<string, string> = new Map([
  ['bedrock', 'https://docs.aws.amazon.com/bedrock/latest/userguide/cross-service-confused-deputy-prevention.html'],
  ['frauddetector', 'https://docs.aws.amazon.com/frauddetector/latest/ug/confused-deputy-prevention.html'],
  ['glue', 'https://docs.aws.amazon.com/glue/latest/dg/cross-service-confused-deputy-prevention.html'],
  ['iot', 'https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html'],
  ['kafkaconnect', 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-connect-service-execution-role.html'],
  ['logs', 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html'],
  ['personalize', 'https://docs.aws.amazon.com/personalize/latest/dg/cross-service-confused-deputy-prevention.html'],
  ['sagemaker', 'https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html'],
  ['scheduler', 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html'],
  ['states', 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html'],
  ['transfer', 'https://docs.aws.amazon.com/transfer/latest/userguide/confused-deputy.html'],
  ['vpc-flow-logs', 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html'],
]); // prettier-ignore

export default defineRule({
  id: 'trust-service-without-source',
  title: 'A service may assume the role on behalf of any resource',
  category: 'trust',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'Some services act for many customers and say for whom in `aws:SourceArn` and `aws:SourceAccount`. Without a condition on these, a mistake in the service’s own checks would let a stranger use the role: the confused deputy. Since a role can only be passed within its account, this is a second line of defence.',
    fix: 'Add `aws:SourceAccount` with your account and, where the resource is known, `aws:SourceArn`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention',
      'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html',
    ],
  },
  covers: ['trust-service-principal-no-source-condition'],
  also: {
    'access-analyzer': [
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Flow logs of any account',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: vpc-flow-logs.amazonaws.com } # flagged
            Action: sts:AssumeRole
`,
      },
    ],
    good: [
      {
        title: 'With the account, and a service that runs code',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: vpc-flow-logs.amazonaws.com }
            Action: sts:AssumeRole
            Condition: { StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      // What SAM writes, its author cannot change.
      if (role.resource.generatedFrom) return;
      for (const { principal, scope, bounds } of waysInto(role, ownershipOf(role.resource, context.facts))) {
        if (scope.kind !== 'service' || bounds.length > 0) continue;
        if (!GUARDED.has(serviceName(principal.value) ?? '')) continue;
        context.report({
          at: principal,
          message: `The service ${scope.service} may assume ${nameResource(role.resource)} for whatever resource it acts for. Add a condition on aws:SourceAccount or aws:SourceArn`,
          evidence: `Principal::${scope.service}`,
        });
      }
    },
  },
});
