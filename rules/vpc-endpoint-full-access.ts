import { boundsOf } from '../src/analysis/bounding-conditions.ts';
import { actionGrants, breadthOfResource } from '../src/analysis/granted-actions.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'vpc-endpoint-full-access',
  title: 'VPC endpoint passes every request',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'Without a policy an endpoint passes every request of every principal to every resource. Whoever gets into the network can copy data to a bucket or queue of their own account through it, past all firewalls.',
    fix: 'Give the endpoint a policy that names the resources, or that asks for your organisation by `aws:ResourceOrgID` and `aws:PrincipalOrgID`.',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
      'https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html',
    ],
  },
  covers: ['vpc-endpoint-policy-open'],
  also: {},
  examples: {
    bad: [
      {
        title: 'No policy, and one that allows everything',
        template: `
Resources:
  Gateway: # flagged
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: vpc-1, ServiceName: com.amazonaws.eu-west-1.s3 }
  Interface:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.eu-west-1.sqs
      VpcEndpointType: Interface
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: "*" # flagged
            Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'Named resources, the organisation, and a load balancer endpoint that has no policy',
        template: `
Resources:
  Gateway:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.eu-west-1.s3
      PolicyDocument:
        Statement:
          - { Effect: Allow, Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::assets", "arn:aws:s3:::assets/*"] }
  Interface:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.eu-west-1.sqs
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: "*"
            Resource: "*"
            Condition: { StringEquals: { aws:ResourceOrgID: o-a1b2c3d4e5 } }
  Balancer:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: vpc-1, ServiceName: com.amazonaws.vpce.eu-west-1.vpce-svc-1, VpcEndpointType: GatewayLoadBalancer }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::EC2::VPCEndpoint'],
    resource(endpoint, context) {
      const { graph } = context;
      const policies = graph.policiesOf(endpoint);
      const type = graph.property(endpoint, 'VpcEndpointType').map(({ text }) => text && literal(text));
      const service = graph.property(endpoint, 'ServiceName').map(({ text }) => text && literal(text));
      // These have no policy, and neither has the endpoint of somebody's own service.
      if (type.some((name) => /^(?:GatewayLoadBalancer|Resource|ServiceNetwork)$/.test(name ?? ''))) return;
      if (service.some((name) => name?.includes('.vpce.'))) return;
      if (policies.length === 0 && graph.property(endpoint, 'PolicyDocument').length === 0) {
        context.report({
          at: { node: endpoint.id },
          message: `Through ${nameResource(endpoint)} every principal may send every request to every resource, those of strangers included, for it has no policy. Add one that names the resources or your organisation`,
          evidence: 'PolicyDocument',
        });
        return;
      }
      for (const statement of policies.flatMap(({ statements }) => statements)) {
        if (statement.effect !== 'Allow' || statement.conditions.some(({ key }) => PERIMETER.test(key)))
          continue;
        if (boundsOf(statement).length > 0) continue;
        if (!statement.resources.some((text) => breadthOfResource(text) === 'everything')) continue;
        if (policies.some((policy) => policy.statements.some(({ effect }) => effect === 'Deny'))) continue;
        for (const grant of actionGrants(statement))
          if (grant.breadth === 'everything' || grant.breadth === 'service')
            context.report({
              at: grant,
              message: `Through ${nameResource(endpoint)} every principal may send every request to every resource, those of strangers included. Name the resources or your organisation in its policy`,
              evidence: `Action::${grant.pattern!}`,
            });
      }
    },
  },
});

/** Conditions by which an endpoint keeps to what is one's own. */
const PERIMETER = /^aws:(?:resource|principal)(?:account|orgid|orgpaths)$/i;
