import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sarif } from '../../src/reporters/sarif.ts';
import { emptyReport, madeReport } from './made-report.ts';

const options = { color: false, width: 80, version: '1.2.3', verbose: false };
const schema = JSON.parse(
  readFileSync(new URL('inputs/sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
) as AnySchema;
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  // One pattern of the schema has a bracket that Unicode expressions refuse.
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) =>
      /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/.test(text) && !/%(?![0-9A-F]{2})/i.test(text),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
});
const validate = ajv.compile(schema);

function faults(text: string): unknown {
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

interface Result {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: unknown }[];
  readonly relatedLocations?: readonly { readonly id: number; readonly message: { readonly text: string } }[];
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly unknown[] }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

function runOf(text: string) {
  return (JSON.parse(text) as { runs: readonly [Record<string, unknown> & { results: readonly Result[] }] })
    .runs[0];
}

describe('sarif', () => {
  it('is valid against the schema of the standard', () => {
    expect(faults(sarif(madeReport(), options))).toEqual([]);
    expect(faults(sarif(emptyReport(), options))).toEqual([]);
  });

  it('is judged by a schema that does find faults', () => {
    expect(faults('{"version": "2.1.0", "runs": [{"results": []}]}')).not.toEqual([]);
    expect(faults(sarif(madeReport(), options).replace('"error"', '"dreadful"'))).not.toEqual([]);
    expect(faults(sarif(madeReport(), options).replace('key%20%231.json', 'key #1.json'))).not.toEqual([]);
  });

  it('describes rules as code scanning wants them', () => {
    const { tool } = runOf(sarif(madeReport(), options)) as unknown as {
      tool: { driver: { rules: readonly unknown[] } };
    };
    expect(tool.driver.rules).toHaveLength(3);
    expect(tool.driver.rules[0]).toMatchInlineSnapshot(`
      {
        "defaultConfiguration": {
          "level": "error",
        },
        "fullDescription": {
          "text": "Whoever assumes the role owns the account.",
        },
        "help": {
          "markdown": "Whoever assumes the role owns the account.

      **What to do:** Name who may assume it.

      **When it is right to suppress it:** Never.

      - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html>",
          "text": "Whoever assumes the role owns the account.

      Name who may assume it.",
        },
        "helpUri": "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html",
        "id": "administrator-open-to-all",
        "name": "AdministratorOpenToAll",
        "properties": {
          "precision": "high",
          "security-severity": "9.5",
          "tags": [
            "security",
            "iam",
            "trust",
          ],
        },
        "shortDescription": {
          "text": "Administrator role that anyone may assume",
        },
      }
    `);
  });

  it('gives a result its place, its links, its flow and a fingerprint', () => {
    const result = runOf(sarif(madeReport(), options)).results.find(
      ({ ruleId }) => ruleId === 'administrator-open-to-all',
    );
    expect(result).toMatchInlineSnapshot(`
      {
        "codeFlows": [
          {
            "threadFlows": [
              {
                "locations": [
                  {
                    "location": {
                      "message": {
                        "text": "the role trusts \\[every\\] account",
                      },
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "infra/stack.yaml",
                        },
                        "region": {
                          "endColumn": 25,
                          "endLine": 12,
                          "startColumn": 22,
                          "startLine": 12,
                        },
                      },
                    },
                  },
                  {
                    "location": {
                      "message": {
                        "text": "\`Deployer\` has every permission, and everybody may assume it",
                      },
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "infra/stack.yaml",
                        },
                        "region": {
                          "endColumn": 54,
                          "endLine": 15,
                          "startColumn": 11,
                          "startLine": 15,
                        },
                      },
                    },
                  },
                ],
              },
            ],
          },
        ],
        "level": "error",
        "locations": [
          {
            "logicalLocations": [
              {
                "fullyQualifiedName": "Deployer",
                "kind": "resource",
                "name": "Deployer",
              },
            ],
            "physicalLocation": {
              "artifactLocation": {
                "uri": "infra/stack.yaml",
              },
              "region": {
                "endColumn": 54,
                "endLine": 15,
                "startColumn": 11,
                "startLine": 15,
              },
            },
          },
        ],
        "message": {
          "text": "\`Deployer\` has every permission, and everybody may assume it; when IsProd; see [the role trusts \\[every\\] account](1)",
        },
        "partialFingerprints": {
          "iamLint/v1": "fcbf09b062c3e56992ed1af855b05d58dd55c712",
          "primaryLocationLineHash": "fcbf09b062c3e56992ed1af855b05d58dd55c712:1",
        },
        "properties": {
          "certainty": "conditional",
          "confidence": "high",
          "evidence": "ManagedPolicyArns::AdministratorAccess",
          "security-severity": "9.5",
          "when": [
            "IsProd",
          ],
        },
        "relatedLocations": [
          {
            "id": 1,
            "message": {
              "text": "the role trusts \\[every\\] account",
            },
            "physicalLocation": {
              "artifactLocation": {
                "uri": "infra/stack.yaml",
              },
              "region": {
                "endColumn": 25,
                "endLine": 12,
                "startColumn": 22,
                "startLine": 12,
              },
            },
          },
        ],
        "ruleId": "administrator-open-to-all",
        "ruleIndex": 0,
      }
    `);
  });

  it('encodes paths, leaves out what is suppressed, and reports problems as notifications', () => {
    const text = sarif(madeReport(), options);
    const run = runOf(text);
    expect(text).toContain('"uri": "infra/%C3%BCber%20uns/key%20%231.json"');
    expect(text).not.toContain('f'.repeat(40));
    expect(run.results).toHaveLength(4);
    expect(run['invocations']).toMatchInlineSnapshot(`
      [
        {
          "executionSuccessful": false,
          "toolExecutionNotifications": [
            {
              "descriptor": {
                "id": "partly-read",
              },
              "level": "error",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "infra/%C3%BCber%20uns/key%20%231.json",
                    },
                    "region": {
                      "endColumn": 13,
                      "endLine": 1,
                      "startColumn": 2,
                      "startLine": 1,
                    },
                  },
                },
              ],
              "message": {
                "text": "A bracket is not closed",
              },
            },
            {
              "descriptor": {
                "id": "unreadable",
              },
              "level": "error",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "gone.yaml",
                    },
                  },
                },
              ],
              "message": {
                "text": "No such file",
              },
            },
            {
              "associatedRule": {
                "id": "no-wildcard",
              },
              "descriptor": {
                "id": "unused-suppression",
              },
              "level": "warning",
              "message": {
                "text": "It accepts nothing, 100% sure",
              },
            },
          ],
        },
      ]
    `);
  });

  it('keeps fingerprints when lines move', () => {
    const fingerprints = (text: string): string[] =>
      runOf(text).results.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash']!);
    const all = fingerprints(sarif(madeReport(), options));
    const moved = sarif(madeReport('# one\n# two\n'), options);
    expect(moved).toContain('"startLine": 17');
    expect(fingerprints(moved)).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((each) => /^[0-9a-f]{40}:1$/.test(each))).toBe(true);
  });

  it('leaves out what code scanning would refuse, and says so', () => {
    const report = madeReport();
    const findings = Array.from({ length: 25_001 }, () => report.findings[0]!);
    const run = runOf(sarif({ ...report, findings }, options));
    expect(run.results).toHaveLength(25_000);
    expect(JSON.stringify(run['invocations'])).toContain('1 more findings are left out');
  });
});
