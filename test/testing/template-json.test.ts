import { expect, it } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { templateAsJson } from '../../src/testing/template-json.ts';

it('writes intrinsics out and keeps what is text a text', () => {
  const yaml = `
a: !Sub "\${AWS::Region}"
b: !GetAtt X.Arn
c: [1, 012, 1.5, true, "true", null, ~, 2012-10-17, ""]
d: !If [IsProd, !Ref A, { e: {}, f: [] }]
`;
  expect(JSON.parse(templateAsJson(parseNodes(new SourceFile('a.yaml', yaml)).root!))).toEqual({
    a: { 'Fn::Sub': '${AWS::Region}' },
    b: { 'Fn::GetAtt': 'X.Arn' },
    c: [1, '012', 1.5, true, 'true', null, null, '2012-10-17', ''],
    d: { 'Fn::If': ['IsProd', { Ref: 'A' }, { e: {}, f: [] }] },
  });
});
