import { type SourceFile } from '../source/source-file.ts';
import { buildPolicyTemplate, buildTemplate } from './build-template.ts';
import { mapNode } from './node.ts';
import { parseNodes } from './parse-nodes.ts';
import { recognise, recogniseOther } from './recognise.ts';
import { type Template } from './template.ts';

/** What a file turned out to be: a template with its problems, or something else, named for the summary of the run. */
export type Reading =
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'other'; readonly what: string };

/**
 * Whether a text can be a template or a policy at all. Looks for the words that every one has and parses nothing; a text for
 * which this is false is never one, a text for which it is true often is none.
 */
export function looksLikeTemplate(text: string): boolean {
  const words = ['Resources', 'Transform', 'CheckBootstrapVersion'];
  if (text.includes('::') && words.some((word) => text.includes(word))) return true;
  return text.includes('AWSTemplateFormatVersion') || (text.includes('Statement') && text.includes('Effect'));
}

/**
 * Reads a text and recognises by its content what it is. Never throws: a template that is broken or unfinished is a template
 * with `partly-read` problems and as many nodes as could be read.
 */
export function readTemplate(file: SourceFile): Reading {
  if (!looksLikeTemplate(file.text)) return { kind: 'other', what: recogniseOther(file) };
  const { root, problems } = parseNodes(file);
  const found = root ? recognise(root) : undefined;
  if (root?.kind === 'map' && found?.kind === 'template')
    return { kind: 'template', template: buildTemplate(file, root, problems) };
  if (root?.kind === 'map' && found?.kind === 'policy')
    return { kind: 'template', template: buildPolicyTemplate(file, root, found.document, problems) };
  if (problems.some(({ kind }) => kind === 'partly-read') && saysTemplate(file.text)) {
    const empty = mapNode({ file, start: 0, end: file.text.length }, new Map());
    return { kind: 'template', template: buildTemplate(file, root?.kind === 'map' ? root : empty, problems) };
  }
  return { kind: 'other', what: found?.kind === 'other' ? found.what : 'unknown' };
}

/** Whether a text that could not be read to its end calls itself a template at its margin. */
function saysTemplate(text: string): boolean {
  if (/^[ \t{]{0,8}["']?AWSTemplateFormatVersion["']?[ \t]*:/m.test(text)) return true;
  return (
    /^[ \t{]{0,8}["']?Resources["']?[ \t]*:/m.test(text) &&
    /["']?Type["']?[ \t]*:[ \t]*["']?\w+::\w+::/.test(text)
  );
}
