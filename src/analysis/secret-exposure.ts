import { findCfnType } from '../catalogue/cloudformation.ts';
import { type TextPlace } from '../graph/resource-graph.ts';
import { isCustomResource } from './custom-resource.ts';
import { nameResource } from './recipient.ts';

export type ExposureKind =
  | 'output'
  | 'metadata'
  | 'user-data'
  | 'environment'
  | 'ssm-parameter'
  | 'tag'
  | 'custom-resource'
  /** A property that was not made for secrets. */
  | 'property';

/** A place of a template where a secret can be read by those who are not meant to. */
export interface Exposure {
  readonly kind: ExposureKind;
  /** For messages, after the name of the secret: `stands in output `Key`, which everybody who may describe the stack reads`. */
  readonly clause: string;
}

/**
 * Where a secret that stands at a place can be read; undefined for the places that are made for secrets, Secrets Manager
 * above all, and for parameters of a nested stack, whose own template says what it does with them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html (what NoEcho does not mask)
 */
export function exposureOf(place: TextPlace): Exposure | undefined {
  switch (place.kind) {
    case 'output':
      return {
        kind: 'output',
        clause: `stands in output \`${place.output.name}\`, which everybody who may describe the stack reads`,
      };
    case 'template-metadata':
      return {
        kind: 'metadata',
        clause: 'stands in the metadata of the template, which everybody who may read the template reads',
      };
    case 'metadata':
      return {
        kind: 'metadata',
        clause: `stands in the metadata of ${nameResource(place.resource)}, which everybody who may describe the stack's resources reads`,
      };
    case 'property':
      return exposureOfProperty(place);
  }
}

function exposureOfProperty({ resource, path }: TextPlace & { kind: 'property' }): Exposure | undefined {
  const { type } = resource;
  const name = nameResource(resource);
  if (isMadeForSecrets(type, path)) return undefined;
  if (isTagPath(path))
    return { kind: 'tag', clause: `stands in a tag of ${name}, which everybody who may list it reads` };
  if (type === 'AWS::SSM::Parameter')
    return {
      kind: 'ssm-parameter',
      clause: `stands in ${name}, which CloudFormation can only make as plain text`,
    };
  if (isUserDataPath(path))
    return {
      kind: 'user-data',
      clause: `stands in the user data of ${name}, which every process on the machine and everybody who may describe it reads`,
    };
  if (isEnvironmentPath(path))
    return {
      kind: 'environment',
      clause: `stands in the environment of ${name}, which everybody who may read its configuration sees`,
    };
  if (isCustomResource(type))
    return {
      kind: 'custom-resource',
      clause: `is handed to ${name} in an event, which its function or whoever stands between easily writes to a log`,
    };
  return {
    kind: 'property',
    clause: `stands in \`${path}\` of ${name}, which is not made for secrets`,
  };
}

/** `UserData` of instances, launch templates, launch configurations and spot fleets. */
export function isUserDataPath(path: string): boolean {
  return /(?:^|\.)UserData$/.test(path);
}

/** A variable in the environment of a function, a container, a build, a job or an application. */
export function isEnvironmentPath(path: string): boolean {
  return /(?:^|\.)(?:Environment|EnvironmentVariables|RuntimeEnvironmentVariables)(?:\[\])?(?:\.|$)/.test(
    path,
  );
}

function isTagPath(path: string): boolean {
  return /(?:^|\.)(?:Tags|TagList|TagSpecifications)(?:\[\])?(?:\.|$)/.test(path);
}

const NESTED_STACKS = new Set(['AWS::CloudFormation::Stack', 'AWS::Serverless::Application']);

function isMadeForSecrets(type: string, path: string): boolean {
  if (type === 'AWS::SecretsManager::Secret')
    return path === 'SecretString' || path.startsWith('GenerateSecretString');
  if (NESTED_STACKS.has(type)) return path.startsWith('Parameters');
  return findCfnType(type)?.secrets.includes(path) ?? false;
}
