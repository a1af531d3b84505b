import { isWrittenBySam } from '../src/analysis/generated-statement.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { findService } from '../src/catalogue/services.ts';
import { isKnownAction, parseAction } from '../src/iam/action.ts';
import { apiOperation } from '../src/iam/api-operations.ts';
import { nearestAction, nearestService } from '../src/iam/nearest-action.ts';
import { hasWildcard } from '../src/iam/wildcard.ts';
import { literal } from '../src/values/value.ts';
import { replacementFix } from '../src/analysis/text-fixes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'known-action',
  title: 'Action does not exist',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'AWS accepts an action that does not exist and it grants nothing: the call that it was meant for fails at run time. In a `Deny` it forbids nothing, and nobody notices.',
    fix: 'Use the name of the Service Authorization Reference. Some API operations go by the name of another action: `s3:GetObject` grants HeadObject.',
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: ['action-unknown', 'action-unknown-service', 'action-bad-format', 'wildcard-in-service-name'],
  also: {
    'cfn-lint': ['W3037'],
    parliament: ['UNKNOWN_ACTION', 'UNKNOWN_PREFIX'],
    'access-analyzer': ['INVALID_ACTION', 'INVALID_SERVICE_IN_ACTION', 'WILDCARD_IN_SERVICE_NAME'],
  },
  examples: {
    bad: [
      {
        title: 'Misspelt, of a service that is misspelt, and an API operation',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObjet # flagged
              - dyanmodb:PutItem # flagged
              - s3:HeadObject # flagged
              - s3:GetObject
            Resource: "*"
`,
        fixed: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObject
              - dynamodb:PutItem
              - s3:HeadObject
              - s3:GetObject
            Resource: "*"
`,
      },
      {
        title: 'A pattern that matches nothing, and no action at all, in a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action:
              - sqs:Erase* # flagged
              - GetObject # flagged
            Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'In any case, by patterns, and partly unknown',
        template: `

Parameters:
  Verb: { Type: String }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [S3:getobject, "s3:List*", "*", !Sub "s3:\${Verb}Object", "s3:*Tagging"]
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.site.property === '' || isWrittenBySam(statement)) return;
      let reported = 0;
      for (const action of [...statement.actions, ...statement.notActions]) {
        const written = literal(action);
        if (written === undefined || isKnownAction(written)) continue;
        if (++reported > MAX_REPORTED) return;
        const { fault, remedy, isCertain, meant } = faultOf(written);
        const effect =
          statement.effect === 'Deny'
            ? 'so the Deny in it forbids nothing'
            : statement.notActions.includes(action)
              ? 'so it leaves nothing out'
              : 'so it grants nothing';
        context.report({
          at: action,
          message: `${fault}, ${effect} in the policy of ${nameResource(statement.policy.owner)}${remedy === undefined ? '' : `; ${remedy}`}`,
          evidence: `Action::${written}`,
          severity: statement.effect === 'Deny' ? 'high' : isCertain ? 'medium' : 'low',
          confidence: isCertain ? 'high' : 'medium',
          fixes:
            meant === undefined
              ? []
              : replacementFix(action.node, meant, { title: `Write \`${meant}\``, safety: 'suggestion' }),
        });
      }
    },
  },
});

/** Of one statement; what was meant by ten thousand made-up names nobody wants to know. */
const MAX_REPORTED = 100;

/** What is wrong with an action that is not known, and whether it is more than that the packaged data may be too old. */
function faultOf(written: string): {
  readonly fault: string;
  readonly remedy?: string;
  /** The one action that can have been meant. */
  readonly meant?: string;
  readonly isCertain: boolean;
} {
  const parsed = parseAction(written);
  if (!parsed || (hasWildcard(parsed.service) && parsed.name !== ''))
    return { fault: `\`${written}\` is no action, which has the form \`service:Action\``, isCertain: true };
  const service = findService(parsed.service);
  const operation = service && apiOperation(`${service.prefix}:${parsed.name}`);
  if (operation)
    return {
      fault: `\`${written}\` is an API operation and no IAM action`,
      remedy: `${operation.grantedBy.map((name) => `\`${name}\``).join(' and ')} ${operation.grantedBy.length > 1 ? 'allow' : 'allows'} it`,
      isCertain: true,
      ...(operation.grantedBy.length === 1 && { meant: operation.grantedBy[0]! }),
    };
  if (hasWildcard(parsed.name) && service)
    return { fault: `\`${written}\` matches no action of ${service.name}`, isCertain: true };
  const meant = hasWildcard(written) ? undefined : nearestAction(written);
  if (meant !== undefined)
    return {
      fault: `\`${written}\` does not exist`,
      remedy: `perhaps \`${meant}\` was meant`,
      isCertain: true,
      meant,
    };
  if (!service) {
    const prefix = nearestService(parsed.service);
    return prefix === undefined
      ? { fault: `There is no service \`${parsed.service}\` in IAM as far as is known`, isCertain: false }
      : {
          fault: `There is no service \`${parsed.service}\` in IAM`,
          remedy: `perhaps \`${prefix}\` was meant`,
          isCertain: true,
        };
  }
  return { fault: `${service.name} has no action \`${parsed.name}\` as far as is known`, isCertain: false };
}
