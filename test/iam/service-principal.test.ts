import { describe, expect, it } from 'vitest';
import {
  isKnownServicePrincipal,
  isPlausibleServicePrincipal,
  nearestServicePrincipal,
  parseServicePrincipal,
} from '../../src/iam/service-principal.ts';

describe('service principals', () => {
  it.each([
    ['lambda.amazonaws.com', { name: 'lambda', region: undefined, suffix: 'amazonaws.com' }],
    ['logs.eu-west-1.amazonaws.com', { name: 'logs', region: 'eu-west-1', suffix: 'amazonaws.com' }],
    ['ec2.amazonaws.com.cn', { name: 'ec2', region: undefined, suffix: 'amazonaws.com.cn' }],
    ['logs.cn-north-1.amazonaws.com.cn', { name: 'logs', region: 'cn-north-1', suffix: 'amazonaws.com.cn' }],
    [
      'dynamodb.application-autoscaling.amazonaws.com',
      { name: 'dynamodb.application-autoscaling', region: undefined, suffix: 'amazonaws.com' },
    ],
    ['lambda', undefined],
    ['lambda.amazonaws.org', undefined],
    ['.amazonaws.com', undefined],
    ['a b.amazonaws.com', undefined],
  ])('%s', (text, expected) => {
    expect(parseServicePrincipal(text)).toEqual(expected);
  });

  it.each([
    'lambda.amazonaws.com',
    'ecs-tasks.amazonaws.com',
    'delivery.logs.amazonaws.com',
    'vpc-flow-logs.amazonaws.com',
    'edgelambda.amazonaws.com',
    'monitoring.rds.amazonaws.com',
    'logs.eu-central-1.amazonaws.com',
    'ec2.amazonaws.com.cn',
    'alexa-appkit.amazon.com',
    'eks-fargate-pods.amazonaws.com',
    'states.amazonaws.com',
    'pods.eks.amazonaws.com',
  ])('knows %s', (text) => {
    expect(isKnownServicePrincipal(text)).toBe(true);
  });

  it('holds services of IAM for plausible and calls nothing else so', () => {
    expect(isPlausibleServicePrincipal('textract.amazonaws.com')).toBe(true);
    expect(isPlausibleServicePrincipal('something.rds.amazonaws.com')).toBe(true);
    expect(isPlausibleServicePrincipal('ml.opensearchservice.amazonaws.com')).toBe(true);
    expect(isPlausibleServicePrincipal('lamda.amazonaws.com')).toBe(false);
    expect(isPlausibleServicePrincipal('example.com')).toBe(false);
  });

  it.each([
    ['lamda.amazonaws.com', 'lambda.amazonaws.com'],
    ['lambda.amazon.com', 'lambda.amazonaws.com'],
    ['lambda', 'lambda.amazonaws.com'],
    ['ecs-task.amazonaws.com', 'ecs-tasks.amazonaws.com'],
    ['lamda.cn-north-1.amazonaws.com.cn', 'lambda.cn-north-1.amazonaws.com.cn'],
    ['lambda.amazonaws.com', undefined],
    ['entirelydifferentname.amazonaws.com', undefined],
  ])('%s was meant to be %s', (text, expected) => {
    expect(nearestServicePrincipal(text)).toBe(expected);
  });
});
