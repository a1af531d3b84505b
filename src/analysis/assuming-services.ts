import { type PrincipalNode } from '../graph/resource-graph.ts';
import { parseServicePrincipal } from '../iam/service-principal.ts';
import { type Text } from '../values/value.ts';
import { permitsAssuming } from './trusted-by.ts';

/** The services that a role's trust policies let in, regions and partitions left out. */
export interface AssumingServices {
  /** `lambda`, `dynamodb.application-autoscaling` */
  readonly names: ReadonlySet<string>;
  /** Whether somebody may be let in whom the text does not name: everybody, or a value that is not known. */
  readonly others: boolean;
}

export function assumingServices(role: PrincipalNode): AssumingServices {
  const names = new Set<string>();
  let others = role.trust.length === 0;
  for (const document of role.trust) {
    if (document.defects.length > 0) others = true;
    for (const statement of document.statements) {
      if (statement.effect === 'unknown') others = true;
      if (!permitsAssuming(statement)) continue;
      if (statement.notPrincipals.length > 0) others = true;
      for (const { type, value } of statement.principals) {
        const name = type === 'Service' ? serviceName(value) : undefined;
        if (name !== undefined) names.add(name);
        else if (type === 'Service' || type === '*' || value.segments.some((segment) => segment === '*'))
          others = true;
      }
    }
  }
  return { names, others };
}

/**
 * The name of a service principal without region and suffix: `states` of `states.${AWS::Region}.amazonaws.com`. Undefined
 * when a part of it is not known before deployment.
 */
export function serviceName(value: Text): string | undefined {
  const text = value.segments
    .map((segment) => {
      if (typeof segment === 'string') return segment;
      if (segment.name === 'AWS::URLSuffix') return 'amazonaws.com';
      return segment.name === 'AWS::Region' ? 'us-east-1' : '\u0000';
    })
    .join('');
  return text.includes('\u0000') ? undefined : parseServicePrincipal(text)?.name;
}
