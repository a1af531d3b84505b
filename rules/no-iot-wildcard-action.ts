import { breadthOfAction } from '../src/analysis/granted-actions.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-iot-wildcard-action',
  title: 'IoT policy allows every action',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A device with `iot:*` or `*` may connect as any other device, read and write every topic and change the shadow of every thing. Devices are in the hands of others, and their certificates can be read out.',
    fix: 'List the actions of the device: mostly `iot:Connect`, `iot:Publish`, `iot:Subscribe` and `iot:Receive`.',
    references: [
      'https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html',
      'https://docs.aws.amazon.com/iot/latest/developerguide/audit-chk-iot-policy-permissive.html',
    ],
  },
  covers: ['iot-policy-wildcard-action'],
  also: {
    cfn_nag: ['W38'],
    'guard-registry': ['IOT_POLICY_WILDCARD_ACTION_RULE'],
    kics: ['4d32780f-43a4-424a-a06d-943c543576a5'],
  },
  examples: {
    bad: [
      {
        title: 'All of IoT',
        template: `
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:* # flagged
            Resource: !Sub arn:aws:iot:\${AWS::Region}:\${AWS::AccountId}:client/\${!iot:ClientId}
`,
      },
      {
        title: 'Everything, in a list',
        template: `
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["*"] # flagged
            Resource: !Sub arn:aws:iot:\${AWS::Region}:\${AWS::AccountId}:topic/example
`,
      },
    ],
    good: [
      {
        title: 'What a device does, and a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [iot:Connect, iot:Publish]
            Resource: !Sub arn:aws:iot:\${AWS::Region}:\${AWS::AccountId}:client/\${!iot:Connection.Thing.ThingName}
          - Effect: Deny
            Action: iot:*
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'iot' || statement.effect !== 'Allow') return;
      for (const action of statement.actions) {
        if (!/^(?:everything|service)$/.test(breadthOfAction(literal(action)))) continue;
        context.report({
          at: action,
          message: `Devices with ${nameResource(statement.policy.owner)} may do everything that IoT offers to devices, under any name and on any topic that the statement reaches. List the actions of the device, such as \`iot:Connect\` and \`iot:Publish\``,
          evidence: 'Action::*',
        });
      }
    },
  },
});
