import { identityOfUser, usersOfKey } from '../src/analysis/access-key-user.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Resource } from '../src/template/template.ts';
import { display } from '../src/values/value.ts';

export default defineRule({
  id: 'single-access-key',
  title: 'User has more than one access key',
  category: 'users',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A second key is meant for the days of a rotation. One that a template keeps is a second credential that can leak, and leaves no room to replace either of them, since two are all that a user may have.',
    fix: 'Remove the key that nothing uses any more.',
    exceptions: 'A rotation that is under way. Suppress it with an end date.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
    ],
  },
  covers: ['user-multiple-access-keys'],
  also: { trivy: ['AWS-0167'], kics: ['48677914-6fdf-40ec-80c4-2b0e94079f54'] },
  examples: {
    bad: [
      {
        title: 'Two keys of one user, once by reference and once by name',
        template: `
Resources:
  User:
    Type: AWS::IAM::User
    Properties: { UserName: backup }
  First:
    Type: AWS::IAM::AccessKey
    Properties: { UserName: !Ref User }
  Second: # flagged
    Type: AWS::IAM::AccessKey
    Properties: { UserName: backup }
`,
      },
    ],
    good: [
      {
        title: 'One key for each of two users, and two of which only one is made',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Environment, dev]
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  First:
    Type: AWS::IAM::AccessKey
    Properties: { UserName: alice }
  Second:
    Type: AWS::IAM::AccessKey
    Condition: IsDev
    Properties: { UserName: bob }
  Third:
    Type: AWS::IAM::AccessKey
    Condition: IsProd
    Properties: { UserName: bob }
`,
      },
    ],
  },
  visit: {
    graph(graph, context) {
      const byUser = new Map<string, Resource[]>();
      // By logical id, so that the order of a template does not decide which key is the second.
      const keys = [...graph.resourcesOfType('AWS::IAM::AccessKey')].sort((a, b) =>
        a.logicalId < b.logicalId ? -1 : 1,
      );
      for (const key of keys)
        for (const each of usersOfKey(key, graph)) {
          const identity = `${each.user ? '' : key.template.file.path}#${identityOfUser(each)}`;
          const others = byUser.get(identity) ?? [];
          const beside = others.find((other) => other !== key && !excludeEachOther(other, key));
          if (beside)
            context.report({
              at: key,
              when: each.name.when,
              message: `User \`${user(each.user?.resource, display(each.name))}\` has access key \`${beside.logicalId}\` already; each one more can leak, and a rotation needs the second place. Remove the one that is not used`,
              evidence: 'AccessKey',
              related: [{ at: beside, label: 'another key of the user' }],
            });
          byUser.set(identity, [...others, key]);
        }
    },
  },
});

function user(resource: Resource | undefined, name: string): string {
  return resource?.logicalId ?? name;
}

/** Two keys under different conditions may be meant for different stacks; only those that certainly stand together count. */
function excludeEachOther(a: Resource, b: Resource): boolean {
  return a.condition !== b.condition && a.condition !== undefined && b.condition !== undefined;
}
