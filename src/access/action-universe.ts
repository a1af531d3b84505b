import { findService, servicePrefixes } from '../catalogue/services.ts';
import { type Action } from '../catalogue/types.ts';
import { type ActionSet, bitsOf, NO_ACTIONS } from './action-set.ts';
import { takesAll } from './glob.ts';
import { patternOf } from './pattern.ts';

/** What one bit of an action set stands for. */
export interface ActionEntry {
  /** Lower-case service prefix; `*` for all services that no policy names. */
  readonly service: string;
  /** As the catalogue or, when it does not know it, the policy writes it; `*` for actions that nobody names. */
  readonly name: string;
  readonly action: Action | undefined;
}

const MOST_UNKNOWN = 4096;

/**
 * Numbers the actions of the services that policies name. The catalogue is read service by service, at the first pattern
 * that needs one; a literal action that it does not know gets an entry of its own, so that nothing new is lost.
 */
export class ActionUniverse {
  readonly entries: ActionEntry[] = [{ service: '*', name: '*', action: undefined }];
  /** Grows when an entry is added: sets made before with a wildcard are out of date then. */
  version = 0;
  /** No service is left that bit 0 could stand for. */
  complete = false;
  readonly #services = new Map<
    string,
    { readonly bits: number[]; readonly byName: Map<string, number>; readonly known: boolean }
  >();
  readonly #sets = new Map<string, { readonly set: ActionSet; readonly version: number }>();
  #unknown = 0;

  /** Whether a policy names the service. */
  hasService(prefix: string): boolean {
    return this.#services.has(prefix);
  }

  /** Whether so many unknown actions were met that the universe should be thrown away. */
  get crowded(): boolean {
    return this.#unknown > MOST_UNKNOWN;
  }

  /** Reads what a pattern names into the universe. */
  register(pattern: string): void {
    const colon = pattern.indexOf(':');
    if (colon < 0 && !/[*?]/.test(pattern)) return;
    const prefix = (colon < 0 ? pattern : pattern.slice(0, colon)).toLowerCase();
    if (/[*?]/.test(prefix)) {
      if (!/^\*+(:\**)?$/.test(pattern)) this.#loadAll();
      return;
    }
    if (!/^[a-z0-9-]+$/.test(prefix)) return;
    const service = this.#load(prefix);
    const name = pattern.slice(colon + 1);
    if (/^[A-Za-z0-9]+$/.test(name) && !service.byName.has(name.toLowerCase())) {
      this.#add(prefix, service, name, undefined);
      this.#unknown++;
    }
  }

  /** The actions that a pattern matches, without regard to case. Register all patterns of all policies before. */
  expand(pattern: string): ActionSet {
    const known = this.#sets.get(pattern);
    if (known?.version === this.version) return known.set;
    const set = this.#expand(pattern.toLowerCase());
    this.#sets.set(pattern, { set, version: this.version });
    return set;
  }

  /** The actions that any of the patterns matches. */
  expandAll(patterns: readonly string[]): ActionSet {
    const set = this.#empty();
    for (const pattern of patterns) {
      if (pattern.includes('*') || pattern.includes('?')) {
        const { low, words } = this.expand(pattern);
        for (let word = 0; word < words.length; word++) set[low + word]! |= words[word]!;
        continue;
      }
      const colon = pattern.indexOf(':');
      const bit = this.#services
        .get(pattern.slice(0, colon).toLowerCase())
        ?.byName.get(pattern.slice(colon + 1).toLowerCase());
      if (bit !== undefined) setBit(set, bit);
    }
    return bitsOf(set);
  }

  /** Everything; without `open`, no actions of catalogued services that nobody names. */
  all(open: boolean): ActionSet {
    const name = open ? ' open' : ' closed';
    const known = this.#sets.get(name);
    if (known?.version === this.version) return known.set;
    const set = this.#empty();
    for (const [bit, entry] of this.entries.entries()) if (this.#counts(bit, entry, open)) setBit(set, bit);
    const all = bitsOf(set);
    this.#sets.set(name, { set: all, version: this.version });
    return all;
  }

  #counts(bit: number, entry: ActionEntry, open: boolean): boolean {
    if (bit === 0) return open || !this.complete;
    return entry.name !== '*' || open || !this.#services.get(entry.service)!.known;
  }

  #expand(pattern: string): ActionSet {
    if (/^\*+(:\**)?$/.test(pattern)) return this.all(true);
    const colon = pattern.indexOf(':');
    const prefix = colon < 0 ? pattern : pattern.slice(0, colon);
    const set = this.#empty();
    if (/[*?]/.test(prefix)) {
      const matches = matcherOf(pattern);
      for (const [bit, entry] of this.entries.entries())
        if (bit > 0 && matches(`${entry.service}:${entry.name.toLowerCase()}`)) setBit(set, bit);
      return bitsOf(set);
    }
    const service = this.#services.get(prefix);
    if (!service) return NO_ACTIONS;
    const name = pattern.slice(colon + 1);
    if (!/[*?]/.test(name)) {
      const bit = service.byName.get(name);
      if (bit !== undefined) setBit(set, bit);
    } else if (/^\*+$/.test(name)) {
      for (const bit of service.bits) setBit(set, bit);
    } else {
      const matches = matcherOf(name);
      for (const [own, bit] of service.byName) if (matches(own)) setBit(set, bit);
    }
    return bitsOf(set);
  }

  #empty(): Uint32Array {
    return new Uint32Array((this.entries.length + 31) >>> 5);
  }

  #loadAll(): void {
    if (this.complete) return;
    for (const prefix of servicePrefixes()) this.#load(prefix);
    this.complete = true;
    this.version++;
  }

  #load(prefix: string): {
    readonly bits: number[];
    readonly byName: Map<string, number>;
    readonly known: boolean;
  } {
    const loaded = this.#services.get(prefix);
    if (loaded) return loaded;
    const found = findService(prefix);
    const service = { bits: [], byName: new Map<string, number>(), known: found !== undefined };
    this.#services.set(prefix, service);
    this.#add(prefix, service, '*', undefined);
    if (found) for (const action of found.actions.values()) this.#add(prefix, service, action.name, action);
    else this.#unknown++;
    return service;
  }

  #add(
    prefix: string,
    service: { readonly bits: number[]; readonly byName: Map<string, number> },
    name: string,
    action: Action | undefined,
  ): void {
    const bit = this.entries.length;
    this.entries.push({ service: prefix, name, action });
    service.bits.push(bit);
    if (name !== '*') service.byName.set(name.toLowerCase(), bit);
    this.version++;
  }
}

function matcherOf(pattern: string): (name: string) => boolean {
  const star = pattern.indexOf('*');
  if (star === pattern.length - 1 && !pattern.includes('?')) {
    const start = pattern.slice(0, -1);
    return (name) => name.startsWith(start);
  }
  const glob = patternOf(pattern, 'flat', false).fixed!;
  return (name) =>
    takesAll(
      glob,
      Array.from(name, (char) => char.charCodeAt(0)),
      [],
    );
}

function setBit(words: Uint32Array, bit: number): void {
  words[bit >>> 5]! |= 1 << (bit & 31);
}
