/**
 * The library: everything between texts and reports, without network or terminal. `lintFiles` alone reads the disk; what it
 * needs for that is loaded when it is called.
 * @packageDocumentation
 */
export { ConfigError, type ConfigIssue } from './config/config-error.ts';
export { DEFAULT_CONFIG, type Config, type PathOverride, type RuleSetting } from './config/config.ts';
export { type Report, type Summary } from './engine/report.ts';
export {
  type Condition,
  type Effect,
  type PolicyDocument,
  type PolicyKind,
  type Principal,
  type Statement,
} from './graph/policy.ts';
export {
  type Grant,
  type PrincipalNode,
  type PropertyValue,
  type ResourceGraph,
  type RoleUse,
} from './graph/resource-graph.ts';
export {
  defineConfig,
  type RuleLevel,
  type Settings,
  type SettingsOverride,
} from './library/define-config.ts';
export { lintFiles, type LintFilesOptions } from './library/lint-files.ts';
export { lintText, type LintTextOptions } from './library/lint-text.ts';
export { lint, type LintInput } from './lint.ts';
export { rules } from './registry.ts';
export { reporters, type Reporter } from './reporters/index.ts';
export { type Facts } from './rule/facts.ts';
export {
  type Certainty,
  type Confidence,
  type Finding,
  type FindingDraft,
  type Fix,
  type Severity,
} from './rule/finding.ts';
export { defineRule, type Example, type Rule, type RuleContext, type Visitor } from './rule/rule.ts';
export { type Problem } from './source/problem.ts';
export { SourceFile, type Position, type SourceSpan } from './source/source-file.ts';
export { type CfnNode, type Located } from './template/node.ts';
export { readTemplate, type Reading } from './template/read-template.ts';
export { type Resource, type Template } from './template/template.ts';
export { RuleTester, type MoreExamples, type TestRunner } from './testing/rule-test-suite.ts';
export { type RuleFault } from './testing/rule-tester.ts';
export { display, literal, type Guard, type Hole, type Text } from './values/value.ts';
