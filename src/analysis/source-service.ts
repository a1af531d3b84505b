import { type Text } from '../values/value.ts';
import { splitArn } from './principal-scope.ts';

/**
 * Service of an ARN to the service principals that send it as aws:SourceArn when they invoke a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
 */
const INVOKERS: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['apigateway'],
  cloudwatch: ['lambda.alarms.cloudwatch'],
  codecommit: ['codecommit'],
  'cognito-idp': ['cognito-idp'],
  config: ['config'],
  elasticloadbalancing: ['elasticloadbalancing'],
  events: ['events'],
  'execute-api': ['apigateway'],
  iot: ['iot'],
  logs: ['logs'],
  s3: ['s3'],
  secretsmanager: ['secretsmanager'],
  ses: ['ses'],
  sns: ['sns'],
};

/**
 * The services that invoke on behalf of the resource that an ARN names, without suffix; undefined when the service of the
 * ARN is not known, or nothing is known about it.
 */
export function invokersFor(sourceArn: Text): readonly string[] | undefined {
  const [service, ...more] = splitArn(sourceArn.segments)?.[2] ?? [];
  if (typeof service !== 'string' || more.length > 0) return undefined;
  return Object.hasOwn(INVOKERS, service) ? INVOKERS[service] : undefined;
}
