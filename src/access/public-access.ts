import { type AccessOptions, DEFAULT_BUDGET, layersOf } from './access-options.ts';
import {
  accountClasses,
  anonymousClass,
  type CallerClass,
  freshAccount,
  mentionedAccounts,
} from './caller-class.ts';
import { overHoles } from './compare-access.ts';
import { type KeyBound } from './condition-key.ts';
import { decideAccess } from './decide-access.ts';
import { type AccessLayers, type AccessPolicy, displayText } from './policy.ts';
import { type Prepared } from './statement.ts';
import { outsiderBounds, type PublicProfile, sharedProvider } from './trust-keys.ts';
import { type Verdict } from './verdict.ts';

export interface PublicOptions extends Omit<AccessOptions, 'kind'> {
  /** `generic` when left out. */
  readonly profile?: PublicProfile;
}

/** A layer that allows nothing. */
const NOTHING: AccessLayers = { layers: [[]] };

/**
 * Whether a resource policy lets in somebody whom it does not name: a principal of an account that nobody mentions,
 * nobody at all, or an identity of a provider that everybody can get one from. Conditions count only when they bound the
 * owner of what they test: an organisation, an account, a VPC, a narrow range of addresses; the caller chooses the rest.
 *
 * PASS: nobody of these. FAIL: the witness is such a request. Otherwise as {@link compareAccess}.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
 * @param resourceType CloudFormation type, `AWS::S3::Bucket`; `AWS::IAM::AssumeRolePolicyDocument` for role trust.
 */
export function publicAccess(
  policy: AccessPolicy | AccessLayers,
  resourceType: string,
  options: PublicOptions = {},
): Verdict {
  const profile = options.profile ?? 'generic';
  const budget = options.budget ?? DEFAULT_BUDGET;
  const callers = (statements: readonly Prepared[], keys: readonly string[]): readonly CallerClass[] =>
    outsiders(statements, keys, profile);
  return overHoles(layersOf(policy), NOTHING, (known, wanted) =>
    decideAccess({
      wanted,
      known,
      kind: 'resource',
      // A trust policy stands on the role and a key policy on the key: their resource says nothing.
      model:
        resourceType === 'AWS::IAM::AssumeRolePolicyDocument'
          ? 'arn'
          : (options.resourceModel ?? 'catalogue'),
      openActions: profile === 's3',
      budget,
      callers,
    }),
  );
}

function outsiders(
  statements: readonly Prepared[],
  keys: readonly string[],
  profile: PublicProfile,
): readonly CallerClass[] {
  const bounds = outsiderBounds(statements, keys, profile);
  const named = statements.flatMap(({ principals, notPrincipals }) => [
    ...(principals ?? []),
    ...(notPrincipals ?? []),
  ]);
  const texts = named.map(({ value }) => displayText(value));
  const tags = keys.filter((key) => key.startsWith('aws:principaltag/'));
  const account = freshAccount(mentionedAccounts(statements, texts));
  const providers = named.filter(
    ({ type, value }) => type === 'Federated' && sharedProvider(displayText(value)) !== undefined,
  );
  const classes: CallerClass[] = [
    anonymousClass(tags),
    ...accountClasses(account, new Set(texts), keys),
    ...[
      ...providers.map(({ value }) => displayText(value)),
      `arn:aws:iam::${account}:saml-provider/example`,
    ].map((name): CallerClass => ({ ...anonymousClass(tags), caller: { type: 'federated', name } })),
  ];
  return classes.map((item) => ({ ...item, bounds: new Map<string, KeyBound>([...bounds, ...item.bounds]) }));
}
