/**
 * Resource type and property to the services that must be able to assume the role that stands there; any one of them
 * suffices. A property that is missing here is known to take a role, but nothing is claimed about its trust.
 */
export const ROLE_SERVICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
  'AWS::Lambda::Function': { Role: ['lambda.amazonaws.com'] },
};
