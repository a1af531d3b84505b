/** The configuration that `iam-lint init` writes: it sets nothing that is not the default, and says what can be set. */
export function initialConfig(): string {
  return `# Configuration of iam-lint; every key is optional.

# recommended: what nearly everybody wants to know. strict: asks for more. all: every rule.
preset: recommended

# The severity from which on a finding makes the exit code 1: low, medium, high, critical, none.
failOn: medium

# What is true about your accounts and cannot be read in a template.
# facts:
#   accounts: ['111122223333'] # your own; access for them is no external access
#   organization: o-exampleorg1
#   trustedAccounts: ['444455556666'] # of others, trusted on purpose

# Other levels (off, on, low, medium, high, critical) and options by rule; \`iam-lint rules\` lists them.
# rules:
#   RULE: off

# Findings that are accepted, with the reason why.
# ignore:
#   - rule: RULE
#     resource: LogicalId
#     reason: reviewed in SEC-12
#     until: 2030-12-31

# Files and folders that are not searched, beside what .gitignore says.
# exclude: [legacy/]
`;
}
