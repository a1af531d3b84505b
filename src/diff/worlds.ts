import { type Template } from '../template/template.ts';
import { createScope } from '../values/create-scope.ts';
import { parameterDomain, type ParameterDomain } from '../values/parameters.ts';
import { type Scope } from '../values/scope.ts';
import { type Guard, type Literal } from '../values/value.ts';
import { conditionText } from './canonical.ts';

/** A guard with the template whose conditions and parameters it speaks of. */
export interface GuardIn {
  readonly guard: Guard;
  readonly template: Template;
}

/** One case that may be deployed, the same for both sides as far as they share conditions and parameters. */
export interface World {
  holds(guard: Guard, template: Template): boolean;
  /** The value that a parameter has in the case, when it is settled. */
  parameter(name: string, template: Template): string | undefined;
}

/** Cases that are told apart in full. */
const MAX_WORLDS = 32;
/** What lies beyond is looked at choice by choice, with the branches of everything else united. */
const MAX_ALONE = 64;

/** The value of a parameter: nobody passes one, somebody passes one that no guard names. */
const DEFAULT = Symbol('default');
const OTHER = Symbol('other');
type Choice = boolean | string | typeof DEFAULT | typeof OTHER;

interface Variable {
  readonly key: string;
  readonly choices: readonly Choice[];
}

/** What the cases of two states of some templates are told apart by. */
export class Worlds {
  readonly #keyOf: (template: Template) => string;
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #bases = new Map<string, Template>();
  readonly #heads = new Map<string, Template>();
  readonly #scopes = new Map<Template, Scope>();
  readonly #isBase: (template: Template) => boolean;

  constructor(
    base: readonly Template[],
    head: readonly Template[],
    keyOf: (template: Template) => string,
    parameters: Readonly<Record<string, string>>,
  ) {
    this.#keyOf = keyOf;
    this.#parameters = parameters;
    for (const template of base) this.#bases.set(keyOf(template), template);
    for (const template of head) this.#heads.set(keyOf(template), template);
    const own = new Set(base.map(({ file }) => file));
    this.#isBase = ({ file }) => own.has(file);
  }

  /** Every case that some of the guards tell from another, without those that no deployment can be in. */
  over(guards: readonly GuardIn[]): readonly World[] {
    const variables = this.#variables(guards).sort((a, b) => a.choices.length - b.choices.length);
    let assignments: ReadonlyMap<string, Choice>[] = [new Map()];
    const alone: ReadonlyMap<string, Choice>[] = [];
    for (const { key, choices } of variables) {
      if (assignments.length * choices.length > MAX_WORLDS) {
        for (const choice of choices) if (alone.length < MAX_ALONE) alone.push(new Map([[key, choice]]));
        continue;
      }
      assignments = assignments.flatMap((one) => choices.map((choice) => new Map(one).set(key, choice)));
    }
    const all = [...assignments, ...alone];
    const possible = all.filter((one) => this.#possible(one, guards));
    return (possible.length > 0 ? possible : all).map((one) => ({
      holds: (guard, template) => guard.every((literal) => this.#holds(literal, template, one) ?? true),
      parameter: (name, template) => {
        const choice = one.get(this.#key('parameter', name, template));
        return typeof choice === 'string' ? choice : undefined;
      },
    }));
  }

  #variables(guards: readonly GuardIn[]): Variable[] {
    const conditions = new Set<string>();
    const parameters = new Map<string, Set<Choice>>();
    for (const { guard, template } of guards)
      for (const literal of guard) {
        const key = this.#key(literal.kind, literal.name, template);
        if (literal.kind === 'condition') {
          conditions.add(key);
          continue;
        }
        const choices = parameters.get(key) ?? new Set<Choice>();
        parameters.set(key, choices);
        choices.add(literal.value);
        if (!literal.holds) choices.add(OTHER);
        const defaults = [this.#bases, this.#heads].map((side) => {
          const twin = side.get(this.#keyOf(template));
          return twin && this.#default(twin, literal.name);
        });
        // One default for both sides is a value like any other.
        if (defaults[0] !== defaults[1]) choices.add(DEFAULT);
      }
    return [
      ...[...conditions].map((key): Variable => ({ key, choices: [true, false] })),
      ...[...parameters].map(([key, choices]): Variable => ({ key, choices: [...choices] })),
    ];
  }

  /** Whether on each side all that the case says of it can hold together, what only the other side asks included. */
  #possible(assignment: ReadonlyMap<string, Choice>, guards: readonly GuardIn[]): boolean {
    const byTemplate = new Map<Template, Map<string, Literal>>();
    for (const { guard, template } of guards)
      for (const side of [this.#bases, this.#heads]) {
        const twin = side.get(this.#keyOf(template));
        if (!twin) continue;
        for (const literal of guard) {
          const isOwn = this.#key(literal.kind, literal.name, twin) === this.#key(literal.kind, literal.name, template); // prettier-ignore
          const exists = twin.parameters.has(literal.name) || twin.conditions.has(literal.name);
          const holds = isOwn && exists ? this.#holds(literal, twin, assignment) : undefined;
          if (holds === undefined) continue;
          const literals = byTemplate.get(twin) ?? new Map<string, Literal>();
          byTemplate.set(twin, literals);
          const key = `${literal.kind} ${literal.name} ${literal.kind === 'parameter' ? literal.value : ''}`;
          literals.set(key, { ...literal, holds: literal.holds === holds });
        }
      }
    return [...byTemplate].every(([template, literals]) =>
      this.#scope(template).satisfiable([...literals.values()]),
    );
  }

  /** Undefined when the case says nothing about it. */
  #holds(literal: Literal, template: Template, assignment: ReadonlyMap<string, Choice>): boolean | undefined {
    const choice = assignment.get(this.#key(literal.kind, literal.name, template));
    if (choice === undefined) return undefined;
    if (typeof choice === 'boolean') return choice === literal.holds;
    if (literal.kind === 'condition') return undefined;
    const domain = this.#domain(template, literal.name);
    const known = typeof choice === 'string' ? domain.open || domain.values.includes(choice) : domain.open;
    // A value that this side does not allow cannot be passed to it: it keeps its own.
    const value = known && choice !== DEFAULT ? choice : this.#default(template, literal.name);
    return (value === literal.value) === literal.holds;
  }

  #default(template: Template, name: string): string | undefined {
    const written = template.parameters.get(name)?.default;
    if (Object.hasOwn(this.#parameters, name)) return this.#parameters[name];
    return written?.kind === 'scalar' ? written.text : this.#domain(template, name).values[0];
  }

  #domain(template: Template, name: string): ParameterDomain {
    const domain = parameterDomain(template, { parameters: this.#parameters }, name);
    // What another stack passes has no domain of its own here.
    return template.parameters.has(name) ? domain : { values: domain.values, open: true };
  }

  #scope(of: Template): Scope {
    // Resources of SAM point to the template before its expansion.
    const side = this.#isBase(of) ? this.#bases : this.#heads;
    const template = side.get(this.#keyOf(of)) ?? of;
    let scope = this.#scopes.get(template);
    if (!scope) this.#scopes.set(template, (scope = createScope(template, { parameters: this.#parameters })));
    return scope;
  }

  /** A condition whose definition has changed is another one. */
  #key(kind: Literal['kind'], name: string, template: Template): string {
    const key = `${kind} ${this.#keyOf(template)} ${name}`;
    if (kind !== 'condition') return key;
    const before = this.#bases.get(this.#keyOf(template));
    const after = this.#heads.get(this.#keyOf(template));
    const same = before && after && conditionText(before, name) === conditionText(after, name);
    return same ? key : `${key} ${this.#isBase(template) ? 'base' : 'head'}`;
  }
}
