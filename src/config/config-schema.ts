import { CONFIDENCES } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { FAIL_ON, LEVELS, PRESETS } from './read-config-node.ts';

type Schema = Readonly<Record<string, unknown>>;

const GLOBS =
  'Globs as in a .gitignore, relative to the folder of this file (with --config: to the working directory).';

/**
 * JSON Schema (draft-07, which editors know best) of `iam-lint.yaml` and `iam-lint.json`, with the title of every rule
 * and the options that it takes. Plugins may add rules, so that a rule that is not listed is only described by its shape.
 */
export function configSchema(rules: readonly Rule[]): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of iam-lint',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      preset: {
        description:
          'The rules that are on: `recommended` is precise, `strict` asks for more, `all` switches everything on.',
        enum: PRESETS,
        default: 'recommended',
      },
      facts: facts(),
      rules: { description: 'Level and options by rule.', ...ruleSettings(rules) },
      ignore: {
        description: 'Findings that are accepted, each with the reason why.',
        type: 'array',
        items: suppression(),
      },
      overrides: {
        description: 'Other levels for some files; of two that are for the same file the later one counts.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files'],
          properties: {
            files: strings(GLOBS),
            rules: { $ref: '#/properties/rules' },
            failOn: { $ref: '#/properties/failOn' },
          },
        },
      },
      failOn: {
        description: 'The severity from which on a finding makes the exit code 1.',
        enum: FAIL_ON,
        default: 'medium',
      },
      minConfidence: {
        description: 'Findings that are less certain to matter are left out.',
        enum: CONFIDENCES,
        default: 'medium',
      },
      plugins: strings(
        'Modules with rules of your own: paths relative to this file, or package names. They are code and run.',
      ),
      exclude: strings(`Files and folders that are not searched, beside what .gitignore says. ${GLOBS}`),
      parameters: {
        description: 'Values of template parameters.',
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      limits: {
        description: 'Policy documents that principals may be given at most.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['reference'],
          properties: {
            reference: {
              type: 'string',
              minLength: 1,
              description: 'Path of a policy document in JSON, relative to this file.',
            },
            principals: {
              type: 'string',
              description: 'Logical ids or construct paths with `*`; all principals when left out.',
              default: '*',
            },
          },
        },
      },
      baseline: {
        description:
          'File with findings that are accepted because they were there before, relative to this file; `--write-baseline` writes it.',
        type: 'string',
      },
      honorForeignSuppressions: {
        description:
          'Whether suppressions in templates that were written for cfn_nag, checkov, cdk-nag, guard and cfn-lint count.',
        type: 'boolean',
        default: false,
      },
    },
  };
}

function facts(): Schema {
  const accounts = { type: 'array', items: { type: 'string', pattern: '^\\d{12}$' } };
  return {
    description: 'What is true about the account and cannot be read in a template.',
    type: 'object',
    additionalProperties: false,
    properties: {
      accounts: { ...accounts, description: 'Accounts of your own; access for them is no external access.' },
      organization: {
        type: 'string',
        pattern: '^o-[a-z0-9]{10,32}$',
        description: 'The id of your AWS organization.',
      },
      trustedAccounts: { ...accounts, description: 'Accounts of others that are trusted on purpose.' },
    },
  };
}

function ruleSettings(rules: readonly Rule[]): Schema {
  const level = { enum: LEVELS };
  return {
    type: 'object',
    properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSetting(rule, level)])),
    additionalProperties: { anyOf: [level, { type: 'object' }] },
  };
}

function ruleSetting(rule: Rule, level: Schema): Schema {
  const { properties = {}, ...rest } = (rule.options?.schema ?? {}) as {
    properties?: Record<string, Schema>;
  };
  const defaults = (rule.options?.defaults ?? {}) as Readonly<Record<string, unknown>>;
  const options = Object.entries(properties).map(([name, option]) => [
    name,
    { ...option, default: defaults[name] },
  ]);
  return {
    description: rule.title,
    anyOf: [
      level,
      {
        ...rest,
        type: 'object',
        additionalProperties: false,
        properties: { level, ...(Object.fromEntries(options) as Schema) },
      },
    ],
  };
}

function suppression(): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['rule', 'reason'],
    properties: {
      rule: { type: 'string', description: 'Id of the rule.' },
      reason: { type: 'string', minLength: 1, description: 'Why it is accepted.' },
      resource: { type: 'string', description: 'Logical id or construct path; a glob.' },
      evidence: { type: 'string', description: 'What exactly is accepted, `Action::s3:Get*`; a glob.' },
      files: strings(GLOBS),
      until: {
        type: 'string',
        pattern: '^\\d{4}-\\d\\d-\\d\\d$',
        description: 'The last day on which it holds (UTC), 2027-01-31.',
      },
    },
  };
}

function strings(description: string): Schema {
  return { description, type: 'array', items: { type: 'string' } };
}
