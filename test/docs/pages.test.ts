import { describe, expect, it } from 'vitest';
import { cliPage } from '../../src/docs/cli-page.ts';
import { rulePage } from '../../src/docs/rule-page.ts';
import { ruleTable } from '../../src/docs/rule-table.ts';
import { ruleOf } from '../engine/judged.ts';

const rule = ruleOf(
  'max-session',
  {},
  {
    title: 'Session lives longer than an hour | or more',
    category: 'sessions',
    also: { checkov: ['CKV_1'], cfn_nag: ['F1', 'W2'] },
    docs: {
      why: 'A stolen session is used for as long as it lives.',
      fix: 'Lower `MaxSessionDuration`.',
      exceptions: 'Long builds.',
      references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html'],
    },
    options: {
      schema: {
        type: 'object',
        properties: { seconds: { type: 'integer', description: 'The longest allowed' } },
      },
      defaults: { seconds: 3600 },
    },
    examples: {
      bad: [{ title: 'Too long', template: '\nResources: {}  # flagged\n', options: { seconds: 60 } }],
      good: [{ title: 'As JSON', template: '{"Resources": {}}' }],
    },
  },
);

describe('rulePage', () => {
  it('says everything about a rule', () => {
    expect(rulePage(rule)).toMatchInlineSnapshot(`
      "# max-session

      Session lives longer than an hour | or more.

      | Severity | Confidence | Preset | Category |
      | --- | --- | --- | --- |
      | high | high | recommended | sessions |

      ## Why

      A stolen session is used for as long as it lives.

      ## What to do

      Lower \`MaxSessionDuration\`.

      ## When it is right to suppress it

      Long builds.

      ## Flagged

      Too long (options: \`{"seconds":60}\`):

      \`\`\`yaml
      Resources: {}  # flagged
      \`\`\`

      ## Not flagged

      As JSON:

      \`\`\`json
      {"Resources": {}}
      \`\`\`

      ## Options

      | Option | Meaning | Default |
      | --- | --- | --- |
      | \`seconds\` | The longest allowed | \`3600\` |

      \`\`\`yaml
      rules:
        max-session:
          seconds: 3600
      \`\`\`

      ## In other tools

      - cfn_nag: \`F1\`, \`W2\`
      - checkov: \`CKV_1\`

      ## References

      - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html>
      "
    `);
  });

  it('leaves out what there is nothing to say about', () => {
    const page = rulePage(ruleOf('bare', {}));
    expect(page).not.toMatch(/## (?:Options|In other tools|When it is right|Flagged)/);
    expect(page).not.toMatch(/\n{3}/);
  });
});

it('ruleTable groups by category, the most severe first', () => {
  const table = ruleTable(
    [ruleOf('b-low', {}, { severity: 'low' }), ruleOf('c', {}), rule, ruleOf('a', {})],
    (id) => `docs/rules/${id}.md`,
  );
  expect(table).toMatchInlineSnapshot(`
    "**Permissions**

    | Rule | What it finds | Severity | Preset |
    | --- | --- | --- | --- |
    | [a](docs/rules/a.md) | Title of a | high | recommended |
    | [c](docs/rules/c.md) | Title of c | high | recommended |
    | [b-low](docs/rules/b-low.md) | Title of b-low | low | recommended |

    **Sessions**

    | Rule | What it finds | Severity | Preset |
    | --- | --- | --- | --- |
    | [max-session](docs/rules/max-session.md) | Session lives longer than an hour \\| or more | high | recommended |"
  `);
});

it('cliPage lists commands, flags and exit codes', () => {
  const page = cliPage(
    [{ usage: 'explain RULE', help: 'Say why' }],
    [
      {
        name: 'format',
        short: 'f',
        value: 'FORMAT',
        choices: ['pretty', 'json'],
        default: 'pretty',
        help: 'How',
      },
      { name: 'rule', value: 'RULE', multiple: true, help: 'Only this' },
    ],
  );
  expect(page).toMatchInlineSnapshot(`
    "# Command line

    ## Commands

    | Command | What it does |
    | --- | --- |
    | \`iam-lint explain RULE\` | Say why |

    ## Flags

    | Flag | Meaning | Values | Default |
    | --- | --- | --- | --- |
    | \`-f\`, \`--format FORMAT\` | How | \`pretty\`, \`json\` | \`pretty\` |
    | \`--rule RULE\` | Only this; may be given several times |  |  |

    ## Exit codes

    | Code | Meaning |
    | --- | --- |
    | 0 | Everything was read, and nothing is at or above \`--fail-on\` |
    | 1 | There are findings at or above \`--fail-on\` |
    | 2 | Not everything could be done: nothing to read, a file not or only partly read, a flag or rule that is not known |
    | 3 | iam-lint itself failed, in a rule or elsewhere |

    Of several codes that apply the highest counts. The format of the report never changes it; \`--exit-zero\` turns 1 into 0.
    "
  `);
});
