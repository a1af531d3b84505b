import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { type TextPlace } from '../../src/graph/resource-graph.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { display, displayGuard } from '../../src/values/value.ts';

function written(text: string): string[] {
  const reading = readTemplate(new SourceFile('stack.yaml', text));
  if (reading.kind !== 'template') throw new Error('not a template');
  const graph = buildGraph([reading.template], { parameters: {} });
  return [...graph.writtenTexts(reading.template)].map(({ text: value, when, place }) =>
    [nameOf(place), display(value), displayGuard(when)].filter((part) => part !== '').join(' | '),
  );
}

function nameOf(place: TextPlace): string {
  if (place.kind === 'output') return `output ${place.output.name}`;
  if (place.kind === 'template-metadata') return `metadata ${place.path}`;
  return `${place.resource.logicalId} ${place.kind} ${place.path}`;
}

describe('writtenTexts', () => {
  it('gives every string with the place in which it stands', () => {
    expect(
      written(`
Metadata: { Note: hello }
Resources:
  Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: bob } }
  Box:
    Type: AWS::SSM::Parameter
    Metadata: { Init: [first] }
    Properties:
      Tags: [{ Key: a, Value: !Sub "x\${Key.SecretAccessKey}" }]
Outputs:
  Secret: { Value: !GetAtt Key.SecretAccessKey, Export: { Name: out } }
`),
    ).toEqual([
      'Key property UserName | bob',
      'Box property Tags[].Key | a',
      'Box property Tags[].Value | x${Key.SecretAccessKey}',
      'Box metadata Init[] | first',
      'output Secret | ${Key.SecretAccessKey}',
      'output Secret | out',
      'metadata Note | hello',
    ]);
  });

  it('goes through both branches of a condition, whatever kind they are of', () => {
    expect(
      written(`
Conditions: { IsProd: !Equals [!Ref AWS::Region, eu-west-1] }
Resources:
  Box:
    Type: AWS::SSM::Parameter
    Properties:
      Value: !If [IsProd, { Inner: deep }, flat]
      Name: !If [IsProd, one, !Ref AWS::NoValue]
`),
    ).toEqual([
      'Box property Value | flat | not IsProd',
      'Box property Value.Inner | deep | IsProd',
      'Box property Name | one | IsProd',
    ]);
  });

  it('reads an aliased map once in each resource', () => {
    expect(
      written(`
Resources:
  A: { Type: AWS::SSM::Parameter, Properties: { X: &same { Y: z }, W: *same } }
  B: { Type: AWS::SSM::Parameter, Properties: { X: *same } }
`),
    ).toEqual(['A property X.Y | z', 'B property X.Y | z']);
  });
});
