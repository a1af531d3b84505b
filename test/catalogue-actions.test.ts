import { describe, expect, it } from 'vitest';
import { allServices } from '../src/catalogue/services.ts';
import { type Action } from '../src/catalogue/types.ts';
import { DEFAULT_CONFIG } from '../src/config/config.ts';
import { isWildcardOnly, writes } from '../src/iam/access-level.ts';
import { lint } from '../src/lint.ts';
import { rules } from '../src/registry.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { readTemplate } from '../src/template/read-template.ts';

const actions = allServices().flatMap((service) => [...service.actions.values()]);
const nameOf = ({ service, name }: Action): string => `${service}:${name}`;

/** Rule ids by action, of policies that allow one action each on `*`; actions without findings are left out. */
function judgedAlone(list: readonly Action[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (let at = 0; at < list.length; at += 500) {
    const part = list.slice(at, at + 500);
    const resources = part.map((action, index) => {
      const Statement = [{ Effect: 'Allow', Action: nameOf(action), Resource: '*' }];
      const Properties = { Roles: ['example'], PolicyDocument: { Version: '2012-10-17', Statement } };
      return [`Policy${index}`, { Type: 'AWS::IAM::ManagedPolicy', Properties }] as const;
    });
    const text = JSON.stringify({ Resources: Object.fromEntries(resources) });
    const reading = readTemplate(new SourceFile('actions.json', text));
    if (reading.kind !== 'template') throw new Error('no template');
    const input = { templates: [reading.template], problems: [], skipped: 0 };
    for (const { resource, rule } of lint(input, rules, { ...DEFAULT_CONFIG, preset: 'all' }).findings) {
      const name = nameOf(part[Number(resource!.logicalId.slice('Policy'.length))]!);
      found.set(name, (found.get(name) ?? new Set()).add(rule.id));
    }
  }
  return found;
}

describe('each action of the catalogue alone on every resource', () => {
  it('gives no finding when AWS takes nothing but a star for it', { timeout: 60_000 }, () => {
    const only = actions.filter(isWildcardOnly);
    expect(only.length).toBeGreaterThan(5_000);
    expect([...judgedAlone(only)]).toEqual([]);
  });

  it('gives a finding when it writes and needs a resource', { timeout: 60_000 }, () => {
    const limited = actions.filter(
      (action) => writes(action) && action.resources.some(({ required }) => required),
    );
    expect(limited.length).toBeGreaterThan(8_000);
    const found = judgedAlone(limited);
    expect(limited.map(nameOf).filter((name) => !found.has(name))).toEqual(PASSED_OVER);
  });
});

/**
 * What AWS's own policies for functions, containers and instances allow on every resource, and calls that are not signed or
 * that only the management account of an organization can make.
 */
const PASSED_OVER = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
  'ecs:CreateCluster',
  'ecs:DeregisterContainerInstance',
  'ecs:Poll',
  'ecs:RegisterContainerInstance',
  'ecs:StartTelemetrySession',
  'ecs:SubmitAttachmentStateChanges',
  'ecs:SubmitContainerStateChange',
  'ecs:SubmitTaskStateChange',
  'ecs:UpdateContainerInstancesState',
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'logs:PutRetentionPolicy',
  'ssm:UpdateAssociationStatus',
  'ssm:UpdateInstanceAssociationStatus',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoot',
];
