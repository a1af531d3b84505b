/**
 * The validation plugin for CDK apps: `import { IamLintPlugin } from 'iam-lint/cdk'`.
 * @packageDocumentation
 */
export { type Settings } from '../library/define-config.ts';
export {
  IamLintPlugin,
  type IamLintPluginOptions,
  type ValidationContext,
  type ValidationReport,
} from './iam-lint-plugin.ts';
export { type ViolatingResource, type Violation } from './violations.ts';
