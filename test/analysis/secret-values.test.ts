import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../src/analysis/secret-exposure.ts';
import { secretValues } from '../../src/analysis/secret-values.ts';
import { graphOfFiles, resourceNamed } from './linked-templates.ts';

describe('secretValues', () => {
  const sources = (password: string, parameters = '{}'): string[] => {
    const graph = graphOfFiles({
      'stack.yaml': `
Parameters: ${parameters}
Mappings: { M: { a: { b: correct-horse } } }
Resources:
  Database: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: ${password} } }
`,
    });
    return secretValues(resourceNamed(graph, 'Database'), graph).map(({ source }) =>
      source.kind === 'parameter' ? `parameter ${source.parameter.name}` : source.kind,
    );
  };

  it('tells where a secret comes from', () => {
    expect(sources('correct-horse')).toEqual(['literal']);
    expect(sources('!FindInMap [M, a, b]')).toEqual(['literal']);
    expect(sources('!Join ["-", [correct, horse]]')).toEqual(['literal']);
    expect(sources('!Ref P', '{ P: { Type: String } }')).toEqual(['parameter P']);
    expect(new Set(sources('!Ref P', '{ P: { Type: String, Default: x } }'))).toEqual(
      new Set(['parameter P']),
    );
    expect(sources('!Sub "x${P}"', '{ P: { Type: String } }')).toEqual(['parameter P']);
    expect(sources('!Ref P', '{ P: { Type: "AWS::SSM::Parameter::Value<String>" } }')).toEqual(['plain-ssm']);
    expect(sources('"{{resolve:ssm:/app/password:1}}"')).toEqual(['plain-ssm']);
    expect(sources('!Sub "{{resolve:ssm:${P}}}"', '{ P: { Type: String } }')).toEqual(['plain-ssm']);
  });

  it('is silent about what is kept as a secret', () => {
    for (const password of [
      '"{{resolve:secretsmanager:app:SecretString:password}}"',
      '"{{resolve:ssm-secure:app:1}}"',
      '!ImportValue password',
      '!Ref AWS::NoValue',
      '""',
      'CHANGE_ME',
    ])
      expect(sources(password)).toEqual([]);
    expect(sources('!Sub "{{resolve:secretsmanager:${P}}}"', '{ P: { Type: String } }')).toEqual([]);
  });
});

describe('exposureOf', () => {
  it('follows the secret of a key into a nested stack', () => {
    const graph = graphOfFiles({
      'child.yaml': `
Parameters: { Secret: { Type: String, NoEcho: true } }
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: { Environment: { Variables: { SECRET: !Ref Secret } } }
`,
      'root.yaml': `
Resources:
  Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: bob } }
  Kept: { Type: AWS::SecretsManager::Secret, Properties: { SecretString: !GetAtt Key.SecretAccessKey } }
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: child.yaml, Parameters: { Secret: !GetAtt Key.SecretAccessKey } }
  Custom: { Type: Custom::Thing, Properties: { Secret: !Sub "\${Key.SecretAccessKey}" } }
Outputs: { Secret: { Value: !GetAtt Key.SecretAccessKey } }
`,
    });
    const found = graph.templates.flatMap((template) =>
      [...graph.writtenTexts(template)].flatMap(({ place, text }) => {
        const isSecret = text.segments.some(
          (part) => typeof part === 'object' && part.attribute === 'SecretAccessKey',
        );
        return isSecret ? [exposureOf(place)?.kind ?? 'none'] : [];
      }),
    );
    expect(found).toEqual(['environment', 'none', 'none', 'custom-resource', 'output']);
  });
});
