/** Levels of nesting that are read. What lies deeper is left out with a problem, so that no walk over a tree can exhaust the stack. */
export const MAX_DEPTH = 400;

/** Nodes that YAML aliases and merge keys may add to a document by repetition before they are left out with a problem. */
export const MAX_ALIASED_NODES = 100_000;

/** Problems that one text reports one by one; the rest is counted in a last one. */
export const MAX_PROBLEMS = 50;

/** Characters that all attempts to read one broken YAML text may cover together: about a second of work. */
export const MAX_YAML_WORK = 20_000_000;
