import { type ResourceGraph, type RoleUse } from '../graph/resource-graph.ts';
import { get, getText, type CfnNode, type Located } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { joinGuards } from '../values/guards.ts';
import { display, literal, type Guard } from '../values/value.ts';

/** Where the properties of a machine stand, by the type that describes it; the types of which others inherit come first. */
interface MachineShape {
  readonly profile: string;
  /** Undefined where the type has no metadata options. */
  readonly metadata: string | undefined;
  readonly image: string;
  /** The reference to a launch template of which the rest is inherited. */
  readonly template?: string;
}

const SHAPES: Readonly<Record<string, MachineShape>> = {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html
  'AWS::EC2::LaunchTemplate': {
    profile: 'LaunchTemplateData.IamInstanceProfile',
    metadata: 'LaunchTemplateData.MetadataOptions',
    image: 'LaunchTemplateData.ImageId',
  },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-launchconfiguration.html
  'AWS::AutoScaling::LaunchConfiguration': {
    profile: 'IamInstanceProfile',
    metadata: 'MetadataOptions',
    image: 'ImageId',
  },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
  'AWS::EC2::Instance': {
    profile: 'IamInstanceProfile',
    metadata: 'MetadataOptions',
    image: 'ImageId',
    template: 'LaunchTemplate',
  },
};

/** The types whose resources are, or describe, machines by themselves. */
export const MACHINE_TYPES: readonly string[] = Object.keys(SHAPES);

/** A place at which a machine lacks something. */
export interface Lack extends Located {
  readonly when: Guard;
  /** The launch template of which it could have come. */
  readonly template: Resource | undefined;
}

/** Where and when a machine has no instance profile, its launch template included; nothing when that cannot be decided. */
export function lacksProfile(machine: Resource, graph: ResourceGraph): readonly Lack[] {
  const shape = SHAPES[machine.type];
  if (!shape || !machine.properties) return [];
  return lacks(machine, graph, shape.profile, (template) => SHAPES[template.type]!.profile);
}

/** What a machine says about sessions of the instance metadata service. */
export type MetadataLack =
  /** IMDSv1 is allowed in so many words. */
  | (Lack & { readonly kind: 'optional' })
  /** Nothing is said: the account's default and the AMI decide. */
  | (Lack & { readonly kind: 'unsaid' });

/**
 * Where and when a machine does not require IMDSv2 and has not switched the metadata service off.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
 */
export function lacksImdsv2(machine: Resource, graph: ResourceGraph): readonly MetadataLack[] {
  const shape = SHAPES[machine.type];
  if (!shape?.metadata || !machine.properties) return [];
  const off = (owner: Resource, path: string): boolean => {
    const endpoints = graph.property(owner, `${path}.HttpEndpoint`);
    return endpoints.length > 0 && endpoints.every(({ text }) => text && literal(text) === 'disabled');
  };
  if (off(machine, shape.metadata)) return [];
  const optional = graph
    .property(machine, `${shape.metadata}.HttpTokens`)
    .filter(({ text }) => text && literal(text)?.toLowerCase() === 'optional');
  const unsaid = lacks(
    machine,
    graph,
    `${shape.metadata}.HttpTokens`,
    (template) => `${SHAPES[template.type]!.metadata}.HttpTokens`,
    (template) => off(template, SHAPES[template.type]!.metadata!),
  );
  return [
    ...optional.map(({ node, when }) => ({ kind: 'optional' as const, node, when, template: undefined })),
    // Metadata options written as a list, or as something that only the service knows, say nothing that can be read.
    ...(graph.property(machine, shape.metadata).every(({ kind }) => kind === 'map')
      ? unsaid.map((lack) => ({ kind: 'unsaid' as const, ...lack }))
      : []),
  ];
}

function lacks(
  machine: Resource,
  graph: ResourceGraph,
  path: string,
  pathIn: (template: Resource) => string,
  settledIn: (template: Resource) => boolean = () => false,
): readonly Lack[] {
  const found: Lack[] = [];
  const inherited = SHAPES[machine.type]!.template;
  for (const when of graph.absence(machine, path)) {
    const add = (more: Guard, template: Resource | undefined) => {
      const both = joinGuards(when, more);
      if (both) found.push({ node: machine.node, when: both, template });
    };
    const references = inherited === undefined ? [] : launchTemplatesOf(machine, graph, inherited);
    if (references.length === 0) add([], undefined);
    else for (const guard of graph.absence(machine, inherited!)) add(guard, undefined);
    for (const { template, when: guard } of references) {
      if (!template || settledIn(template)) continue;
      // Conditions of another template mean nothing here; a launch template that has a value in one branch is trusted.
      const absent = graph.absence(template, pathIn(template));
      if (template.template.file === machine.template.file)
        for (const inner of absent) {
          const both = joinGuards(guard, inner);
          if (both) add(both, template);
        }
      else if (graph.property(template, pathIn(template)).length === 0) add(guard, template);
    }
  }
  return found;
}

/** The launch templates that an instance may be made from; `template` is undefined for one that cannot be seen. */
function launchTemplatesOf(
  machine: Resource,
  graph: ResourceGraph,
  path: string,
): readonly { readonly template: Resource | undefined; readonly when: Guard }[] {
  const ids = graph.property(machine, `${path}.LaunchTemplateId`);
  const names = graph.property(machine, `${path}.LaunchTemplateName`);
  const references = [...ids, ...names].map(({ text, when }) => {
    const target = text && graph.resolve(text);
    const template =
      target?.type === 'AWS::EC2::LaunchTemplate' ? target : text && templateNamed(display(text), graph);
    return { template, when };
  });
  if (references.length > 0) return references;
  return graph.property(machine, path).map(({ when }) => ({ template: undefined, when }));
}

function templateNamed(name: string, graph: ResourceGraph): Resource | undefined {
  return graph
    .resourcesOfType('AWS::EC2::LaunchTemplate')
    .find((template) =>
      graph.property(template, 'LaunchTemplateName').some(({ text }) => text && display(text) === name),
    );
}

/** Entries of a spot fleet's own launch specifications that name no instance profile. */
export function spotLaunchesWithoutProfile(fleet: Resource, graph: ResourceGraph): readonly Lack[] {
  return graph
    .property(fleet, 'SpotFleetRequestConfigData.LaunchSpecifications[]')
    .filter(({ node }) => node.kind === 'map' && !get(node, 'IamInstanceProfile'))
    .map(({ node, when }) => ({ node, when, template: undefined }));
}

/** The image that a machine starts from requires IMDSv2 by itself. https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html */
export function imageRequiresImdsv2(machine: Resource, graph: ResourceGraph): boolean {
  const shape = SHAPES[machine.type];
  const images = shape ? graph.property(machine, shape.image) : [];
  return (
    images.length > 0 &&
    images.every(({ text }) =>
      text?.segments.some((segment) =>
        /al2023/i.test(
          typeof segment === 'string'
            ? segment
            : segment.kind === 'parameter'
              ? defaultOf(machine, segment.name)
              : segment.expression,
        ),
      ),
    )
  );
}

function defaultOf({ template }: Resource, parameter: string): string {
  const declared: CfnNode | undefined = template.parameters.get(parameter)?.node;
  return getText(declared, 'Default') ?? '';
}

/** The role that a machine acts with, of its own or its launch template's profile. */
export function roleOfMachine(machine: Resource, graph: ResourceGraph): RoleUse | undefined {
  const own = graph.runsAs(machine).find(({ role }) => role);
  if (own) return own;
  const path = SHAPES[machine.type]?.template;
  if (path === undefined) return undefined;
  const templates = launchTemplatesOf(machine, graph, path).flatMap(({ template }) => template ?? []);
  return templates.flatMap((template) => graph.runsAs(template)).find(({ role }) => role);
}
