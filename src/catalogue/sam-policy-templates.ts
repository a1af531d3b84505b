import { LineTable } from './data-file.ts';

/** A piece of CloudFormation as JSON, intrinsic functions in their long form. */
export type JsonShape = string | readonly JsonShape[] | { readonly [key: string]: JsonShape };

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html */
export interface SamPolicyTemplate {
  /** Names of the parameters; in the statements each stands as `{"Ref": name}`. */
  readonly parameters: readonly string[];
  readonly statements: readonly JsonShape[];
}

/** What a connector from one type of resource to another is made of. `%{Source.Arn}` and the like are placeholders. */
export interface SamConnectorProfile {
  readonly kind:
    'AWS_IAM_ROLE_MANAGED_POLICY' | 'AWS_LAMBDA_PERMISSION' | 'AWS_SQS_QUEUE_POLICY' | 'AWS_SNS_TOPIC_POLICY';
  /** Whether the policy belongs to the source (its role, its queue) rather than to the destination. */
  readonly onSource: boolean;
  /** `Read` and `Write`: for permissions `Action`, `Principal`, `SourceArn`, `SourceAccount`; otherwise `Statement`. */
  readonly access: Readonly<Record<string, Readonly<Record<string, JsonShape>>>>;
  /** The sets of `Permissions` that SAM accepts, when not all are. */
  readonly combinations?: readonly (readonly string[])[];
}

/** How a connector refers to a resource that it knows by logical id. */
export interface SamConnectorResource {
  /** The property that holds the role. */
  readonly role?: string;
  /** `Arn`, `Name`, `Id`, `Url`, `Qualifier`, with `%{logicalId}` as placeholder. */
  readonly outputs: Readonly<Record<string, JsonShape>>;
}

export interface SamDataSource {
  readonly package: string;
  readonly version: string;
  readonly licence: string;
  /** `2026-11-21` */
  readonly date: string;
}

const templates = new LineTable<SamPolicyTemplate | SamDataSource>('sam-policy-templates.json');
const connectors = new LineTable<SamConnectorProfile | SamConnectorResource | SamDataSource>(
  'sam-connectors.json',
);

/** A policy template by its exact name, `S3ReadPolicy`; undefined when SAM has none of that name. */
export function findSamPolicyTemplate(name: string): SamPolicyTemplate | undefined {
  const value = templates.get(name);
  return value && 'statements' in value ? value : undefined;
}

/** Names of all policy templates, sorted. */
export function samPolicyTemplateNames(): readonly string[] {
  return templates.keys().filter((key) => key !== 'source');
}

/** The profile of a connector between two CloudFormation types; undefined when SAM does not support the pair. */
export function findSamConnector(source: string, destination: string): SamConnectorProfile | undefined {
  const value = connectors.get(`${source} ${destination}`);
  return value && 'kind' in value ? value : undefined;
}

/** How connectors refer to a resource of a CloudFormation type; undefined for types that they do not know. */
export function findSamConnectorResource(type: string): SamConnectorResource | undefined {
  const value = connectors.get(type);
  return value && 'outputs' in value ? value : undefined;
}

/** Where the policy templates and connector profiles come from. */
export function samDataSource(): SamDataSource | undefined {
  const value = templates.get('source');
  return value && 'version' in value ? value : undefined;
}
