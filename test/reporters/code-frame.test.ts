import { describe, expect, it } from 'vitest';
import { codeFrame, type Mark } from '../../src/reporters/code-frame.ts';
import { glyphsOf, painter, printable, widthOf, wrap } from '../../src/reporters/terminal-text.ts';
import { SourceFile } from '../../src/source/source-file.ts';

function frame(
  text: string,
  marks: readonly (readonly [found: string, label?: string])[],
  width = 60,
): string {
  const file = new SourceFile('a.yaml', text);
  const drawn = marks.map(([found, label], index): Mark => {
    const start = text.indexOf(found);
    if (start === -1) throw new Error(`${found} is not in the text`);
    const span = { file, start, end: start + found.length };
    return { span, primary: index === 0, ...(label === undefined ? {} : { label }) };
  });
  return `\n${codeFrame(drawn, { width, paint: painter(false), accent: 'red' }).join('\n')}\n`;
}

describe('codeFrame', () => {
  it('underlines exactly the token', () => {
    expect(frame('Statement:\n  Action: "*"\n', [['"*"', 'everything']])).toMatchInlineSnapshot(`
      "
       --> a.yaml:2:11
        |
      2 |   Action: "*"
        |           ^^^ everything
      "
    `);
  });

  it('shows several places of one file in order, with a gap where lines are left out', () => {
    const text = 'a: one\nb: two\nc: three\nd: four\ne: five\nf: six\n';
    expect(frame(text, [['five', 'the grant'], ['one', 'the trust'], ['three']])).toMatchInlineSnapshot(`
      "
       --> a.yaml:5:4
        |
      1 | a: one
        |    --- the trust
      2 | b: two
      3 | c: three
        |    -----
      4 | d: four
      5 | e: five
        |    ^^^^ the grant
      "
    `);
  });

  it('labels several places on one line from right to left', () => {
    expect(
      frame('{"Action": "*", "Resource": "*", "Effect": "Allow"}', [
        ['"*",', 'what'],
        ['"Effect"', 'how'],
        ['"Resource"', 'where'],
      ]),
    ).toMatchInlineSnapshot(`
      "
       --> a.yaml:1:12
        |
      1 | {"Action": "*", "Resource": "*", "Effect": "Allow"}
        |            ^^^^ ----------       -------- how
        |            |    where
        |            what
      "
    `);
  });

  it('underlines a value of several lines on its first', () => {
    expect(frame('a:\n  Effect: Allow\n  Action: "*"\nb: c', [['Effect: Allow\n  Action: "*"']]))
      .toMatchInlineSnapshot(`
      "
       --> a.yaml:2:3
        |
      2 |   Effect: Allow
        |   ^^^^^^^^^^^^^
      "
    `);
  });

  it('cuts a long line around the token', () => {
    const text = `{"before": "${'x'.repeat(200)}", "Action": "*", "after": "${'y'.repeat(200)}"}`;
    const drawn = frame(text, [['"*"', 'everything']]);
    expect(drawn).toMatchInlineSnapshot(`
      "
       --> a.yaml:1:226
        |
      1 | …", "Action": "*", "after": "yyyyyyyyyyyyyyyyyyyyyyyyyy…
        |               ^^^ everything
      "
    `);
    for (const line of drawn.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(60);
  });

  it('shows a long line twice when two places are far apart', () => {
    const text = `{"Action": "*", "middle": "${'x'.repeat(200)}", "Resource": "all"}`;
    expect(
      frame(text, [
        ['"*"', 'what'],
        ['"all"', 'where'],
      ]),
    ).toMatchInlineSnapshot(`
      "
       --> a.yaml:1:12
        |
      1 | {"Action": "*", "middle": "xxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        |            ^^^ what
      1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "Resource": "all"}
        |                                                   -----
        |                                                   where
      "
    `);
  });

  it('aligns tabs and wide characters', () => {
    expect(frame('\t役割: 値\t# x', [['値', 'here']])).toMatchInlineSnapshot(`
      "
       --> a.yaml:1:6
        |
      1 |     役割: 値    # x
        |           ^^ here
      "
    `);
  });

  it('puts a label that does not fit below the underline', () => {
    const drawn = frame(`Resource: ${'r'.repeat(30)}`, [
      ['r'.repeat(30), 'a label that is much too long to stand beside it'],
    ]);
    expect(drawn).toMatchInlineSnapshot(`
      "
       --> a.yaml:1:11
        |
      1 | Resource: rrrrrrrrrrrrrrrrrrrrrrrrrrrrrr
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        |           a label that is much too long to stand beside
        |           it
      "
    `);
    for (const line of drawn.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(60);
  });

  it('shows what would move the cursor or hide text', () => {
    const drawn = frame('a: "\u001b[2Jx\u202e\u0007"', [['x']]);
    // eslint-disable-next-line no-control-regex
    expect(drawn.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(drawn).toMatchInlineSnapshot(`
      "
       --> a.yaml:1:9
        |
      1 | a: "␛[2Jx�␇"
        |         ^
      "
    `);
  });

  it('draws an empty place, one at the end of the file, and a file without text', () => {
    const file = new SourceFile('a.yaml', 'a: b');
    const style = { width: 60, paint: painter(false), accent: 'red' } as const;
    expect(codeFrame([{ span: { file, start: 4, end: 4 }, primary: true }], style)).toEqual([
      ' --> a.yaml:1:5',
      '  |',
      '1 | a: b',
      '  |     ^',
    ]);
    const empty = new SourceFile('empty.yaml', '');
    expect(codeFrame([{ span: { file: empty, start: 0, end: 0 }, primary: true }], style)).toEqual([
      ' --> empty.yaml:1:1',
      '  |',
      '1 |',
      '  | ^',
    ]);
  });

  it('takes a line of a megabyte without taking long', () => {
    const text = `{"a": "${'x'.repeat(1_000_000)}", "Action": "*"}`;
    expect(frame(text, [['"*"']]).length).toBeLessThan(400);
  });
});

describe('terminal text', () => {
  it('counts columns', () => {
    expect(['abc', '役割', 'e\u0301', '👩', ''].map(widthOf)).toEqual([3, 4, 1, 2, 0]);
    expect(glyphsOf('a\tb').map(({ cells }) => cells)).toEqual([1, 3, 1]);
  });

  it('makes one safe line of any text', () => {
    expect(printable('a\r\n  b\tc\u0000\u202e')).toBe('a b c␀\ufffd');
  });

  it('wraps at blanks', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('overlong x', 3)).toEqual(['overlong', 'x']);
  });
});
