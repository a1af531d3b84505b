/**
 * The plugin for ESLint: `import iamLint from 'iam-lint/eslint'`.
 * @packageDocumentation
 */
import manifest from '../../package.json' with { type: 'json' };
import { type Preset, type Rule } from '../rule/rule.ts';
import { rules as builtIn } from '../registry.ts';
import { PLUGIN_NAME } from './directives.ts';
import { type HostRule, hostRule, problemRule } from './host-rules.ts';
import { language } from './language.ts';

export { type HostRule } from './host-rules.ts';

/** The files that the shipped configurations are for. */
const FILES = ['**/*.template', '**/*.{yaml,yml,json}'];

const problemRules: Readonly<Record<string, HostRule>> = {
  'readable-template': problemRule('Template is read and judged completely', [
    'unreadable',
    'partly-read',
    'rule-crashed',
  ]),
  'valid-suppression': problemRule('Suppression is well-formed, has not expired and is needed', [
    'invalid-suppression',
    'expired-suppression',
    'unused-suppression',
  ]),
};

export interface HostPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly languages: { readonly template: typeof language };
  readonly rules: Record<string, HostRule>;
  readonly configs: Record<Preset, HostConfig>;
}

/** An object of a flat configuration. */
export interface HostConfig {
  readonly name: string;
  readonly files: string[];
  readonly ignores: string[];
  readonly language: 'iam-lint/template';
  readonly plugins: Record<string, HostPlugin>;
  readonly rules: Record<string, 'error' | 'warn'>;
}

/** One rule for each of iam-lint, two for what it could not read or apply, and a configuration for each preset. */
export const plugin: HostPlugin = {
  meta: { name: 'iam-lint', version: manifest.version, namespace: PLUGIN_NAME },
  languages: { template: language },
  rules: { ...Object.fromEntries(builtIn.map((rule) => [rule.id, hostRule(rule)])), ...problemRules },
  configs: {} as Record<Preset, HostConfig>,
};

const PRESETS: readonly Preset[] = ['recommended', 'strict', 'all'];
for (const preset of PRESETS) {
  const isIn = (rule: Rule): boolean => PRESETS.indexOf(rule.preset) <= PRESETS.indexOf(preset);
  plugin.configs[preset] = {
    name: `${PLUGIN_NAME}/${preset}`,
    files: FILES,
    // Lock files and manifests are JSON of a size and kind that nobody wants judged.
    ignores: ['**/package.json', '**/package-lock.json', '**/tsconfig*.json'],
    language: 'iam-lint/template',
    plugins: { [PLUGIN_NAME]: plugin },
    rules: {
      ...Object.fromEntries(
        builtIn
          .filter(isIn)
          .map(
            ({ id, severity }) => [`${PLUGIN_NAME}/${id}`, severity === 'low' ? 'warn' : 'error'] as const,
          ),
      ),
      [`${PLUGIN_NAME}/readable-template`]: 'error',
      [`${PLUGIN_NAME}/valid-suppression`]: 'warn',
    },
  };
}

// The name by which configurations import a plugin.
export { plugin as default };
