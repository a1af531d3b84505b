// Reads the policies of worked cases, in which intrinsic functions stand where a template would have them.

const PSEUDO = new Map([
  ['AWS::AccountId', 'account'],
  ['AWS::Region', 'region'],
  ['AWS::Partition', 'name'],
  ['AWS::URLSuffix', 'name'],
  ['AWS::StackName', 'name'],
  ['AWS::StackId', 'text'],
]);

/** A reader of policies under the parameters of a template: `{ P: { type, default, allowedValues } }`. */
export function holeReader(parameters, parsePolicy) {
  const hole = (name) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter) return { id: name, domain: PSEUDO.get(name) ?? 'name' };
    const text = parameter.default ?? parameter.Default;
    const values = parameter.allowedValues ?? parameter.AllowedValues;
    return {
      id: name,
      domain: 'text',
      ...(values && { values: values.map(String) }),
      ...(text !== undefined && { default: String(text) }),
    };
  };
  const attribute = (name, attr) =>
    attr !== 'Arn'
      ? [{ id: `${name}.${attr}`, domain: 'text' }]
      : /role/i.test(name)
        ? [
            'arn:',
            hole('AWS::Partition'),
            ':iam::',
            hole('AWS::AccountId'),
            ':role/',
            { id: name, domain: 'path' },
          ]
        : /bucket/i.test(name)
          ? ['arn:', hole('AWS::Partition'), ':s3:::', { id: name, domain: 'name' }]
          : [{ id: `${name}.Arn`, domain: 'text' }];
  const named = (name) =>
    name.includes('.')
      ? attribute(name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1))
      : [hole(name)];

  const substitute = (source, variables = {}) => {
    const pieces = [];
    let at = 0;
    for (const match of source.matchAll(/\$\{(!?)([A-Za-z0-9:._]+)\}/g)) {
      pieces.push(source.slice(at, match.index));
      at = match.index + match[0].length;
      if (match[1] === '!') pieces.push(`\${${match[2]}}`);
      else
        pieces.push(...(Object.hasOwn(variables, match[2]) ? textOf(variables[match[2]]) : named(match[2])));
    }
    return [...pieces, source.slice(at)];
  };
  const textOf = (value) => {
    if (typeof value !== 'object' || value === null) return [String(value)];
    const [name] = Object.keys(value);
    const argument = value[name];
    switch (name) {
      case 'Ref':
        return named(argument);
      case 'Fn::GetAtt':
        return Array.isArray(argument)
          ? attribute(argument[0], argument.slice(1).join('.'))
          : named(argument);
      case 'Fn::Sub':
        return Array.isArray(argument) ? substitute(argument[0], argument[1]) : substitute(argument);
      case 'Fn::Join':
        return argument[1].flatMap((part, index) => [...(index > 0 ? [argument[0]] : []), ...textOf(part)]);
      case 'Fn::ImportValue':
        return [{ id: `import ${JSON.stringify(argument)}`, domain: 'text' }];
      default:
        return [{ id: JSON.stringify(value), domain: 'text' }];
    }
  };

  return (document) => {
    // Stand-ins keep the place of an intrinsic function while the grammar is read.
    const texts = new Map();
    const marked = mark(typeof document === 'string' ? JSON.parse(document) : document, (value) => {
      const marker = `\ue100${texts.size}\ue100`;
      texts.set(marker, merge(textOf(value)));
      return marker;
    });
    return fill(parsePolicy(marked), texts);
  };
}

function isIntrinsic(value) {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

function mark(value, make) {
  if (Array.isArray(value)) return value.map((item) => mark(item, make));
  if (typeof value !== 'object' || value === null) return value;
  if (isIntrinsic(value)) return make(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mark(item, make)]));
}

function fill(value, texts) {
  if (typeof value === 'string') return texts.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => fill(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, texts)]));
}

function merge(pieces) {
  const merged = [];
  for (const piece of pieces)
    if (typeof piece === 'string' && typeof merged.at(-1) === 'string') merged[merged.length - 1] += piece;
    else if (piece !== '') merged.push(piece);
  return merged.every((piece) => typeof piece === 'string') ? merged.join('') : merged;
}
