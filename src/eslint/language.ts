import { TemplateSourceCode } from './template-source-code.ts';

interface HostFile {
  readonly path: string;
  readonly bom: boolean;
  readonly body: string | Uint8Array;
}

/**
 * The language `iam-lint/template` for ESLint: YAML and JSON templates and policy documents. A text that is none of them has
 * nothing to report; a broken one is judged as far as it can be read.
 * https://eslint.org/docs/latest/extend/languages
 */
export const language = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 1,
  nodeTypeKey: 'type',
  visitorKeys: { Template: [] },

  validateLanguageOptions(options: Readonly<Record<string, unknown>>): void {
    const [first] = Object.keys(options);
    if (first !== undefined)
      throw new Error(`The language takes no languageOptions, but \`${first}\` is set.`);
  },

  parse({ path, bom, body }: HostFile): { ok: true; ast: object; sourceCode: TemplateSourceCode } {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const sourceCode = new TemplateSourceCode(path, text, bom);
    return { ok: true, ast: sourceCode.ast, sourceCode };
  },

  createSourceCode(_file: HostFile, parsed: object): TemplateSourceCode {
    return (parsed as { readonly sourceCode: TemplateSourceCode }).sourceCode;
  },
} as const;
