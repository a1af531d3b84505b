import { breadthOfResource } from '../src/analysis/granted-actions.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-iot-wildcard-resource',
  title: 'IoT policy allows an action on every resource',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'On `*` a device may connect under the name of any other, or read and write the topics of all: one certificate that is read out of one device opens the whole fleet.',
    fix: 'Name client and topics by policy variables, such as `${iot:Connection.Thing.ThingName}`.',
    references: [
      'https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html',
      'https://docs.aws.amazon.com/iot/latest/developerguide/audit-chk-iot-policy-permissive.html',
    ],
  },
  covers: ['iot-policy-wildcard-resource'],
  also: {
    cfn_nag: ['W39'],
    'guard-registry': ['IOT_POLICY_WILDCARD_RESOURCE_RULE'],
    kics: ['be5b230d-4371-4a28-a441-85dc760e2aa3'],
  },
  examples: {
    bad: [
      {
        title: 'Every topic',
        template: `
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [iot:Publish, iot:Receive]
            Resource: "*" # flagged
`,
      },
      {
        title: 'Every client of the account',
        template: `
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Connect
            Resource: !Sub arn:aws:iot:\${AWS::Region}:\${AWS::AccountId}:client/* # flagged
`,
      },
    ],
    good: [
      {
        title: "The device's own, one that is attached to the certificate, and a Deny",
        template: `
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Publish
            Resource: !Sub arn:aws:iot:\${AWS::Region}:\${AWS::AccountId}:topic/\${!iot:Connection.Thing.ThingName}/*
          - Effect: Allow
            Action: iot:Connect
            Resource: "*"
            Condition:
              Bool: { iot:Connection.Thing.IsAttached: "true" }
          - Effect: Deny
            Action: iot:Publish
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'iot' || statement.effect !== 'Allow') return;
      if (statement.conditions.some(({ key }) => /^iot:connection\.thing\./i.test(key))) return;
      for (const resource of statement.resources) {
        if (!/^(?:everything|type)$/.test(breadthOfResource(resource))) continue;
        context.report({
          at: resource,
          message: `A device with ${nameResource(statement.policy.owner)} may act under the name or on the topics of every other device. Name what is its own by a policy variable such as \`\${iot:Connection.Thing.ThingName}\``,
          evidence: `Resource::${display(resource)}`,
        });
      }
    },
  },
});
