import { type Facts } from '../rule/facts.ts';
import { CONFIDENCES, type Confidence, SEVERITIES, type Severity } from '../rule/finding.ts';
import { type Preset, type Rule, type RuleOptions } from '../rule/rule.ts';
import { asBoolean, type CfnNode, isNull, type MapNode } from '../template/node.ts';
import { type ConfigIssue } from './config-error.ts';
import {
  type Config,
  type ConfiguredSuppression,
  type Limit,
  type PathOverride,
  type RuleSetting,
} from './config.ts';
import { type ConfigSettings, record } from './merge-config.ts';
import { didYouMean } from './nearest.ts';
import { readOptions } from './read-options.ts';

export const PRESETS: readonly Preset[] = ['recommended', 'strict', 'all'];
export const LEVELS: readonly RuleSetting['level'][] = ['off', 'on', ...SEVERITIES];
export const FAIL_ON: readonly Config['failOn'][] = [...SEVERITIES, 'none'];

export const CONFIG_KEYS = [
  '$schema',
  'preset',
  'facts',
  'rules',
  'ignore',
  'overrides',
  'failOn',
  'minConfidence',
  'plugins',
  'exclude',
  'parameters',
  'baseline',
  'limits',
  'honorForeignSuppressions',
] as const;

const FACT_KEYS: readonly (keyof Facts)[] = ['accounts', 'organization', 'trustedAccounts'];
const IGNORE_KEYS: readonly (keyof ConfiguredSuppression)[] = [
  'rule',
  'reason',
  'resource',
  'evidence',
  'files',
  'until',
];
const LIMIT_KEYS: readonly (keyof Limit)[] = ['reference', 'principals'];
const OVERRIDE_KEYS: readonly (keyof PathOverride)[] = ['files', 'rules', 'failOn'];

export interface ReadConfig {
  readonly settings: ConfigSettings;
  /** What is wrong, in the order of the text; the settings leave it out. */
  readonly issues: readonly ConfigIssue[];
}

/** The modules that a configuration names, before their rules are known. */
export function pluginsOf(root: CfnNode | undefined): readonly string[] {
  const node = root?.kind === 'map' ? root.entries.get('plugins')?.value : undefined;
  return node?.kind === 'list'
    ? node.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []))
    : [];
}

/**
 * The settings in a configuration file; every key, rule, preset and option in it must be known.
 * @param root undefined or null for an empty file, which sets nothing.
 * @param rules all rules there are, those of plugins included.
 * @param allowUnknownRules for a run without plugins: settings of rules that it does not know are left out in silence.
 */
export function readConfigNode(
  root: CfnNode | undefined,
  rules: readonly Rule[],
  allowUnknownRules = false,
): ReadConfig {
  const issues: ConfigIssue[] = [];
  if (!root || isNull(root)) return { settings: {}, issues };
  const reader = new ConfigReader(rules, issues, allowUnknownRules);
  return { settings: reader.settings(root), issues };
}

/** Reads the parts of one configuration and collects what is wrong with it. */
class ConfigReader {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #issues: ConfigIssue[];
  readonly #allowUnknownRules: boolean;

  constructor(rules: readonly Rule[], issues: ConfigIssue[], allowUnknownRules: boolean) {
    this.#allowUnknownRules = allowUnknownRules;
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#issues = issues;
  }

  settings(root: CfnNode): ConfigSettings {
    const map = this.#map(root, 'the configuration', CONFIG_KEYS);
    if (!map) return {};
    const read = <T>(key: string, reader: (node: CfnNode, key: string) => T): T | undefined => {
      const node = map.entries.get(key)?.value;
      return node && !isNull(node) ? reader(node, key) : undefined;
    };
    const strings = (node: CfnNode, key: string) => this.#strings(node, key);
    return defined({
      preset: read('preset', (node, key) => this.#oneOf(node, key, PRESETS)),
      facts: read('facts', (node) => this.#facts(node)),
      rules: read('rules', (node, key) => this.#ruleSettings(node, key)),
      ignore: read('ignore', (node, key) =>
        this.#items(node, key, (item, at) => this.#suppression(item, at)),
      ),
      overrides: read('overrides', (node, key) =>
        this.#items(node, key, (item, at) => this.#override(item, at)),
      ),
      failOn: read('failOn', (node, key) => this.#oneOf<Severity | 'none'>(node, key, FAIL_ON)),
      minConfidence: read('minConfidence', (node, key) => this.#oneOf<Confidence>(node, key, CONFIDENCES)),
      plugins: read('plugins', strings),
      exclude: read('exclude', strings),
      parameters: read('parameters', (node, key) => this.#parameters(node, key)),
      baseline: read('baseline', (node, key) => this.#string(node, key)),
      limits: read('limits', (node, key) => this.#items(node, key, (item, at) => this.#limit(item, at))),
      honorForeignSuppressions: read('honorForeignSuppressions', (node, key) => this.#boolean(node, key)),
    });
  }

  #facts(node: CfnNode): Partial<Facts> {
    const map = this.#map(node, 'facts', FACT_KEYS);
    const organization = map?.entries.get('organization')?.value;
    return defined({
      accounts: this.#accounts(map, 'accounts'),
      trustedAccounts: this.#accounts(map, 'trustedAccounts'),
      organization:
        organization &&
        // https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
        this.#matching(
          organization,
          'facts.organization',
          /^o-[a-z0-9]{10,32}$/,
          'an id such as `o-exampleorg1`',
        ),
    });
  }

  #accounts(map: MapNode | undefined, name: string): string[] | undefined {
    const node = map?.entries.get(name)?.value;
    return (
      node &&
      this.#items(node, `facts.${name}`, (item, key) =>
        this.#matching(item, key, /^\d{12}$/, 'an account id of twelve digits'),
      )
    );
  }

  #ruleSettings(node: CfnNode, key: string): Record<string, RuleSetting> {
    const settings = record<RuleSetting>();
    if (node.kind !== 'map') this.#wrong(node, key, 'must be a map from rule to level');
    else
      for (const [id, entry] of node.entries) {
        const rule = this.#rule(id, entry.key, `${key}.${id}`);
        const setting = rule && this.#ruleSetting(entry.value, rule, `${key}.${id}`);
        if (setting) settings[id] = setting;
      }
    return settings;
  }

  /** A level, or the options of the rule with a `level` among them. */
  #ruleSetting(node: CfnNode, rule: Rule, key: string): RuleSetting | undefined {
    if (node.kind !== 'map') {
      const level = this.#oneOf(node, key, LEVELS);
      return level && { level };
    }
    const level = node.entries.get('level');
    const entries = new Map([...node.entries].filter(([name]) => name !== 'level'));
    const setting = {
      level: level ? (this.#oneOf(level.value, `${key}.level`, LEVELS) ?? 'on') : ('on' as const),
    };
    if (entries.size === 0) return setting;
    if (!rule.options) {
      this.#wrong(node, key, 'takes no options, only a `level`');
      return setting;
    }
    const options = readOptions({ ...node, entries }, rule.options.schema, key, this.#issues) as
      RuleOptions | undefined;
    return options ? { ...setting, options } : setting;
  }

  #suppression(node: CfnNode, key: string): ConfiguredSuppression | undefined {
    const map = this.#map(node, key, IGNORE_KEYS);
    if (!map) return undefined;
    const text = (name: string): string | undefined => {
      const value = map.entries.get(name)?.value;
      return value && this.#string(value, `${key}.${name}`);
    };
    const rule = text('rule');
    const id = map.entries.get('rule')?.value;
    if (id && rule !== undefined) this.#rule(rule, id, `${key}.rule`);
    if (!id) this.#wrong(node, key, 'needs a `rule`');
    const reason = text('reason')?.trim();
    if (!reason)
      this.#wrong(map.entries.get('reason')?.value ?? node, key, 'needs a `reason` why it is accepted');
    const until = map.entries.get('until')?.value;
    const files = map.entries.get('files')?.value;
    if (rule === undefined || !reason) return undefined;
    return defined({
      rule,
      reason,
      resource: text('resource'),
      evidence: text('evidence'),
      files: files && this.#strings(files, `${key}.files`),
      until: until && this.#day(until, `${key}.until`),
    }) as ConfiguredSuppression;
  }

  #limit(node: CfnNode, key: string): Limit | undefined {
    const map = this.#map(node, key, LIMIT_KEYS);
    if (!map) return undefined;
    const text = (name: string): string | undefined => {
      const value = map.entries.get(name)?.value;
      return value && this.#string(value, `${key}.${name}`);
    };
    const reference = text('reference');
    if (!reference) return this.#wrong(node, key, 'needs a `reference`, the path of a policy document');
    return defined({ reference, principals: text('principals') }) as Limit;
  }

  #override(node: CfnNode, key: string): PathOverride | undefined {
    const map = this.#map(node, key, OVERRIDE_KEYS);
    const files = map?.entries.get('files')?.value;
    if (!map) return undefined;
    if (!files) return this.#wrong(node, key, 'needs `files`, the globs that it is for');
    const rules = map.entries.get('rules')?.value;
    const failOn = map.entries.get('failOn')?.value;
    return defined({
      files: this.#strings(files, `${key}.files`),
      rules: rules ? this.#ruleSettings(rules, `${key}.rules`) : {},
      failOn: failOn && this.#oneOf(failOn, `${key}.failOn`, FAIL_ON),
    }) as PathOverride;
  }

  #parameters(node: CfnNode, key: string): Record<string, string> {
    const values = record<string>();
    if (node.kind !== 'map') this.#wrong(node, key, 'must be a map from parameter to value');
    else
      for (const [name, entry] of node.entries) {
        const value = this.#string(entry.value, `${key}.${name}`);
        if (value !== undefined) values[name] = value;
      }
    return values;
  }

  #boolean(node: CfnNode, key: string): boolean | undefined {
    const value = asBoolean(node);
    if (value === undefined) this.#wrong(node, key, 'must be true or false');
    return value;
  }

  #rule(id: string, node: CfnNode, key: string): Rule | undefined {
    const rule = this.#rules.get(id);
    if (!rule && this.#allowUnknownRules) return undefined;
    const hint = didYouMean(id, this.#rules.keys()) ?? '`iam-lint rules` lists them all.';
    return rule ?? this.#wrong(node, key, `names no rule: there is no \`${id}\``, hint);
  }

  #day(node: CfnNode, key: string): string | undefined {
    const day = this.#matching(node, key, /^\d{4}-\d\d-\d\d$/, 'a day such as 2027-01-31');
    // Date.parse rolls 2027-02-31 over to March; a day that does not exist must not prolong a suppression.
    const time = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`);
    if (day !== undefined && (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day))
      return this.#wrong(node, key, `names a day that does not exist: ${day}`);
    return day;
  }

  #map(node: CfnNode, key: string, known: readonly string[]): MapNode | undefined {
    if (node.kind !== 'map') return this.#wrong(node, key, 'must be a map');
    for (const [name, entry] of node.entries)
      if (!known.includes(name))
        this.#issues.push({
          message: `Unknown key \`${name}\` in ${key}`,
          span: entry.key.span,
          key: key.startsWith('the ') ? name : `${key}.${name}`,
          hint: didYouMean(name, known) ?? `Known: ${known.filter((one) => one !== '$schema').join(', ')}.`,
        });
    return node;
  }

  #items<T>(node: CfnNode, key: string, read: (item: CfnNode, key: string) => T | undefined): T[] {
    if (node.kind !== 'list') {
      this.#wrong(node, key, 'must be a list');
      return [];
    }
    return node.items
      .map((item, index) => read(item, `${key}[${index}]`))
      .filter((item) => item !== undefined);
  }

  #strings(node: CfnNode, key: string): string[] {
    return this.#items(node, key, (item, at) => this.#string(item, at));
  }

  #string(node: CfnNode, key: string): string | undefined {
    if (node.kind !== 'scalar' || isNull(node)) return this.#wrong(node, key, 'must be a string');
    return node.text;
  }

  #matching(node: CfnNode, key: string, pattern: RegExp, what: string): string | undefined {
    if (node.kind === 'scalar' && pattern.test(node.text)) return node.text;
    return this.#wrong(node, key, `must be ${what}`);
  }

  #oneOf<T extends string>(node: CfnNode, key: string, values: readonly T[]): T | undefined {
    const text = node.kind === 'scalar' ? node.text : '';
    const hint = didYouMean(text, values);
    return (
      values.find((value) => value === text) ??
      this.#wrong(node, key, `must be one of ${values.join(', ')}`, hint)
    );
  }

  #wrong(node: CfnNode, key: string, what: string, hint?: string): undefined {
    this.#issues.push({
      message: `\`${key}\` ${what}`,
      span: node.span,
      key,
      ...(hint !== undefined && { hint }),
    });
  }
}

/** Without the keys whose value is undefined, which is what exact optional properties ask for. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never;
}
