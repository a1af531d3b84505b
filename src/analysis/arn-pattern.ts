import { findCfnType } from '../catalogue/cloudformation.ts';
import { HOLE } from '../iam/wildcard.ts';
import { type Segment, type Text } from '../values/value.ts';

/** What a variable of an ARN template stands for where any value does; a name has neither slash nor colon. */
const SAMPLES: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

/**
 * What Ref gives for these holds neither slash nor colon.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
const WITHOUT_SLASH = /^(?:BucketName|TableName|FunctionName)$/;

/**
 * The pattern of a Resource entry: what the deployment fills in is a hole, which could be anything, but for the ARN of a
 * resource of a known type, whose form is known: `!GetAtt Bucket.Arn` is a bucket's and no object's.
 */
export function arnPattern(text: Text): string {
  return text.segments
    .map((segment) => (typeof segment === 'string' ? segment : (ownArn(segment) ?? HOLE)))
    .join('');
}

function ownArn(segment: Exclude<Segment, string>): string | undefined {
  const { kind, target, attribute } = segment;
  if (!target || !/^AWS::/.test(target.type)) return undefined;
  const type = findCfnType(target.type);
  if (kind === 'resource' && WITHOUT_SLASH.test(type?.ref ?? '')) return 'name';
  const name = kind === 'attribute' ? attribute : type?.ref;
  const template = name === undefined ? undefined : type?.arns[name];
  return template?.replace(/\$\{([^}]+)\}/g, (_, variable: string) => SAMPLES[variable] ?? 'name');
}
