import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';
import { get, getMap, getText } from '../../src/template/node.ts';
import { resolveIncludes } from '../../src/values/include.ts';
import { templateOf } from './scope-of.ts';

const files: Readonly<Record<string, string>> = {
  'resources.yaml': 'Included: { Type: AWS::S3::Bucket }\nOwn: { Type: AWS::SNS::Topic }\n',
  'api.yaml': 'openapi: 3.0.0\npaths: {}\n',
  'outer.yaml':
    'Outer: { Type: AWS::S3::Bucket }\nFn::Transform: { Name: AWS::Include, Parameters: { Location: resources.yaml } }\n',
  'loop.yaml': 'A: 1\nFn::Transform: { Name: AWS::Include, Parameters: { Location: loop.yaml } }\n',
  'mappings.yaml': 'Mappings: { M: { a: { b: c } } }\n',
  'list.yaml': '- one\n- two\n',
  'broken.yaml': '',
};

function include(text: string, parameters: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const before = templateOf(text);
  const template = resolveIncludes(before, { parameters }, (from, location) => {
    asked.push(`${from.path} ${location}`);
    const found = files[location];
    return found === undefined ? undefined : new SourceFile(location, found);
  });
  return { before, template, asked };
}

const transform = (location: string) => `{ Name: AWS::Include, Parameters: { Location: ${location} } }`;

describe('AWS::Include', () => {
  it('adds the entries of a file beside those of the template, which stay', () => {
    const { template, asked } = include(`Resources:
  Own: { Type: AWS::IAM::Role }
  Fn::Transform: ${transform('resources.yaml')}
`);
    expect([...template.resources.keys()]).toEqual(['Own', 'Included']);
    expect(template.resources.get('Own')?.type).toBe('AWS::IAM::Role');
    expect(template.resources.get('Included')?.node.span.file.path).toBe('resources.yaml');
    expect(asked).toEqual(['template.yaml resources.yaml']);
    expect(template.problems).toEqual([]);
  });

  it('replaces a value', () => {
    const { template } = include(`Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody: { "Fn::Transform": ${transform('api.yaml')} }
      Zones: { "Fn::Transform": ${transform('list.yaml')} }
`);
    const properties = template.resources.get('Api')!.properties;
    expect(getText(getMap(properties, 'DefinitionBody'), 'openapi')).toBe('3.0.0');
    expect(get(properties, 'Zones')?.kind).toBe('list');
  });

  it('takes sections for the whole template', () => {
    const { template } = include(`Transform: ${transform('mappings.yaml')}
Resources: { B: { Type: AWS::S3::Bucket } }
`);
    expect(template.mappings?.entries.has('M')).toBe(true);
    expect([...template.resources.keys()]).toEqual(['B']);
  });

  it('follows includes of included files, but not without end', () => {
    const nested = include(
      `Resources:\n  Fn::Transform: ${transform('outer.yaml')}\n  B: { Type: AWS::S3::Bucket }\n`,
    );
    expect([...nested.template.resources.keys()]).toEqual(['Outer', 'Included', 'Own', 'B']);
    expect(nested.asked[1]).toBe('outer.yaml resources.yaml');
    const endless = include(
      `Resources:\n  B: { Type: AWS::S3::Bucket }\n  Fn::Transform: ${transform('loop.yaml')}\n`,
    );
    expect(endless.asked.length).toBeLessThan(10);
    expect(
      endless.template.problems.some(({ message }) => message.includes('`loop.yaml` could not be read')),
    ).toBe(true);
  });

  it('takes a location from a parameter', () => {
    const text = `Parameters: { Where: { Type: String, Default: resources.yaml } }
Resources:
  Fn::Transform: ${transform('!Ref Where')}
  B: { Type: AWS::S3::Bucket }
`;
    expect([...include(text).template.resources.keys()]).toEqual(['Included', 'Own', 'B']);
  });

  it.each([
    ['s3://bucket/file.yaml', 'is not on this disk', 0],
    ['missing.yaml', 'could not be read', 1],
    ['broken.yaml', 'could not be read', 1],
    ['!GetAtt B.Arn', 'not known before deployment', 0],
  ])('says so where %s is not followed', (location, why, asked) => {
    const found = include(
      `Resources:\n  B: { Type: AWS::S3::Bucket }\n  Fn::Transform: ${transform(location)}\n`,
    );
    expect([...found.template.resources.keys()]).toEqual(['B']);
    expect(found.asked).toHaveLength(asked);
    expect(found.template.problems).toMatchObject([
      { kind: 'oddity', message: expect.stringContaining(why) },
    ]);
  });

  it('leaves other transforms and templates without includes alone', () => {
    const { before, template } = include(
      'Resources:\n  B: { Type: AWS::S3::Bucket }\n  Fn::Transform: { Name: Mine }\n',
    );
    expect(template).toBe(before);
  });
});
