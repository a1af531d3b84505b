import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { type Guard, type Text, type Variant } from './value.ts';

/** What a template's values mean, over all of its branches. Pure; memoised per node. */
export interface Scope {
  readonly template: Template;
  /**
   * What stands in the place of the node: Fn::If, Fn::FindInMap, Fn::Select, Ref of a list parameter and the like give
   * the nodes that they stand for, each under its guard; `undefined` stands for AWS::NoValue. A node that only the
   * service can resolve stays an intrinsic. Unsatisfiable guards are left out.
   */
  resolve(node: CfnNode, when?: Guard): readonly Variant<CfnNode | undefined>[];
  /** The items of a value that is a list or a lone item, Fn::If inside and around it resolved, NoValue left out. */
  items(node: CfnNode, when?: Guard): readonly Variant<CfnNode>[];
  /** The string that the node stands for, in every variant. Maps and lists give a text with one `unknown` hole. */
  texts(node: CfnNode, when?: Guard): readonly Text[];
  /** As `resolve`, and a string of JSON (plain, Fn::Sub'ed or Fn::ToJsonString) is read as the map that it holds. */
  documents(node: CfnNode, when?: Guard): readonly Variant<CfnNode | undefined>[];
  satisfiable(guard: Guard): boolean;
  /** Both guards together; undefined when they exclude each other. */
  and(a: Guard, b: Guard): Guard | undefined;
}

/** What a scope has to know from outside its template. */
export interface ScopeContext {
  /** Values given for the deployment (`--parameters`), by parameter name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What a parent stack passes for a parameter; undefined when there is no such parent in the scanned set. */
  passedParameter?(name: string): readonly Text[] | undefined;
  /** The values of an export of the scanned set; undefined when nobody exports it. */
  importValue?(name: Text): readonly Text[] | undefined;
  /** The values of an output of a nested stack that is in the scanned set. */
  nestedOutput?(logicalId: string, output: string): readonly Text[] | undefined;
}
