import { type Resource } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { display, type Hole, type Text } from '../values/value.ts';
import { nodesAt } from './property-path.ts';

/** Resource types of IAM with the property that names them and the part of the ARN that stands before the name. */
const NAMED_TYPES: Readonly<Record<string, { readonly property: string; readonly arnType: string }>> = {
  'AWS::IAM::Role': { property: 'RoleName', arnType: 'role' },
  'AWS::IAM::User': { property: 'UserName', arnType: 'user' },
  'AWS::IAM::Group': { property: 'GroupName', arnType: 'group' },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', arnType: 'policy' },
  'AWS::IAM::InstanceProfile': { property: 'InstanceProfileName', arnType: 'instance-profile' },
};

/** Finds the resource that a text means: by reference, or by a name or ARN that a resource of the scanned set declares. */
export class NameIndex {
  readonly #byName = new Map<string, Resource>();
  readonly #byType = new Map<string, Map<string, Resource>>();

  add(resource: Resource, scope: Scope): void {
    const named = NAMED_TYPES[resource.type];
    if (!named) return;
    for (const { value: node, when } of nodesAt(scope, resource, named.property)) {
      if (!node) continue;
      for (const text of scope.texts(node, when)) {
        const name = display(text);
        if (
          name === '' ||
          text.segments.every((segment) => typeof segment === 'object' && segment.kind === 'unknown')
        )
          continue;
        let names = this.#byType.get(named.arnType);
        if (!names) this.#byType.set(named.arnType, (names = new Map<string, Resource>()));
        if (!names.has(name)) names.set(name, resource);
        if (!this.#byName.has(name)) this.#byName.set(name, resource);
      }
    }
  }

  /** @param type the CloudFormation type that the place expects, which settles equal names of different types. */
  resolve(text: Text, type?: string): Resource | undefined {
    const target = targetOf(text);
    if (target) return target;
    const written = display(text);
    const arn = /:(role|user|group|policy|instance-profile)\/(?:.*\/)?([^/]+)$/.exec(written);
    if (arn) return this.#byType.get(arn[1]!)?.get(arn[2]!);
    const arnType = type === undefined ? undefined : NAMED_TYPES[type]?.arnType;
    return arnType === undefined ? this.#byName.get(written) : this.#byType.get(arnType)?.get(written);
  }
}

/** The resource that the text refers to when it is a reference and nothing but one, its ARN spelt out included. */
export function targetOf(text: Text): Resource | undefined {
  const holes = text.segments.filter((segment): segment is Hole => typeof segment === 'object');
  const target = holes.find((hole) => hole.target)?.target;
  if (!target || holes.some((hole) => hole.target && hole.target !== target)) return undefined;
  if (text.segments.length === 1) return target;
  const isArn = typeof text.segments[0] === 'string' && text.segments[0].startsWith('arn:');
  const last = text.segments.at(-1);
  return isArn && typeof last === 'object' && last.target ? target : undefined;
}
