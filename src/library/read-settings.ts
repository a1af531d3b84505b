import { ConfigError } from '../config/config-error.ts';
import { type Config, DEFAULT_CONFIG } from '../config/config.ts';
import { mergeConfig } from '../config/merge-config.ts';
import { readConfigNode } from '../config/read-config-node.ts';
import { type Rule } from '../rule/rule.ts';
import { SourceFile } from '../source/source-file.ts';
import { parseNodes } from '../template/parse-nodes.ts';
import { type Settings } from './define-config.ts';

/** What errors call settings that stand in no file. */
export const SETTINGS = 'the settings';

/**
 * The configuration that settings make, with every default filled in.
 * @param rules all rules there are, those of plugins included.
 * @param allowUnknownRules for a run without plugins: settings of rules that it does not know are left out in silence.
 * @throws ConfigError with everything that is wrong in them.
 */
export function readSettings(settings: Settings, rules: readonly Rule[], allowUnknownRules = false): Config {
  let text: string | undefined;
  try {
    text = JSON.stringify(settings);
  } catch (error) {
    throw new ConfigError(SETTINGS, [{ message: `They cannot be written as JSON: ${String(error)}` }]);
  }
  if (!text?.startsWith('{')) throw new ConfigError(SETTINGS, [{ message: 'They must be an object' }]);
  const { root, problems } = parseNodes(new SourceFile(SETTINGS, text));
  const { settings: read, issues } = readConfigNode(root, rules, allowUnknownRules);
  const faults = [...problems, ...issues];
  // The text that they were read from is nobody's file, so that places in it say nothing.
  if (faults.length > 0)
    throw new ConfigError(
      SETTINGS,
      faults.map(({ message, ...rest }) => ({
        message,
        ...('key' in rest && rest.key !== undefined && { key: rest.key }),
        ...('hint' in rest && rest.hint !== undefined && { hint: rest.hint }),
      })),
    );
  return mergeConfig(DEFAULT_CONFIG, read);
}
