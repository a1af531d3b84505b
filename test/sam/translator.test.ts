import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Resource } from '../../src/template/template.ts';
import { expand, json } from './expanded.ts';

type Facts = Record<string, Record<string, unknown>>;

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { templates } = JSON.parse(readFileSync(join(root, 'test/sam/translator-facts.json'), 'utf8')) as {
  templates: Record<string, Facts>;
};

/** What the SAM translator itself makes of each template was noted with `tools/sam-facts.py`. */
describe('the access that the SAM translator generates', () => {
  for (const [path, expected] of Object.entries(templates)) {
    const file = join(root, path);
    const refused = 'refused' in expected;
    test.skipIf(!existsSync(file))(`${path}${refused ? ' (refused by SAM)' : ''}`, () => {
      const { resources } = expand(readFileSync(file, 'utf8'), path);
      const found = Object.fromEntries(
        [...resources.values()].flatMap((resource) => {
          const fact = factOf(resource);
          return fact ? [[resource.logicalId, fact]] : [];
        }),
      );
      if (refused) expect(resources.size).toBeGreaterThan(0);
      else expect(found).toEqual(expected);
    });
  }
});

function factOf(resource: Resource): Record<string, unknown> | undefined {
  const properties = Object(json(resource.properties)) as Record<string, unknown>;
  const common = { type: resource.type, ...(resource.condition ? { condition: resource.condition } : {}) };
  switch (resource.type) {
    case 'AWS::IAM::Role':
      return {
        ...common,
        managed: managedOf(properties['ManagedPolicyArns']),
        statements: statementsOf(asList(properties['Policies'])),
        trust: statementsOf([properties['AssumeRolePolicyDocument']]),
      };
    case 'AWS::Lambda::Permission': {
      const bound = ['SourceArn', 'SourceAccount', 'EventSourceToken'].filter((key) => properties[key]);
      return { ...common, principal: properties['Principal'], action: properties['Action'], bound };
    }
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::SQS::QueuePolicy':
    case 'AWS::SNS::TopicPolicy':
      return { ...common, statements: statementsOf([properties['PolicyDocument']]) };
    case 'AWS::Lambda::Url':
      return { ...common, auth: properties['AuthType'] };
    default:
      return undefined;
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function branches(value: unknown): readonly unknown[] {
  const map = Object(value) as Record<string, unknown>;
  const choice = map['Fn::If'];
  if (Array.isArray(choice)) return [...branches(choice[1]), ...branches(choice[2])];
  return map['Ref'] === 'AWS::NoValue' ? [] : [value];
}

function statementsOf(documents: readonly unknown[]): readonly string[] {
  const found = documents.flatMap(branches).flatMap((side) => {
    const map = Object(side) as Record<string, unknown>;
    const document = Object(map['PolicyDocument'] ?? map) as Record<string, unknown>;
    return asList(document['Statement']).map((statement) => {
      const { Effect, Action } = statement as Record<string, unknown>;
      return `${String(Effect)} ${asList(Action).map(String).sort().join(' ')}`;
    });
  });
  return found.sort();
}

function managedOf(arns: unknown): readonly string[] {
  const names = asList(arns)
    .flatMap(branches)
    .map((arn) => {
      const text = typeof arn === 'string' ? arn : (arn as Record<string, unknown>)['Fn::Sub'];
      return typeof text === 'string' ? text.replace(/^.*:policy\//, '') : spaced(arn);
    });
  return [...new Set(names)].sort();
}

/** As Python writes JSON. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`).join(', ')}}`;
}
