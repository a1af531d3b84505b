import { type Rule } from '../rule/rule.ts';
import { type UncoveredConcept } from './uncovered-concepts.ts';

/** The checks of other tools, as `data/peer-checks.json` holds them. */
export interface PeerChecks {
  readonly source: { readonly compiled: string; readonly from: readonly string[]; readonly note: string };
  readonly checks: readonly PeerCheck[];
}

/** One thing that a tool may look for, and what the tools that do call it. */
export interface PeerCheck {
  readonly concept: string;
  readonly area: string;
  /** Identifiers by tool: `{ cfn_nag: ['F3'] }`; empty when no tool has it for CloudFormation. */
  readonly peers: Readonly<Record<string, readonly string[]>>;
}

/** How many of a tool's checks look for something that a rule looks for too. */
export interface ToolCoverage {
  readonly tool: string;
  readonly covered: number;
  readonly total: number;
}

/**
 * Which concept is found by which rule and who else has it, as Markdown.
 * @param uncovered why the others are found by no rule, by concept.
 */
export function coveragePage(
  peerChecks: PeerChecks,
  rules: readonly Rule[],
  uncovered: ReadonlyMap<string, UncoveredConcept>,
): string {
  const { source, checks } = peerChecks;
  const found = rulesByConcept(rules);
  const covered = checks.filter(({ concept }) => found.has(concept));
  const others = checks.filter(({ concept }) => !found.has(concept));
  const areas = [...new Set(checks.map(({ area }) => area))];
  return [
    '# Coverage',
    `${covered.length} of ${checks.length} concepts are found by a rule of iam-lint. The list is the union of what ${source.from.length} tools and services look for in IAM, and of what none of them has for CloudFormation; compiled in ${source.compiled} from: ${source.from.join('; ')}. ${source.note}`,
    'A rule finds a concept when it reports templates that have it. That does not say that two tools report the same lines: a check of another tool counts as found with its concept, also where the rule leaves a side of it out or AWS has made the check obsolete.',
    '## By tool',
    table(
      ['Tool', 'Its checks found by iam-lint', 'Its checks in the list'],
      toolCoverage(checks, found).map(({ tool, covered: n, total }) => [tool, `${n}`, `${total}`]),
    ),
    ...areas.flatMap((area) => {
      const own = covered.filter((check) => check.area === area);
      if (own.length === 0) return [];
      const rows = own.map(({ concept, peers }) => [
        concept,
        found
          .get(concept)!
          .map((id) => `[${id}](rules/${id}.md)`)
          .join(', '),
        named(peers),
      ]);
      return [
        `## ${area.replace(/^./, (letter) => letter.toUpperCase())}`,
        table(['Concept', 'Rule', 'Who else has it'], rows),
      ];
    }),
    '## Found by no rule',
    table(
      ['Concept', 'Kind', 'Why', 'Who has it'],
      others.map(({ concept, peers }) => {
        const { kind, why } = uncovered.get(concept) ?? { kind: 'open', why: '' };
        return [concept, kind, why, named(peers)];
      }),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Ids of the rules that find a concept. */
export function rulesByConcept(rules: readonly Rule[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, covers } of rules)
    for (const concept of covers) found.set(concept, [...(found.get(concept) ?? []), id]);
  return found;
}

/** Tools by name, each with its distinct checks; one that stands for several concepts is covered when any of them is. */
export function toolCoverage(
  checks: readonly PeerCheck[],
  found: ReadonlyMap<string, readonly string[]>,
): readonly ToolCoverage[] {
  const all = new Map<string, Set<string>>();
  const covered = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, tool: string, ids: readonly string[]): void => {
    const known = to.get(tool) ?? new Set();
    for (const id of ids) known.add(id);
    to.set(tool, known);
  };
  for (const { concept, peers } of checks)
    for (const [tool, ids] of Object.entries(peers)) {
      add(all, tool, ids);
      if (found.has(concept)) add(covered, tool, ids);
    }
  return [...all.keys()]
    .sort()
    .map((tool) => ({ tool, covered: covered.get(tool)?.size ?? 0, total: all.get(tool)!.size }));
}

function named(peers: PeerCheck['peers']): string {
  const tools = Object.keys(peers).sort();
  if (tools.length === 0) return 'nobody';
  return tools
    .map((tool) => `${tool} ${peers[tool]!.map((id) => `\`${id.replaceAll('|', '\\|')}\``).join(' ')}`)
    .join('; ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
