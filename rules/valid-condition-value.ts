import { nameResource } from '../src/analysis/recipient.ts';
import { parseConditionOperator } from '../src/iam/condition.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-condition-value',
  title: 'Condition key never has the value that it is compared with',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Some keys only have values of one form: regions, ids of VPCs and endpoints, names of service principals. A value of another form never matches: an `Allow` grants nothing, and a `Deny` forbids nothing or everything.',
    fix: 'Write the value as AWS sends it: `eu-west-1`, `vpc-…`, `vpce-…`, `lambda.amazonaws.com`, `s3.eu-west-1.amazonaws.com`, an address range that begins at its first address.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: [
    'condition-value-unknown-region-or-service',
    'condition-vpc-id-format',
    'condition-service-principal-format',
    'condition-cidr-host-bits',
  ],
  also: {
    'access-analyzer': [
      'INVALID_REGION',
      'INVALID_SERVICE',
      'INVALID_VPC_FORMAT',
      'INVALID_VPCE_FORMAT',
      'INVALID_SERVICE_PRINCIPAL_FORMAT',
      'IMPROVE_IP_RANGE',
    ],
  },
  examples: {
    bad: [
      {
        title: 'One of each',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListAllMyBuckets
            Resource: "*"
            Condition:
              StringEquals:
                aws:RequestedRegion: eu_west_1 # flagged
                aws:SourceVpc: production # flagged
                aws:SourceVpce: vpc-0123456789abcdef0 # flagged
              IpAddress: { aws:SourceIp: 203.0.113.9/24 } # flagged
          - Effect: Deny
            Action: kms:Decrypt
            Resource: "*"
            Condition:
              StringNotEquals: { kms:ViaService: s3 } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Values of the right form, patterns, and what only the deployment knows',
        template: `
Parameters:
  Vpc: { Type: AWS::EC2::VPC::Id }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListAllMyBuckets
            Resource: "*"
            Condition:
              StringEquals:
                aws:RequestedRegion: [eu-west-1, us-gov-east-1]
                aws:SourceVpc: !Ref Vpc
                aws:SourceVpce: vpce-0123456789abcdef0
              IpAddress: { aws:SourceIp: [203.0.113.0/24, 198.51.100.7, 198.51.100.7/32] }
          - Effect: Deny
            Action: kms:Decrypt
            Resource: "*"
            Condition:
              StringNotLike:
                kms:ViaService: ["s3.*.amazonaws.com", !Sub "sqs.\${AWS::Region}.amazonaws.com"]
                aws:RequestedRegion: eu-*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { operator, key, values } of statement.conditions) {
        const family = parseConditionOperator(operator)?.family;
        if (family !== 'String' && family !== 'IpAddress') continue;
        const form = FORMS.get(key.toLowerCase());
        for (const value of values) {
          const written = literal(value);
          if (written === undefined || written.length > LONGEST || written.includes('${')) continue;
          const fault =
            family === 'IpAddress'
              ? hostBits(written)
              : form && !/[*?]/.test(written) && !form.pattern.test(written)
                ? `is no ${form.what}, and \`${key}\` has nothing else`
                : undefined;
          if (fault === undefined) continue;
          context.report({
            at: value,
            message: `\`${written}\` in the policy of ${nameResource(statement.policy.owner)} ${fault}`,
            evidence: `Condition::${key}::${written}`,
          });
        }
      }
    },
  },
});

/** No region, id or service is longer, and the patterns are not meant for more. */
const LONGEST = 256;

interface Form {
  readonly pattern: RegExp;
  /** For a message: `region`. */
  readonly what: string;
}

const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';
const SUFFIX = '(?:amazonaws\\.(?:com(?:\\.cn)?|eu)|[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:gov|uk))';

/**
 * Keys by lower-case name, of which AWS documents the form of the values.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
const FORMS: ReadonlyMap<string, Form> = new Map([
  ['aws:requestedregion', { pattern: new RegExp(`^${REGION}$`), what: 'region' }],
  ['aws:sourcevpc', { pattern: /^vpc-[0-9a-f]+$/, what: 'id of a VPC' }],
  ['aws:sourcevpce', { pattern: /^vpce-[0-9a-f]+$/, what: 'id of a VPC endpoint' }],
  [
    'kms:viaservice',
    { pattern: new RegExp(`^[a-z0-9-]+\\.${REGION}\\.${SUFFIX}$`), what: 'service with its region' },
  ],
  [
    'aws:principalservicename',
    { pattern: new RegExp(`^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.${SUFFIX}$`), what: 'service principal' },
  ],
  [
    'iam:passedtoservice',
    { pattern: new RegExp(`^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.${SUFFIX}$`), what: 'service principal' },
  ],
  [
    'iam:awsservicename',
    { pattern: new RegExp(`^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.${SUFFIX}$`), what: 'service principal' },
  ],
]);

/** What is odd about an IPv4 range that does not begin at its first address. */
function hostBits(range: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(range);
  if (!match) return undefined;
  const parts = match.slice(1, 5).map(Number);
  const length = Number(match[5]);
  if (length > 32 || parts.some((part) => part > 255)) return undefined;
  const size = 2 ** (32 - length);
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  if (address % size === 0) return undefined;
  const first = address - (address % size);
  const written = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
  return `begins within its range, which is \`${written}/${length}\`. Write that, or the one address that is meant`;
}
