import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intrinsicOfTag, splitSub } from '../../src/template/intrinsics.ts';

describe('splitSub', () => {
  const names = (text: string): string[] =>
    splitSub(text).map((piece) => (piece.kind === 'reference' ? `<${piece.name}>` : piece.text));

  it.each([
    [
      'arn:${AWS::Partition}:s3:::${Bucket.Arn}/*',
      ['arn:', '<AWS::Partition>', ':s3:::', '<Bucket.Arn>', '/*'],
    ],
    ['${A}${B}', ['<A>', '<B>']],
    ['${ A }', ['<A>']],
    ['${!Literal}/${A}', ['${Literal}', '/', '<A>']],
    ['${', ['${']],
    ['${}', ['${}']],
    ['${a b}', ['${a b}']],
    ['{"x": "${A}"}', ['{"x": "', '<A>', '"}']],
    ['$A {B} $${C}', ['$A {B} $', '<C>']],
    ['${ ${A}', ['${ ', '<A>']],
    ['', []],
  ])('splits %j', (text, pieces) => expect(names(text)).toEqual(pieces));

  it('leaves no gap and no overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('${', '}', '!', 'A', '.', ' ', '$', '{', '"'), { maxLength: 30 }),
        (parts) => {
          const text = parts.join('');
          let at = 0;
          for (const { start, end } of splitSub(text)) {
            expect(start).toBe(at);
            expect(end).toBeGreaterThan(start);
            at = end;
          }
          expect(at).toBe(text.length);
        },
      ),
    );
  });
});

describe('intrinsicOfTag', () => {
  it.each([
    ['!Sub', 'Fn::Sub'],
    ['!GetAtt', 'Fn::GetAtt'],
    ['!Ref', 'Ref'],
    ['!Condition', 'Condition'],
    ['!Fn::Sub', 'Fn::Sub'],
    ['!Rain::S3', 'Fn::Rain::S3'],
    ['!!str', undefined],
    ['!<tag:yaml.org,2002:str>', undefined],
    ['!', undefined],
  ])('reads %s as %s', (tag, fn) => expect(intrinsicOfTag(tag)).toBe(fn));
});
