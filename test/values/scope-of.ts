import { SourceFile } from '../../src/source/source-file.ts';
import { type CfnNode, get } from '../../src/template/node.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Template } from '../../src/template/template.ts';
import { createScope } from '../../src/values/create-scope.ts';
import { type Scope, type ScopeContext } from '../../src/values/scope.ts';
import { display, displayGuard, type Text } from '../../src/values/value.ts';

/** A template read from its text; the resource `X` of a test holds the values that are looked at. */
export function templateOf(text: string, path = 'template.yaml'): Template {
  const reading = readTemplate(new SourceFile(path, text));
  if (reading.kind !== 'template') throw new Error(`not a template: ${reading.what}`);
  return reading.template;
}

export interface ScopeOf {
  readonly template: Template;
  readonly scope: Scope;
  /** The node of a property of the resource `X`. */
  node(property: string): CfnNode;
  /** The texts of a property, holes as `${…}`. */
  texts(property: string): string[];
  /** The texts of a property with their guards, `text when guard`. */
  guarded(property: string): string[];
}

/** The scope of a template whose resource `X` holds the values that are looked at. */
export function scopeOf(template: Template | string, context: Partial<ScopeContext> = {}): ScopeOf {
  const read = typeof template === 'string' ? templateOf(template) : template;
  const scope = createScope(read, { parameters: {}, ...context });
  const node = (property: string): CfnNode => {
    const found = get(read.resources.get('X')?.properties, property);
    if (!found) throw new Error(`X has no property ${property}`);
    return found;
  };
  return {
    template: read,
    scope,
    node,
    texts: (property) => scope.texts(node(property)).map(display),
    guarded: (property) => scope.texts(node(property)).map(shown),
  };
}

/** `text when guard`, or the text alone when it always holds. */
export function shown(text: Text): string {
  return text.when.length === 0 ? display(text) : `${display(text)} when ${displayGuard(text.when)}`;
}

/** A template in YAML whose resource `X` has the given properties, each in one line of flow YAML. */
export function withProperties(properties: Readonly<Record<string, string>>, head = ''): string {
  const lines = Object.entries(properties).map(([key, value]) => `      ${key}: ${value}`);
  return `${head}\nResources:\n  Bucket: { Type: AWS::S3::Bucket }\n  Role: { Type: AWS::IAM::Role }\n  X:\n    Type: Custom::Values\n    Properties:\n${lines.join('\n')}\n`;
}
