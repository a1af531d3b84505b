/** An element as a test looks at it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const TOKEN =
  /<\?xml version="1\.0" encoding="UTF-8"\?>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/**
 * Reads what XML 1.0 allows of elements, attributes and text, and nothing else.
 * @throws Error when the text is not well-formed or has a character that XML cannot hold.
 */
export function parseXml(text: string): Element {
  const bad = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (bad) throw new Error(`character ${bad[0].codePointAt(0)} at ${bad.index}`);
  const root = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open = [root];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not well-formed: ${text.slice(at, at + 60)}`);
    at = TOKEN.lastIndex;
    const [, closing, name, attributes = '', single, content] = match;
    const parent = open.at(-1)!;
    if (content !== undefined) parent.text += decode(content);
    else if (closing) {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [
        key!,
        decode(value!),
      ]);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length)
        throw new Error(`twice in <${name}>: ${attributes}`);
      const element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      parent.children.push(element);
      if (!single) open.push(element);
    }
  }
  if (open.length > 1 || root.children.length !== 1) throw new Error('not one closed root');
  return root.children[0]!;
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&([^;]*;?)/g, (_, name: string) => {
    const character = CHARACTERS[name.slice(0, -1)];
    if (character === undefined || !name.endsWith(';')) throw new Error(`no entity: &${name}`);
    return character;
  });
}
