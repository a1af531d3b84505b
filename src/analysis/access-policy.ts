import {
  type AccessCondition,
  type AccessPolicy,
  type AccessPrincipal,
  type AccessStatement,
  type AccessText,
  type Hole as AccessHole,
  type HoleDomain,
} from '../access/index.ts';
import { findCfnType } from '../catalogue/cloudformation.ts';
import { type PolicyDocument, type Principal, type Statement } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type Resource } from '../template/template.ts';
import { type Guard, type Hole, literal, type Text } from '../values/value.ts';

/** What the fold of a document into the kernel's policy turns on. */
export interface FoldOptions {
  /** For literal names of resources; a reference to a bucket with a written name is that name. */
  readonly graph?: ResourceGraph;
  /** Two references mean the same when this gives the same text for their targets; logical ids when left out. */
  readonly identify?: (resource: Resource) => string;
  /** Whether what stands under the guard counts; everything does when left out, so that all branches are united. */
  readonly holds?: (guard: Guard) => boolean;
  /** The value of a parameter in the case that is looked at, when it has one. */
  readonly parameter?: (name: string) => string | undefined;
}

/** A policy of the kernel and, statement by statement, where it comes from. */
export interface FoldedPolicy {
  readonly policy: AccessPolicy;
  /** As many as the policy has statements. */
  readonly sources: readonly Statement[];
  /** What of the document has no meaning before deployment: an effect that is a parameter, a missing element. */
  readonly unread: readonly string[];
}

/**
 * A document of the graph as the kernel reads it: texts with holes, guards by `holds`. The partition is taken to be
 * `aws`; account and region are those of the stack, when the cloud assembly knows them.
 */
export function foldPolicy(document: PolicyDocument, options: FoldOptions = {}): FoldedPolicy {
  const fold = new Fold(document, options);
  const statements: AccessStatement[] = [];
  const sources: Statement[] = [];
  const unread: string[] = [];
  const holds = options.holds ?? (() => true);
  if (holds(document.when))
    for (const statement of document.statements) {
      if (!holds(statement.when)) continue;
      const folded = fold.statement(statement);
      if (typeof folded === 'string') unread.push(folded);
      else if (folded) {
        statements.push(folded);
        sources.push(statement);
      }
    }
  if (document.defects.some(({ kind }) => kind === 'not-a-document' || kind === 'unreadable-json'))
    unread.push('the document is no policy');
  const version = document.version && literal(document.version);
  return {
    policy: {
      version: version === '2012-10-17' ? '2012-10-17' : '2008-10-17',
      statements,
      unreadable: [],
    },
    sources,
    unread,
  };
}

class Fold {
  readonly #document: PolicyDocument;
  readonly #options: FoldOptions;
  readonly #typed: boolean;

  constructor(document: PolicyDocument, options: FoldOptions) {
    this.#document = document;
    this.#options = options;
    // A typed grant has no Resource element: it stands on the resource that its property names.
    this.#typed = document.site.property === '';
  }

  /** The statement; a sentence when it cannot be read; undefined when it is empty in this case. */
  statement(statement: Statement): AccessStatement | string | undefined {
    const { effect, elements } = statement;
    if (effect === 'unknown') return 'the effect of a statement is not known before deployment';
    const negated = statement.notActions.length > 0 || (elements.has('NotAction') && !elements.has('Action'));
    const actions = this.#texts(statement.actions);
    const notActions = this.#texts(statement.notActions);
    if (!negated && actions.length === 0) return undefined;
    const named = this.#principals(statement.principals);
    const notNamed = this.#principals(statement.notPrincipals);
    const hasPrincipal = elements.has('Principal') || elements.has('NotPrincipal');
    const resources = this.#texts(statement.resources).map((text) => this.#spelledOut(text));
    const notResources = this.#texts(statement.notResources).map((text) => this.#spelledOut(text));
    const resource: Pick<AccessStatement, 'resources' | 'notResources'> = this.#typed
      ? { resources: ['*'] }
      : elements.has('NotResource')
        ? { notResources }
        : elements.has('Resource')
          ? { resources }
          : {};
    if (!resource.resources && !resource.notResources && !hasPrincipal)
      return 'a statement has neither Resource nor Principal';
    const sid = statement.sid && literal(statement.sid);
    return {
      ...(sid !== undefined && { sid }),
      effect,
      ...(negated ? { notActions } : { actions }),
      ...resource,
      ...(elements.has('NotPrincipal') && { notPrincipals: notNamed }),
      ...(elements.has('Principal') && !elements.has('NotPrincipal') && { principals: named }),
      conditions: this.#conditions(statement),
    };
  }

  #conditions(statement: Statement): AccessCondition[] {
    return statement.conditions
      .filter(({ when }) => this.#holds(when))
      .map(({ operator, key, values }) => ({ operator, key, values: this.#texts(values) }));
  }

  #principals(principals: readonly Principal[]): AccessPrincipal[] {
    return principals
      .filter(({ when, value }) => this.#holds(when) && this.#holds(value.when))
      .map(({ type, value }) => ({ type, value: this.#text(value) }));
  }

  #texts(texts: readonly Text[]): AccessText[] {
    return texts.filter(({ when }) => this.#holds(when)).map((text) => this.#text(text));
  }

  #holds(guard: Guard): boolean {
    return this.#options.holds?.(guard) ?? true;
  }

  #text(text: Text): AccessText {
    const pieces: (string | AccessHole)[] = [];
    const push = (piece: string | AccessHole): void => {
      const last = pieces.at(-1);
      if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
      else if (piece !== '') pieces.push(piece);
    };
    for (const segment of text.segments)
      if (typeof segment === 'string') push(segment);
      else for (const piece of this.#hole(segment)) push(piece);
    const [only] = pieces;
    if (pieces.length === 0) return '';
    return pieces.length === 1 && typeof only === 'string' ? only : pieces;
  }

  #hole(hole: Hole): readonly (string | AccessHole)[] {
    switch (hole.kind) {
      case 'pseudo-parameter':
        return this.#pseudo(hole.name);
      case 'parameter': {
        const value = this.#options.parameter?.(hole.name);
        return [value ?? { id: this.#local(hole.expression), domain: this.#parameterDomain(hole.name) }];
      }
      case 'resource':
      case 'attribute':
        return this.#reference(hole);
      case 'import':
        return [{ id: hole.expression, domain: 'text' }];
      default:
        return [{ id: this.#local(hole.expression), domain: 'text' }];
    }
  }

  #pseudo(name: string): readonly (string | AccessHole)[] {
    const { stack } = this.#document.owner.template;
    switch (name) {
      case 'AWS::Partition':
        return ['aws'];
      case 'AWS::URLSuffix':
        return ['amazonaws.com'];
      case 'AWS::AccountId':
        return [stack?.account ?? { id: name, domain: 'account' }];
      case 'AWS::Region':
        return [stack?.region ?? { id: name, domain: 'region' }];
      case 'AWS::StackName':
        return [stack?.name ?? { id: this.#local(name), domain: 'name' }];
      case 'AWS::StackId':
        return ['arn:aws:cloudformation:', ...this.#pseudo('AWS::Region'), ':', ...this.#pseudo('AWS::AccountId'), ':stack/', { id: this.#local(name), domain: 'path' }]; // prettier-ignore
      default:
        return [{ id: this.#local(name), domain: 'text' }];
    }
  }

  #reference({ target, attribute, expression, kind }: Hole): readonly (string | AccessHole)[] {
    if (!target) return [{ id: this.#local(expression), domain: 'text' }];
    const identity = this.#options.identify?.(target) ?? target.logicalId;
    if (kind === 'resource') {
      const written = this.#writtenName(target);
      return [written ?? { id: identity, domain: NAMED_TYPES.has(target.type) ? 'name' : 'path' }];
    }
    const id = `${identity}.${attribute ?? ''}`;
    if (!/Arn$/i.test(attribute ?? '')) return [{ id, domain: 'path' }];
    // The attribute of a type whose ARN has no known template is an ARN all the same.
    return ['arn:aws:', { id: `${id}#service`, domain: 'name' }, ':', { id: `${id}#region`, domain: 'region' }, ':', { id: `${id}#account`, domain: 'account' }, ':', { id, domain: 'path' }]; // prettier-ignore
  }

  /**
   * API Gateway completes `execute-api:/stage/GET/path` with the API's own ARN.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
   */
  #spelledOut(text: AccessText): AccessText {
    const [first, ...rest] = typeof text === 'string' ? [text] : text;
    const { owner } = this.#document;
    if (typeof first !== 'string' || !first.startsWith('execute-api:/') || !/Api/.test(owner.type))
      return text;
    return ['arn:aws:execute-api:', ...this.#pseudo('AWS::Region'), ':', ...this.#pseudo('AWS::AccountId'), ':', { id: this.#options.identify?.(owner) ?? owner.logicalId, domain: 'name' }, first.slice('execute-api:'.length), ...rest]; // prettier-ignore
  }

  /** The name that the template gives a resource, when it is one text in every branch. */
  #writtenName(target: Resource): string | undefined {
    const property = findCfnType(target.type)?.ref ?? '';
    const values = target.properties?.entries.has(property)
      ? (this.#options.graph?.property(target, property) ?? [])
      : [];
    const names = new Set(values.map(({ text }) => text && literal(text)));
    const [name] = names;
    return names.size === 1 && name !== undefined && /^[\w./-]+$/.test(name) ? name : undefined;
  }

  #parameterDomain(name: string): HoleDomain {
    const { parameters } = this.#document.owner.template;
    const type = parameters.get(name)?.type ?? '';
    if (type === 'Number') return 'digits';
    return /^AWS::(?!SSM)/.test(type) ? 'name' : 'text';
  }

  /** What only this template can explain is another thing in another template. */
  #local(expression: string): string {
    const { owner } = this.#document;
    const prefix = this.#options.identify?.(owner).replace(/[^|]*$/, '') ?? '';
    return `${prefix}${expression}`;
  }
}

/** Types whose names have neither slash nor colon. */
const NAMED_TYPES: ReadonlySet<string> = new Set([
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::Lambda::Function',
  'AWS::Serverless::Function',
  'AWS::KMS::Key',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
  'AWS::Kinesis::Stream',
]);

/** For messages: a text of a folded policy with its holes as they were written, `arn:aws:s3:::${Bucket}/*`. */
export function displayAccessText(text: AccessText): string {
  if (typeof text === 'string') return text;
  return text
    .map((piece) =>
      typeof piece === 'string' ? piece : `\${${piece.id.replace(/^.*\|/s, '').replace(/#.*$/, '')}}`,
    )
    .join('');
}
