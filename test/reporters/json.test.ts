import { describe, expect, it } from 'vitest';
import { json, jsonReport } from '../../src/reporters/json.ts';
import { madeReport } from './made-report.ts';

const options = { color: false, width: 80, version: '1.2.3', verbose: false };

describe('json', () => {
  it('is the versioned envelope', () => {
    const report = JSON.parse(json(madeReport(), options)) as Record<string, unknown>;
    expect(report).toEqual(jsonReport(madeReport(), '1.2.3'));
    expect(Object.keys(report)).toEqual([
      'version',
      'tool',
      'summary',
      'findings',
      'suppressed',
      'problems',
      'undecided',
      'files',
      'rules',
    ]);
    expect(report['version']).toBe(1);
  });

  it('has every field of a finding, in whole spans', () => {
    const { findings } = jsonReport(madeReport(), '1.2.3');
    expect(findings.find(({ ruleId }) => ruleId === 'administrator-open-to-all')).toMatchInlineSnapshot(`
      {
        "certainty": "conditional",
        "column": 11,
        "confidence": "high",
        "constructPath": null,
        "endColumn": 54,
        "endLine": 15,
        "evidence": "ManagedPolicyArns::AdministratorAccess",
        "file": "infra/stack.yaml",
        "fingerprint": "fcbf09b062c3e56992ed1af855b05d58dd55c712",
        "fixes": [],
        "line": 15,
        "madeBy": null,
        "message": "\`Deployer\` has every permission, and everybody may assume it",
        "path": [
          "Resources",
          "Deployer",
          "Properties",
          "ManagedPolicyArns",
          0,
        ],
        "related": [
          {
            "column": 22,
            "endColumn": 25,
            "endLine": 12,
            "file": "infra/stack.yaml",
            "label": "the role trusts [every] account",
            "line": 12,
            "path": [
              "Resources",
              "Deployer",
              "Properties",
              "AssumeRolePolicyDocument",
              "Statement",
              "Principal",
            ],
          },
        ],
        "resource": "Deployer",
        "resourceType": "AWS::IAM::Role",
        "ruleId": "administrator-open-to-all",
        "severity": "critical",
        "sourceLocation": null,
        "when": [
          "IsProd",
        ],
      }
    `);
  });

  it('has the summary, suppressions, problems and what is undecided', () => {
    const { summary, suppressed, problems, undecided } = jsonReport(madeReport(), '1.2.3');
    expect({ summary, by: suppressed.map(({ by }) => by), problems, undecided }).toMatchInlineSnapshot(`
      {
        "by": [
          {
            "place": null,
            "reason": "reviewed",
            "source": "config",
            "until": "2027-01-31",
          },
        ],
        "problems": [
          {
            "edits": [],
            "file": "infra/über uns/key #1.json",
            "kind": "partly-read",
            "message": "A bracket is not closed",
            "place": {
              "column": 2,
              "endColumn": 13,
              "endLine": 1,
              "file": "infra/über uns/key #1.json",
              "line": 1,
            },
            "ruleId": null,
          },
          {
            "edits": [],
            "file": "gone.yaml",
            "kind": "unreadable",
            "message": "No such file",
            "place": null,
            "ruleId": null,
          },
          {
            "edits": [],
            "file": null,
            "kind": "unused-suppression",
            "message": "It accepts nothing, 100% sure",
            "place": null,
            "ruleId": "no-wildcard",
          },
        ],
        "summary": {
          "findings": {
            "critical": 1,
            "high": 0,
            "low": 2,
            "medium": 1,
          },
          "fixable": {
            "safe": 0,
            "suggestion": 0,
          },
          "hidden": 3,
          "policies": 3,
          "resources": 4,
          "skipped": 17,
          "stacks": 2,
          "statements": 1,
          "suppressed": 1,
          "templates": 4,
          "undecided": 1,
          "unread": 2,
        },
        "undecided": [
          {
            "column": 11,
            "endColumn": 35,
            "endLine": 3,
            "file": "infra/stack.yaml",
            "line": 3,
            "reason": "parameter Env has no value",
          },
        ],
      }
    `);
  });
});
