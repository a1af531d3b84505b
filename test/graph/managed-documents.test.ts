import { describe, expect, it } from 'vitest';
import { graphOf } from '../analysis/graph-of.ts';

const TEMPLATE = `
Conditions: { IsProd: !Equals [!Ref AWS::Region, eu-west-1] }
Resources:
  A: { Type: AWS::IAM::Group, Properties: { ManagedPolicyArns: [arn:aws:iam::aws:policy/PowerUserAccess] } }
  B: { Type: AWS::IAM::Group, Properties: { ManagedPolicyArns: [arn:aws:iam::aws:policy/PowerUserAccess] } }
  C:
    Type: AWS::IAM::Group
    Condition: IsProd
    Properties: { ManagedPolicyArns: [arn:aws:iam::aws:policy/PowerUserAccess] }
`;

const documentsOf = (text: string) =>
  graphOf(text).principals.map(({ resource, grants }) => ({ resource, document: grants[0]!.document! }));

describe('a policy of AWS that is attached in several places', () => {
  it('is a document of each of them, with the same statements', () => {
    const [a, b, c] = documentsOf(TEMPLATE);
    for (const { resource, document } of [a!, b!, c!]) {
      expect(document.owner).toBe(resource);
      expect(document.statements.length).toBeGreaterThan(0);
      for (const statement of document.statements) expect(statement.policy).toBe(document);
    }
    expect(a!.document.statements).not.toBe(b!.document.statements);
    expect(a!.document.statements[0]!.notActions).toBe(b!.document.statements[0]!.notActions);
    expect(c!.document.when).toEqual([{ kind: 'condition', name: 'IsProd', holds: true }]);
    expect(a!.document.when).toEqual([]);
  });

  it('keeps nothing of the template that was read before', () => {
    const [first] = documentsOf(TEMPLATE);
    const [second] = documentsOf(TEMPLATE);
    expect(second!.document.owner).not.toBe(first!.document.owner);
    expect(second!.document.name).not.toBe(first!.document.name);
  });
});
