import { dirname, resolve } from 'node:path';
import {
  compareAccess,
  grantsAccess,
  parsePolicy,
  publicAccess,
  type ResourceModel,
} from '../access/index.ts';
import { DEFAULT_CONFIG } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import { type CheckedPolicy, type CheckPurpose, checkPolicies, type CheckResult, subjectNamed } from '../diff/policy-check.ts'; // prettier-ignore
import { connect } from '../lint.ts';
import { displayPath, readSource } from '../load/read-source.ts';
import { relatedFiles } from '../load/related-files.ts';
import { type SourceFile } from '../source/source-file.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Template } from '../template/template.ts';
import { UsageError } from './known-errors.ts';
import { CHECK_FORMATS, CHECKS } from './check-options.ts';
import { checkChoice, type CommandLine } from './parse-arguments.ts';
import { type Invocation } from './run.ts';

/** Exit codes: what could not be decided is no pass. */
const EXIT: Readonly<Record<CheckResult['verdict'], number>> = { PASS: 0, FAIL: 1, UNKNOWN: 2 };

/** `check NAME`: one question about policies, answered with a request that shows it. */
export function checkCommand({ line, streams, environment }: Invocation): number {
  const [name, ...rest] = line.positionals;
  if (name === undefined || rest.length > 0)
    throw new UsageError('check takes the name of one check', `It is one of ${CHECKS.join(', ')}.`);
  checkChoice('The check', name, CHECKS);
  const format = line.value('format') ?? 'pretty';
  checkChoice('--format of check', format, CHECK_FORMATS);
  const result = runCheck(name as (typeof CHECKS)[number], line, environment.cwd);
  streams.stdout.write(
    format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : `${sentence(result)}\n`,
  );
  return EXIT[result.verdict];
}

function runCheck(name: (typeof CHECKS)[number], line: CommandLine, cwd: string): CheckResult {
  const model = line.value('resource-model') as ResourceModel | undefined;
  const options = model ? { resourceModel: model } : {};
  const policy = (flag: string, purpose: CheckPurpose = 'grants'): CheckedPolicy =>
    readPolicyOperand(needed(line, flag, name), purpose, cwd);
  switch (name) {
    case 'no-new-access':
      return checkPolicies([policy('existing'), policy('new')], ([existing, next]) =>
        compareAccess(existing!, next!, options),
      );
    case 'access-not-granted': {
      const actions = items(line, 'actions');
      const resources = items(line, 'resources');
      if (actions.length === 0 && resources.length === 0)
        throw new UsageError('access-not-granted needs --actions, --resources or both');
      const asked = { ...(actions.length > 0 && { actions }), ...(resources.length > 0 && { resources }) };
      return checkPolicies([policy('policy')], ([granted]) => grantsAccess(granted!, [asked], options));
    }
    case 'no-public-access': {
      const type = needed(line, 'resource-type', name);
      return checkPolicies([policy('policy', 'public')], ([granted]) =>
        publicAccess(granted!, type, { ...options, profile: profileOf(type) }),
      );
    }
  }
}

/** S3 and DynamoDB read wildcards in conditions more strictly than the others. */
function profileOf(type: string): 'generic' | 's3' | 'dynamodb' {
  if (/^AWS::S3(?:Express)?::/.test(type)) return 's3';
  return type.startsWith('AWS::DynamoDB::') ? 'dynamodb' : 'generic';
}

function needed(line: CommandLine, flag: string, check: string): string {
  const value = line.value(flag);
  if (value === undefined) throw new UsageError(`${check} needs --${flag}`);
  return value;
}

function items(line: CommandLine, flag: string): readonly string[] {
  return line.values(flag).flatMap((value) => value.split(',').map((item) => item.trim()).filter((item) => item !== '')); // prettier-ignore
}

/** `FILE` with a policy document, or `TEMPLATE#LogicalId`. */
function readPolicyOperand(operand: string, purpose: CheckPurpose, cwd: string): CheckedPolicy {
  const hash = operand.lastIndexOf('#');
  const path = hash < 0 ? operand : operand.slice(0, hash);
  const source = readSource(resolve(cwd, path), displayPath(cwd, resolve(cwd, path)));
  if (source.kind === 'unreadable') throw new UsageError(source.problem.message);
  if (source.kind !== 'text') throw new UsageError(`Cannot read ${path}: it is no text`);
  const reading = readTemplate(source.file);
  if (hash < 0) {
    if (reading.kind !== 'template') return { kind: 'policy', policy: parsePolicy(source.file.text) };
    if (reading.template.dialect === 'policy') return plainPolicy(source.file, reading.template);
    throw new UsageError(
      `${path} is a template`,
      `Name one of its resources: ${path}#${[...reading.template.resources.keys()][0] ?? 'LogicalId'}`,
    );
  }
  if (reading.kind !== 'template') throw new UsageError(`${path} is no template`);
  return namedPolicy(reading.template, operand.slice(hash + 1), purpose, cwd);
}

/** JSON is read as the kernel reads it; YAML has to be read as a template's document. */
function plainPolicy(file: SourceFile, template: Template): CheckedPolicy {
  if (/^\s*\{/.test(file.text)) return { kind: 'policy', policy: parsePolicy(file.text) };
  const [resource] = template.resources.values();
  return namedPolicy(template, resource?.logicalId ?? '', 'grants', '.');
}

function namedPolicy(
  template: Template,
  logicalId: string,
  purpose: CheckPurpose,
  cwd: string,
): CheckedPolicy {
  const { path } = template.file;
  const related = relatedFiles(cwd, [resolve(cwd, dirname(path))]);
  const graph = connect({ templates: [template], problems: [], skipped: 0, related }, DEFAULT_CONFIG);
  const side = { graph, keyOf: (one: Template) => one.file.path };
  const subject = subjectNamed(side, logicalId, purpose);
  if (subject) return { kind: 'subject', side, subject };
  const known = template.resources.has(logicalId);
  const hint = known ? undefined : didYouMean(logicalId, template.resources.keys());
  throw new UsageError(
    known ? `${logicalId} in ${path} has no policy` : `There is no resource ${logicalId} in ${path}`,
    hint,
  );
}

function sentence({ verdict, witness, reason }: CheckResult): string {
  if (!witness) return `${verdict}: ${reason}`;
  const { caller, action, resource, context } = witness;
  const who = caller && (caller.arn ?? caller.name ?? caller.account ?? caller.type);
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join(',')}`);
  return `${verdict}: ${reason}: ${who === undefined ? '' : `${who} may `}${action} on ${resource}${keys.length > 0 ? ` with ${keys.join(', ')}` : ''}`;
}
