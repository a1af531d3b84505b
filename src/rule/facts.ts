/** What is true about the account and cannot be read in a template; from the configuration. */
export interface Facts {
  /** The organisation's own accounts, twelve digits each. Access for them is no external access. */
  readonly accounts: readonly string[];
  /** `o-…` */
  readonly organization: string | undefined;
  /** External accounts that are trusted on purpose. */
  readonly trustedAccounts: readonly string[];
}

export const NO_FACTS: Facts = { accounts: [], organization: undefined, trustedAccounts: [] };
