import { type AccessLayers, type AccessPolicy, compareAccess, parsePolicy } from '../src/access/index.ts';
import { foldPolicy } from '../src/analysis/access-policy.ts';
import { boundariesThroughout } from '../src/analysis/effective-actions.ts';
import { recipientName } from '../src/analysis/recipient.ts';
import { exampleText } from '../src/analysis/statement-sets.ts';
import { type PrincipalNode, type ResourceGraph } from '../src/graph/resource-graph.ts';
import { matchesWildcard } from '../src/iam/wildcard.ts';
import { defineRule } from '../src/rule/rule.ts';

interface Limit extends Readonly<Record<string, unknown>> {
  /** Name of the document for messages: its path. */
  readonly reference: string;
  /** The policy document as JSON. */
  readonly document: string;
  /** Logical ids or construct paths of the principals that it is for, with `*`. */
  readonly principals: string;
}

const LIMIT =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"}}';

export default defineRule<{ readonly limits: readonly Limit[] }>({
  id: 'grants-within-reference',
  title: 'Principal may do more than the reference policy allows',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A team has said what its roles may be given at most. What a role is given beyond that is found here before it is deployed, with a request that shows it; that it is not found is a proof.',
    fix: 'Take out what the reference does not allow, or change the reference in a review of its own.',
    exceptions:
      'The rule says nothing without a reference: `limits` in the configuration names policy documents and the principals that they are for, `--reference FILE` is for all of them.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: [],
  also: {},
  options: {
    schema: {
      type: 'object',
      properties: {
        limits: {
          type: 'array',
          description:
            'Documents that principals may be given at most; `limits` of the configuration reads them from files.',
          items: {
            type: 'object',
            properties: {
              reference: { type: 'string', minLength: 1 },
              document: { type: 'string', minLength: 2 },
              principals: { type: 'string', minLength: 1 },
            },
            required: ['reference', 'document', 'principals'],
          },
        },
      },
    },
    defaults: { limits: [] },
  },
  examples: {
    bad: [
      {
        title: 'A role that may use another service than the reference allows',
        options: { limits: [{ reference: 'limit.json', document: LIMIT, principals: '*' }] },
        template: `
Resources:
  Deploy: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }
      Policies:
        - PolicyName: tables
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: ["s3:GetObject", "dynamodb:GetItem"], Resource: "*" }
`,
      },
    ],
    good: [
      {
        title: 'A role within the reference, and one within it by its boundary',
        options: { limits: [{ reference: 'limit.json', document: LIMIT, principals: '*' }] },
        template: `
Resources:
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: "s3:Get*", Resource: "*" }
  Robot:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !Ref Limit
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
  Reader:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" }
`,
      },
    ],
  },
  visit: {
    principal(principal, context) {
      const { logicalId, constructPath } = principal.resource;
      for (const { reference, document, principals } of context.options.limits) {
        if (![logicalId, constructPath ?? ''].some((name) => matchesWildcard(principals, name))) continue;
        const { access, unknown } = accessOf(principal, context.graph);
        const verdict = compareAccess(parsePolicy(document), access, { kind: 'identity' });
        if (verdict.verdict === 'PASS' && unknown === undefined) continue;
        const proven = verdict.verdict === 'FAIL';
        const why =
          verdict.verdict === 'PASS' ? unknown! : verdict.verdict === 'UNKNOWN' ? verdict.detail : '';
        const example = exampleText(verdict);
        context.report({
          at: principal,
          message: proven
            ? `${recipientName(principal)} may do more than \`${reference}\` allows, such as ${example}. Take it out or change the reference`
            : `It is not proven that ${recipientName(principal)} may do no more than \`${reference}\` allows: ${why}. Spell out what it is given`,
          evidence: `Reference::${reference}`,
          ...(proven ? {} : { possible: true, severity: 'medium', confidence: 'medium' }),
        });
      }
    },
  },
});

/** All that a principal is given, within its boundary; branches of the template are united. */
function accessOf(
  { grants, boundaries }: PrincipalNode,
  graph: ResourceGraph,
): { readonly access: AccessLayers; readonly unknown: string | undefined } {
  const given: AccessPolicy[] = [];
  let unknown: string | undefined;
  for (const { document } of grants) {
    if (!document) {
      unknown = 'a managed policy that it is given stands in no template that was read';
      continue;
    }
    const { policy, unread } = foldPolicy(document, { graph });
    unknown ??= unread[0];
    given.push(policy);
  }
  // A boundary that holds in some branches only, or is not known, limits nothing for certain.
  const throughout = boundariesThroughout(boundaries);
  const bounds = throughout.flatMap(({ document }) =>
    document ? [foldPolicy(document, { graph }).policy] : [],
  );
  const certain = bounds.length > 0 && bounds.length === throughout.length;
  return { access: { layers: certain ? [given, bounds] : [given] }, unknown };
}
