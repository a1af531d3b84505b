import { type ScalarNode, scalarNode } from '../template/node.ts';

/** The values of the identifiers of the loops around a place; undefined for one whose value is not known. */
export type Bindings = ReadonlyMap<string, string | undefined>;

/** Whether a text can be the identifier of a loop. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,255}$/.test(text);
}

/**
 * A copy of a scalar with `${Identifier}` replaced by the value and `&{Identifier}` by its letters and digits, "all
 * instances" of them: in keys as in values. An identifier without a value stays as it is written.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function bindScalar(scalar: ScalarNode, bindings: Bindings): ScalarNode {
  const text = scalar.text.replace(/([$&])\{([A-Za-z0-9_-]+)\}/g, (whole, sign: string, name: string) => {
    const value = bindings.get(name);
    if (value === undefined) return whole;
    return sign === '$' ? value : value.replace(/[^A-Za-z0-9]/g, '');
  });
  return scalarNode(scalar.span, text, scalar.style);
}
