import { nameResource } from '../src/analysis/recipient.ts';
import { PLAIN_POLICY_TYPE } from '../src/template/template.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-sid',
  title: 'Sid has characters that AWS rejects',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'In the policies of users, groups and roles a Sid is made of letters and digits. With any other character AWS rejects the policy when the stack is deployed.',
    fix: 'Leave out blanks, hyphens and underscores.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html'],
  },
  covers: ['sid-invalid-characters'],
  also: { 'cfn-lint': ['E3510'], parliament: ['INVALID_SID'], 'access-analyzer': ['UNSUPPORTED_SID'] },
  examples: {
    bad: [
      {
        title: 'A hyphen and a blank',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: read-objects # flagged
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
          - Sid: Write objects # flagged
            Effect: Allow
            Action: s3:PutObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'Letters and digits, and a resource policy, where services take more',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: ReadObjects1
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: example
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Only by TLS
            Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: arn:aws:s3:::example/*
            Condition: { Bool: { aws:SecureTransport: "false" } }
`,
      },
    ],
  },
  visit: {
    statement({ sid, policy }, context) {
      if (!sid || !/^(?:identity|trust|boundary|session)$/.test(policy.kind)) return;
      if (
        policy.owner.type === PLAIN_POLICY_TYPE &&
        policy.statements.some(({ principals }) => principals.length > 0)
      )
        return;
      const wrong = sid.segments.flatMap((segment) =>
        typeof segment === 'string' ? (/[^A-Za-z0-9]/.exec(segment) ?? []) : [],
      );
      if (wrong.length === 0) return;
      const [character] = wrong as [string];
      context.report({
        at: sid,
        message: `A Sid in a policy of ${nameResource(policy.owner)} has ${character === ' ' ? 'a blank' : `the character \`${character}\``}, and AWS accepts letters and digits only. Leave it out`,
        evidence: 'Sid',
      });
    },
  },
});
