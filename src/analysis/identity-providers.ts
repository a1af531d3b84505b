/** A provider of OIDC identities whose tokens AWS takes. */
export interface IdentityProvider {
  /** For messages: `GitHub Actions`. */
  readonly name: string;
  /** Whether all customers of the provider share the issuer, so that the issuer tells nobody's tenant. */
  readonly shared: boolean;
  /** Claims, any one of which tells the tenant or the workload. */
  readonly claims: readonly string[];
  /** What a subject begins with when it names one tenant; a wildcard before its end lets others in. */
  readonly tenant?: RegExp;
  /** What a subject begins with when it names one workload of the tenant. */
  readonly workload?: RegExp;
  /** A subject that is narrow enough, for messages. */
  readonly example: string;
  /** Whom a token without such a claim may come from: `any GitHub repository`. */
  readonly everyone: string;
}

const GITHUB: IdentityProvider = {
  name: 'GitHub Actions',
  shared: true,
  claims: [
    'sub',
    'repository',
    'repository_id',
    'repository_owner',
    'repository_owner_id',
    'job_workflow_ref',
    'workflow_ref',
    'enterprise',
    'enterprise_id',
    'actor_id',
  ],
  // A subject may be customised, https://docs.github.com/en/actions/reference/security/oidc; the owner must stand in it.
  tenant:
    /(?:^|:)(?:repo|repository|job_workflow_ref|workflow_ref):[^/:*?]+\/|(?:^|:)(?:repository_owner|repository_owner_id|repository_id|enterprise|enterprise_id):[^:*?]+/,
  workload:
    /(?:^|:)(?:repo|repository|job_workflow_ref|workflow_ref):[^/:*?]+\/[^/:*?]+(?:[/:@]|$)|(?:^|:)repository_id:[^:*?]+/,
  example: 'repo:my-org/my-repo:ref:refs/heads/main',
  everyone: 'any repository on GitHub',
};

/**
 * Issuers that many customers share, with the claim that tells them apart.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const SHARED_ISSUERS: ReadonlyMap<string, IdentityProvider> = new Map<string, IdentityProvider>([
  ['token.actions.githubusercontent.com', GITHUB],
  ['vstoken.actions.githubusercontent.com', GITHUB],
  [
    'gitlab.com',
    {
      name: 'GitLab',
      shared: true,
      claims: ['sub', 'project_path', 'project_id', 'namespace_path', 'namespace_id'],
      tenant: /^project_path:[^/:*?]+\//,
      workload: /^project_path:[^:*?]+\/[^/:*?]+:/,
      example: 'project_path:my-group/my-project:ref_type:branch:ref:main',
      everyone: 'any project on gitlab.com',
    },
  ],
  [
    'app.terraform.io',
    {
      name: 'HCP Terraform',
      shared: true,
      claims: ['sub'],
      tenant: /^organization:[^:*?]+:/,
      workload: /^organization:[^:*?]+:project:[^:*?]+:/,
      example: 'organization:my-org:project:my-project:workspace:my-workspace:run_phase:apply',
      everyone: 'any organisation on HCP Terraform',
    },
  ],
  [
    'agent.buildkite.com',
    {
      name: 'Buildkite',
      shared: true,
      claims: ['sub', 'organization_id', 'pipeline_id'],
      tenant: /^organization:[^:*?]+:/,
      workload: /^organization:[^:*?]+:pipeline:[^:*?]+:/,
      example: 'organization:my-org:pipeline:my-pipeline:ref:refs/heads/main:*',
      everyone: 'any organisation on Buildkite',
    },
  ],
  ['oidc-configuration.audit-log.githubusercontent.com', shared('GitHub audit log streaming', 'sub')],
  ['oidc.codefresh.io', shared('Codefresh', 'sub')],
  ['studio.datachain.ai/api', shared('DVC Studio', 'sub')],
  ['scalr.io', shared('Scalr', 'sub')],
  ['tokens.cloud.shisho.dev', shared('Shisho Cloud', 'sub')],
  ['proidc.upbound.io', shared('Upbound', 'sub')],
  ['api.pulumi.com/oidc', shared('Pulumi Cloud', 'aud')],
  ['sandboxes.cloud', shared('sandboxes.cloud', 'aud')],
  ['oidc.vercel.com', shared('Vercel', 'aud')],
]);

function shared(name: string, claim: string): IdentityProvider {
  return {
    name,
    shared: true,
    claims: claim === 'sub' ? ['sub'] : ['sub', claim],
    example: 'the subject that your tokens carry',
    everyone: `any customer of ${name}`,
  };
}

/** https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const EKS: IdentityProvider = {
  name: 'EKS',
  shared: false,
  claims: ['sub'],
  tenant: /^system:serviceaccount:[^:*?]+:/,
  example: 'system:serviceaccount:my-namespace:my-service-account',
  everyone: 'every pod of the cluster',
};

/** An issuer that belongs to one tenant; whoever has any identity there has a token. */
const OTHER: IdentityProvider = {
  name: 'the provider',
  shared: false,
  claims: ['sub'],
  example: 'the subject that your tokens carry',
  everyone: 'every identity of the provider',
};

/** What is known of an issuer (host and path, without scheme). Of an unknown one, that its subjects tell people apart. */
export function identityProvider(issuer: string | undefined): IdentityProvider {
  if (issuer === undefined) return OTHER;
  const lower = issuer.toLowerCase();
  if (/^oidc\.eks\.|^oidc-eks\./.test(lower)) return EKS;
  return SHARED_ISSUERS.get(lower) ?? OTHER;
}
