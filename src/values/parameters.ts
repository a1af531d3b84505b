import { type CfnNode } from '../template/node.ts';
import { type Parameter, type Template } from '../template/template.ts';
import { parameterHole } from './holes.ts';
import { type ScopeContext } from './scope.ts';
import { ALWAYS, display, type Guard, type Hole, literal, type Segment, type Text } from './value.ts';

/** AllowedValues that make a variant each; a parameter with more of them is a hole. */
export const MAX_ALLOWED_VARIANTS = 32;

/** One value that a parameter can have. `written` is the node of the template that says so, when there is one. */
export interface ParameterVariant {
  readonly segments: readonly Segment[];
  readonly when: Guard;
  readonly written?: CfnNode;
}

/** The values that a parameter can have as far as they are known; `open` when it can have others too. */
export interface ParameterDomain {
  readonly values: readonly string[];
  readonly open: boolean;
}

/** Whether `Ref` of the parameter gives a list. */
export function isListParameter(parameter: Parameter): boolean {
  return /^CommaDelimitedList$|^List<|^AWS::SSM::Parameter::Value<(?:List<|CommaDelimitedList>)/.test(
    parameter.type,
  );
}

/** Whether the parameter's value is the name of an SSM parameter, of which `Ref` gives the content. */
export function isSsmParameter(parameter: Parameter): boolean {
  return parameter.type.startsWith('AWS::SSM::Parameter::Value<');
}

/** The items of the value of a list parameter; "each member string is space trimmed". */
export function splitListValue(value: string): string[] {
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

/** A list parameter's value for which a YAML list was written instead of the comma-delimited string. */
function defaultText(node: CfnNode | undefined): string | undefined {
  if (node?.kind === 'scalar') return node.text;
  if (node?.kind !== 'list') return undefined;
  const items = node.items.map((item) => (item.kind === 'scalar' ? item.text : undefined));
  return items.every((item) => item !== undefined) ? items.join(',') : undefined;
}

/** The scalars among the AllowedValues; none for a list parameter, where they bound each item and not the whole. */
function allowedValues(parameter: Parameter): readonly (CfnNode & { kind: 'scalar' })[] {
  if (isListParameter(parameter)) return [];
  return parameter.allowedValues.filter((value) => value.kind === 'scalar');
}

/**
 * The values of a parameter: what the parent stack passes, else what `--parameters` gives, else one variant for each of
 * its AllowedValues, else its Default beside a hole for any other value, else a hole. The name of an SSM parameter says
 * nothing about its content and gives a hole.
 */
export function parameterVariants(
  template: Template,
  context: ScopeContext,
  name: string,
): readonly ParameterVariant[] {
  const parameter = template.parameters.get(name);
  const hole = parameterHole(template, name);
  const passed = context.passedParameter?.(name);
  if (passed && passed.length > 0) return adoptTexts(passed, name, hole);
  if (!parameter || isSsmParameter(parameter)) return [{ segments: [hole], when: [] }];
  const given = givenValue(context, name);
  if (given !== undefined) return [{ segments: literalSegments(given), when: [] }];
  const allowed = allowedValues(parameter);
  if (allowed.length > MAX_ALLOWED_VARIANTS) return [{ segments: [hole], when: [] }];
  if (allowed.length > 0) {
    const nodes = new Map(allowed.map((node) => [node.text, node]));
    return [...nodes].map(([value, written]) => ({
      segments: literalSegments(value),
      when: nodes.size === 1 ? ALWAYS : [{ kind: 'parameter', name, value, holds: true }],
      written,
    }));
  }
  const value = defaultText(parameter.default);
  if (value === undefined) return [{ segments: [hole], when: [] }];
  return [
    {
      segments: literalSegments(value),
      when: [{ kind: 'parameter', name, value, holds: true }],
      written: parameter.default!,
    },
    { segments: [hole], when: [{ kind: 'parameter', name, value, holds: false }] },
  ];
}

/** The values that conditions may compare a parameter or pseudo parameter with; every other name is open. */
export function parameterDomain(template: Template, context: ScopeContext, name: string): ParameterDomain {
  const fixed =
    name === 'AWS::Region'
      ? template.stack?.region
      : name === 'AWS::AccountId'
        ? template.stack?.account
        : undefined;
  if (fixed !== undefined) return { values: [fixed], open: false };
  const parameter = template.parameters.get(name);
  if (!parameter) return { values: [], open: true };
  const passed = context.passedParameter?.(name);
  if (passed && passed.length > 0) return { values: passed.map(display), open: false };
  if (isSsmParameter(parameter)) return { values: [], open: true };
  const given = givenValue(context, name);
  if (given !== undefined) return { values: [given], open: false };
  const allowed = allowedValues(parameter);
  if (allowed.length > 0) return { values: [...new Set(allowed.map((value) => value.text))], open: false };
  const value = defaultText(parameter.default);
  return { values: value === undefined ? [] : [value], open: true };
}

function givenValue(context: ScopeContext, name: string): string | undefined {
  return Object.hasOwn(context.parameters, name) ? context.parameters[name] : undefined;
}

function literalSegments(value: string): readonly Segment[] {
  return value === '' ? [] : [value];
}

/**
 * Texts of another template as values of this one. Guards and parameters of the other template mean nothing here: several
 * texts become variants of `subject`, and holes that only the other template can explain become `hole`. Account, region and
 * partition are the same in both, and resources keep their identity.
 */
export function adoptTexts(texts: readonly Text[], subject: string, hole: Hole): readonly ParameterVariant[] {
  const bySegments = new Map<string, readonly Segment[]>();
  for (const text of texts) {
    const segments = text.segments.map((segment) =>
      typeof segment === 'string' || !isLocal(segment) ? segment : hole,
    );
    const key = literal(text) ?? display(text);
    if (!bySegments.has(key)) bySegments.set(key, segments);
  }
  if (bySegments.size === 1) return [...bySegments.values()].map((segments) => ({ segments, when: [] }));
  return [...bySegments].map(([value, segments]) => ({
    segments,
    when: [{ kind: 'parameter', name: subject, value, holds: true }],
  }));
}

function isLocal(hole: Hole): boolean {
  if (hole.kind === 'parameter') return true;
  return hole.kind === 'pseudo-parameter' && /^AWS::(?:Stack|Notification)/.test(hole.name);
}
