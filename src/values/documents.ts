import { readEmbeddedJson } from '../template/embedded-json.ts';
import { type CfnNode, type IntrinsicNode } from '../template/node.ts';
import { segmentsOf } from './derived-nodes.ts';
import { type Evaluation, under } from './evaluation.ts';
import { parameterVariants } from './parameters.ts';
import { documentInText } from './text-documents.ts';
import { ALWAYS, type Variant } from './value.ts';

/**
 * What a node is as a document: as `resolve`, and where that is a string of JSON (written, in an Fn::Sub, put together by
 * Fn::Join, made by Fn::ToJsonString, or the value of a parameter) the map or list that it holds. A string that is no JSON stays as it is.
 */
export function documentsOf(evaluation: Evaluation, node: CfnNode): Variant<CfnNode | undefined>[] {
  return evaluation
    .resolve(node)
    .flatMap((variant) => under(evaluation, readDocument(evaluation, variant.value), variant.when));
}

function readDocument(evaluation: Evaluation, node: CfnNode | undefined): Variant<CfnNode | undefined>[] {
  if (node?.kind === 'intrinsic' && node.fn === 'Fn::ToJsonString')
    return [...evaluation.resolve(node.argument)];
  if (node?.kind === 'intrinsic' && node.fn === 'Ref') return readParameter(evaluation, node);
  if (node?.kind === 'scalar') {
    const segments = segmentsOf(node);
    const document = segments
      ? documentInText({ segments, node, when: ALWAYS })
      : readEmbeddedJson(node)?.root;
    return [{ value: document ?? node, when: ALWAYS }];
  }
  if (node?.kind === 'intrinsic' && node.fn === 'Fn::Sub') {
    const document = readEmbeddedJson(node)?.root;
    if (document) return [{ value: document, when: ALWAYS }];
  }
  if (node?.kind === 'intrinsic' && (node.fn === 'Fn::Sub' || node.fn === 'Fn::Join'))
    return readTexts(evaluation, node);
  return [{ value: node, when: ALWAYS }];
}

function readTexts(evaluation: Evaluation, node: IntrinsicNode): Variant<CfnNode | undefined>[] {
  const texts = evaluation.texts(node);
  const documents = texts.map(documentInText);
  if (documents.every((document) => document === undefined)) return [{ value: node, when: ALWAYS }];
  return texts.map(({ when }, index) => ({ value: documents[index] ?? node, when }));
}

function readParameter(evaluation: Evaluation, node: IntrinsicNode): Variant<CfnNode | undefined>[] {
  const { template, context } = evaluation;
  const name = node.argument.kind === 'scalar' ? node.argument.text : '';
  if (!template.parameters.has(name)) return [{ value: node, when: ALWAYS }];
  const variants = parameterVariants(template, context, name).map(({ written, when }) => {
    const document = written?.kind === 'scalar' ? readEmbeddedJson(written)?.root : undefined;
    return { value: document ?? node, when };
  });
  // No document among the values: the reference itself says it all, without variants.
  return variants.some(({ value }) => value !== node) ? variants : [{ value: node, when: ALWAYS }];
}
