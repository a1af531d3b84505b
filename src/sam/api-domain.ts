import { type CfnNode, type MapNode, get } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { present } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape } from './generated-node.ts';
import { hashedId, hashedText } from './logical-id.ts';

export interface ApiDomain {
  /** Logical id of the API. */
  readonly id: string;
  readonly from: Resource;
  /** The property `Domain` of the API. */
  readonly domain: MapNode | undefined;
  readonly type: string;
  readonly condition?: string | null;
}

/** Adds the domain name of an API; a private one of a REST API has a resource policy of its own. */
export function generateDomain(x: Expansion, { id, from, domain, type, condition }: ApiDomain): void {
  const name = get(domain, 'DomainName');
  if (!domain || !name) return;
  const version = type === 'AWS::ApiGateway::DomainName' ? '' : 'V2';
  const policy = domain.entries.get('Policy');
  x.generate({
    id: hashedId(`ApiGatewayDomainName${version}`, x.transformText(name) ?? hashedText(name)),
    type,
    at: policy?.key.span ?? name.span,
    from,
    ...(condition === undefined ? {} : { condition }),
    reference: `${id}.${type === 'AWS::ApiGateway::DomainNameV2' ? 'DomainNameV2' : 'DomainName'}`,
    properties: {
      DomainName: name,
      EndpointConfiguration: restEndpoint(get(domain, 'EndpointConfiguration')),
      Policy: present(policy?.value),
    },
  });
}

/** `EndpointConfiguration` of SAM is a type or a map with one; that of API Gateway has a list of types. */
export function restEndpoint(node: CfnNode | undefined): NodeShape | undefined {
  if (!node || !present(node)) return undefined;
  if (node.kind !== 'map') return { Types: [node] };
  const type = get(node, 'Type');
  const vpcEndpoints = get(node, 'VPCEndpointIds') ?? get(node, 'VpcEndpointIds');
  return { Types: type ? [type] : undefined, VpcEndpointIds: vpcEndpoints };
}
