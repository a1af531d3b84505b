import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
} from 'yaml';
import { type Plain } from './trees.ts';

/**
 * The lexer of `yaml` with the indentation that CloudFormation takes: inside of flow collections and quoted scalars it has no
 * meaning. Both methods are private in the types of yaml 2.9.
 */
const LENIENT = ['parseFlowCollection', 'parseQuotedScalar'] as const;
type LexerState = Record<string, (this: { indentNext: number }) => Generator<string, unknown>>;

function lenientLexer(): Lexer {
  const lexer = new Lexer();
  const methods = lexer as unknown as LexerState;
  for (const name of LENIENT) {
    const original = methods[name]!;
    methods[name] = function* () {
      const indent = this.indentNext;
      this.indentNext = 0;
      const result = yield* original.call(this);
      this.indentNext = indent;
      return result;
    };
  }
  return lexer;
}

export interface OracleReading {
  readonly tree: Plain | undefined;
  readonly errors: number;
}

/** What the package `yaml` reads in the first document of a text, as the plain data that our own reader is compared with. */
export function readWithYaml(text: string): OracleReading {
  const parser = new Parser();
  (parser as unknown as { lexer: Lexer }).lexer = lenientLexer();
  const composer = new Composer({ uniqueKeys: false, strict: false, logLevel: 'silent', merge: true });
  const documents: Document[] = [...composer.compose(parser.parse(text))] as Document[];
  const [document] = documents;
  const errors = documents.flatMap((each) => each.errors).filter(({ code }) => code !== 'BAD_INDENT');
  return {
    tree: document?.contents ? plainOf(document.contents, document, true) : undefined,
    errors: errors.length,
  };
}

function plainOf(node: unknown, document: Document, isRoot = false): Plain {
  const tagged = (value: Plain): Plain => {
    const tag = (node as Node & { tag?: string }).tag;
    if (!tag?.startsWith('!') || tag === '!') return value;
    const name = tag.slice(1);
    return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
  };
  if (node === null || node === undefined) return '';
  if (isAlias(node)) return plainOf(node.resolve(document), document);
  if (isScalar(node)) return tagged(textOf(node));
  if (isSeq(node))
    return tagged(node.items.map((item) => (isPair(item) ? pairOf(item) : plainOf(item, document))));
  if (isMap(node)) {
    const map: Record<string, Plain> = {};
    for (const { key, value } of node.items) {
      delete map[keyOf(key)];
      map[keyOf(key)] = plainOf(value, document);
    }
    return isRoot ? map : tagged(map);
  }
  throw new Error(`unexpected node ${String(node)}`);

  function pairOf(pair: { key: unknown; value: unknown }): Plain {
    return { [keyOf(pair.key)]: plainOf(pair.value, document) };
  }
}

/** `source` is the decoded text before the core schema made a number or boolean of it. */
function textOf(node: { source?: string; value: unknown }): string {
  return node.source ?? (node.value === null ? '' : String(node.value));
}

function keyOf(key: unknown): string {
  return isScalar(key) ? textOf(key) : key === null ? '' : String(key);
}
