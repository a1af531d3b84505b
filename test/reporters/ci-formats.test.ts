import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/engine/report.ts';
import { type Finding } from '../../src/rule/finding.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { applyEdits } from '../../src/source/text-edit.ts';
import { reporters } from '../../src/reporters/index.ts';
import { emptyReport, madeReport } from './made-report.ts';
import { type Element, parseXml } from './xml.ts';

const options = {
  color: false,
  width: 80,
  version: '1.2.3',
  verbose: false,
  now: new Date('2026-01-31T09:30:00Z'),
};
const print = (format: string, report: Report): string => reporters[format]!(report, options);

function worst({ findings }: Report): Finding {
  return findings.find(({ severity }) => severity === 'critical')!;
}

/** A finding whose message and file try to break out of every format. */
function hostileReport(): Report {
  const report = madeReport();
  const text = 'a: 役割 𐐀\nb: "x"\n';
  const file = new SourceFile(`]]>;"'<&%\u0007\u202e##vso[x]/t.yaml`, text);
  const finding: Finding = {
    ...worst(report),
    message: `]]></failure><script>alert(1)</script>;"'&%0A\u0000\u001b[31m\ud800\uffff\n##vso[task.complete]::error::`,
    primary: { span: { file, start: 3, end: 5 }, path: ['a'] },
    related: [],
  };
  return { ...report, findings: [finding, finding], files: [file] };
}

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

describe('gitlab', () => {
  const issues = (report: Report): readonly Issue[] => JSON.parse(print('gitlab', report)) as Issue[];

  it('lists findings and unread files as the widget takes them', () => {
    expect(
      issues(madeReport()).map(({ check_name, severity, location }) => [
        check_name,
        severity,
        location.path,
        location.lines.begin,
      ]),
    ).toEqual([
      ['no-wildcard', 'info', 'cdk.out/One.template.json', 3],
      ['no-wildcard', 'info', 'cdk.out/Two.template.json', 3],
      ['administrator-open-to-all', 'blocker', 'infra/stack.yaml', 15],
      ['no-access-key', 'major', 'infra/über uns/key #1.json', 1],
      ['partly-read', 'critical', 'infra/über uns/key #1.json', 1],
      ['unreadable', 'critical', 'gone.yaml', 1],
    ]);
    expect(issues(emptyReport())).toEqual([]);
  });

  it('has each fingerprint once, also for findings that look the same, and paths without a dot', () => {
    const report = madeReport();
    const file = new SourceFile('./a.yaml', 'a: 1\n');
    const finding = { ...worst(report), primary: { span: { file, start: 0, end: 1 }, path: [] } };
    const found = issues({ ...report, findings: [finding, finding, ...report.findings] });
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
    expect(found[0]!.location.path).toBe('a.yaml');
  });
});

describe('gitlab-sast', () => {
  const name = { type: 'string', minLength: 1 };
  const tool = {
    required: ['id', 'name', 'version', 'vendor'],
    properties: { id: name, name, version: name, vendor: { required: ['name'], properties: { name } } },
  };
  const time = { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$` };
  const url = { type: 'string', pattern: '^https?://.+' };
  const fileLocation = {
    required: ['type', 'file_name', 'line_start'],
    properties: {
      type: { const: 'file-location' },
      file_name: name,
      line_start: { type: 'integer' },
      line_end: { type: 'integer' },
    },
  };
  const text = {
    required: ['type', 'value'],
    properties: { type: { const: 'text' }, value: { type: 'string' } },
  };
  // What version 15.2.1 of GitLab's schema asks of the fields that are written.
  const validate = new Ajv({ strict: false }).compile({
    type: 'object',
    required: ['scan', 'version', 'vulnerabilities'],
    properties: {
      version: { const: '15.2.1' },
      scan: {
        required: ['analyzer', 'end_time', 'scanner', 'start_time', 'status', 'type'],
        properties: {
          analyzer: tool,
          scanner: tool,
          start_time: time,
          end_time: time,
          status: { enum: ['success', 'failure'] },
          type: { const: 'sast' },
          messages: {
            type: 'array',
            items: {
              required: ['level', 'value'],
              properties: { level: { enum: ['info', 'warn', 'fatal'] }, value: name },
            },
          },
        },
      },
      vulnerabilities: {
        type: 'array',
        items: {
          required: ['id', 'identifiers', 'location'],
          properties: {
            id: name,
            name: { type: 'string', maxLength: 255 },
            description: { type: 'string', maxLength: 1_048_576 },
            severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
            solution: { type: 'string', maxLength: 7000 },
            identifiers: {
              type: 'array',
              minItems: 1,
              items: { required: ['type', 'name', 'value'], properties: { type: name, name, value: name } },
            },
            links: { type: 'array', items: { required: ['url'], properties: { url } } },
            location: {
              type: 'object',
              properties: {
                file: { type: 'string' },
                start_line: { type: 'number' },
                end_line: { type: 'number' },
              },
            },
            details: {
              additionalProperties: {
                required: ['name', 'type', 'items'],
                properties: {
                  name,
                  type: { const: 'list' },
                  items: { type: 'array', items: { oneOf: [text, fileLocation] } },
                },
              },
            },
          },
        },
      },
    },
  });

  it.each([madeReport(), emptyReport(), hostileReport()])('has the fields of the schema (%#)', (report) => {
    expect(validate(JSON.parse(print('gitlab-sast', report))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('says where, how bad, why and what to do', () => {
    const { vulnerabilities, scan } = JSON.parse(print('gitlab-sast', madeReport())) as {
      vulnerabilities: readonly Record<string, unknown>[];
      scan: Record<string, unknown>;
    };
    expect(vulnerabilities[2]).toMatchObject({
      severity: 'Critical',
      solution: 'Name who may assume it.',
      location: { file: 'infra/stack.yaml', start_line: 15, class: 'AWS::IAM::Role', method: 'Deployer' },
      identifiers: [{ type: 'iam_lint_rule', value: 'administrator-open-to-all' }],
      details: { related: { items: [{ type: 'text' }, { type: 'file-location', line_start: 12 }] } },
    });
    expect(scan).toMatchObject({ start_time: '2026-01-31T09:30:00', status: 'success' });
    expect(scan['messages']).toHaveLength(3);
  });

  it('calls a run a failure that read nothing, and escapes markup', () => {
    const report = madeReport();
    const nothing = { ...report, findings: [], summary: { ...report.summary, templates: 0 } };
    expect(print('gitlab-sast', nothing)).toContain('"status": "failure"');
    expect(print('gitlab-sast', hostileReport())).not.toContain('<script');
  });
});

describe('junit', () => {
  const suites = (report: Report): readonly Element[] => parseXml(print('junit', report)).children;
  const cases = ({ children }: Element): readonly Element[] =>
    children.filter(({ name }) => name === 'testcase');

  it('has a suite for each file and a case for each rule', () => {
    expect(
      suites(madeReport()).map((suite) => [
        suite.attributes['name'],
        cases(suite).map(
          ({ attributes, children }) => `${attributes['name']}: ${children[0]?.name ?? 'passed'}`,
        ),
      ]),
    ).toEqual([
      ['infra/stack.yaml', ['administrator-open-to-all: failure']],
      ['infra/über uns/key #1.json', ['no-access-key: failure', 'partly-read: error']],
      ['cdk.out/One.template.json', ['no findings: passed']],
      ['cdk.out/Two.template.json', ['no findings: passed']],
      ['gone.yaml', ['unreadable: error']],
      ['iam-lint', ['no findings: passed']],
    ]);
  });

  it.each([madeReport(), emptyReport(), hostileReport()])(
    'keeps to the schema of Ant and counts right (%#)',
    (report) => {
      suites(report).forEach((suite, index) => {
        expect(suite.children.map(({ name }) => name)).toEqual([
          'properties',
          ...cases(suite).map(() => 'testcase'),
          'system-out',
          'system-err',
        ]);
        const failing = (kind: string): string =>
          String(cases(suite).filter(({ children }) => children[0]?.name === kind).length);
        expect(suite.attributes).toEqual({
          name: suite.attributes['name'],
          package: suite.attributes['name'],
          id: String(index),
          timestamp: '2026-01-31T09:30:00',
          hostname: 'localhost',
          tests: String(cases(suite).length),
          failures: failing('failure'),
          errors: failing('error'),
          time: '0',
        });
        for (const { attributes, children } of cases(suite)) {
          expect(Object.keys(attributes)).toEqual(['classname', 'name', 'time']);
          expect(children.length).toBeLessThanOrEqual(1);
          for (const { attributes: own } of children) expect(Object.keys(own)).toEqual(['type', 'message']);
        }
      });
    },
  );

  it('puts all findings of a rule into one failure and nothing of a message into the markup', () => {
    const [first] = cases(suites(hostileReport())[0]!);
    expect(first!.children[0]!.attributes['message']).toMatch(/^\]\]><\/failure><script>.*\(and 1 more\)$/);
    expect(first!.children[0]!.text.split('\n')).toHaveLength(2);
  });

  it('prints what the framework made without failing', () => {
    const made = suites(madeReport())[2]!;
    expect(made.children.find(({ name }) => name === 'system-out')!.text).toContain(
      'Handler may do everything (One/Handler, made by aws-cdk-lib BucketDeployment, does not block)',
    );
  });
});

describe('checkstyle', () => {
  it('lists every file, with places and levels', () => {
    const root = parseXml(print('checkstyle', madeReport()));
    expect([root.name, root.attributes]).toEqual(['checkstyle', { version: '1.2.3' }]);
    expect(
      root.children.map(({ attributes, children }) => [
        attributes['name'],
        children.map((each) => each.attributes),
      ]),
    ).toMatchObject([
      [
        'infra/stack.yaml',
        [{ line: '15', column: '11', severity: 'error', source: 'iam-lint.administrator-open-to-all' }],
      ],
      [
        'infra/über uns/key #1.json',
        [
          { line: '1', column: '76', severity: 'warning' },
          { column: '2', severity: 'error', source: 'iam-lint.partly-read' },
        ],
      ],
      ['cdk.out/One.template.json', [{ severity: 'info' }]],
      ['cdk.out/Two.template.json', [{ severity: 'info' }]],
      ['gone.yaml', [{ line: '1', severity: 'error', message: 'No such file' }]],
    ]);
  });

  it('is well-formed whatever a template holds', () => {
    const [file] = parseXml(print('checkstyle', hostileReport())).children;
    expect(file!.attributes['name']).toBe(`]]>;"'<&%\u2407\ufffd##vso[x]/t.yaml`);
    expect(file!.children[0]!.attributes['message']).toContain('</failure><script>alert(1)</script>');
    expect(file!.children[0]!.attributes['message']).toContain('\u2400\u241b[31m\ufffd\ufffd');
  });
});

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly range?: Range };
  readonly severity: string;
  readonly code: { readonly value: string; readonly url?: string };
  readonly suggestions?: readonly { readonly range: Range; readonly text: string }[];
  readonly related_locations?: readonly {
    readonly message: string;
    readonly location: { readonly range: Range };
  }[];
}

interface Range {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

describe('rdjsonl', () => {
  const diagnostics = (report: Report): readonly Diagnostic[] =>
    print('rdjsonl', report)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Diagnostic);

  it('has one diagnostic on each line', () => {
    const found = diagnostics(madeReport());
    expect(found.map(({ code, severity }) => [code.value, severity])).toEqual([
      ['no-wildcard', 'INFO'],
      ['no-wildcard', 'INFO'],
      ['administrator-open-to-all', 'ERROR'],
      ['no-access-key', 'WARNING'],
      ['partly-read', 'ERROR'],
      ['unreadable', 'ERROR'],
    ]);
    expect(found[2]).toMatchObject({
      location: {
        path: 'infra/stack.yaml',
        range: { start: { line: 15, column: 11 }, end: { line: 15, column: 54 } },
      },
      code: { url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html' },
      related_locations: [{ location: { range: { start: { line: 12, column: 22 } } } }],
    });
    expect(found[5]!.location).toEqual({ path: 'gone.yaml' });
    expect(print('rdjsonl', emptyReport())).toBe('');
  });

  it('counts columns in bytes, also far down a long line', () => {
    const text = `k: ${'役'.repeat(5000)}𐐀é!\n`;
    const file = new SourceFile('a.yaml', text);
    const at = text.indexOf('!');
    const report = madeReport();
    const finding = {
      ...worst(report),
      related: [],
      primary: { span: { file, start: at, end: at + 1 }, path: [] },
    };
    const [found] = diagnostics({ ...report, findings: [finding], problems: [] });
    const column = Buffer.byteLength(text.slice(0, at)) + 1;
    expect(found!.location.range).toEqual({
      start: { line: 1, column },
      end: { line: 1, column: column + 1 },
    });
  });

  it('gives a fix of several edits as one suggestion that does the same', () => {
    const text = 'a: 役\nb: 2\nc: 3\n';
    const file = new SourceFile('a.yaml', text);
    const other = new SourceFile('b.yaml', text);
    const edits = [
      { span: { file, start: 8, end: 9 }, text: '20' },
      { span: { file, start: 3, end: 4 }, text: 'é' },
    ];
    const report = madeReport();
    const finding: Finding = {
      ...worst(report),
      related: [],
      primary: { span: { file, start: 0, end: 1 }, path: [] },
      fixes: [
        { title: 'Both', safety: 'safe', edits },
        {
          title: 'Elsewhere',
          safety: 'safe',
          edits: [{ span: { file: other, start: 0, end: 1 }, text: 'x' }],
        },
        { title: 'Overlap', safety: 'safe', edits: [edits[0]!, edits[0]!] },
      ],
    };
    const [found] = diagnostics({ ...report, findings: [finding], problems: [] });
    expect(found!.suggestions).toHaveLength(1);
    const [{ range, text: replacement }] = found!.suggestions as [{ range: Range; text: string }];
    const bytes = Buffer.from(text);
    const lines = text.split('\n').map((line) => Buffer.byteLength(line) + 1);
    const offset = ({ line, column }: Range['start']): number =>
      lines.slice(0, line - 1).reduce((sum, length) => sum + length, 0) + column - 1;
    const changed = Buffer.concat([
      bytes.subarray(0, offset(range.start)),
      Buffer.from(replacement),
      bytes.subarray(offset(range.end)),
    ]).toString();
    expect(changed).toBe(applyEdits(text, edits));
  });
});

describe('azure', () => {
  it('gives logging commands, errors first', () => {
    expect(print('azure', madeReport())).toMatchInlineSnapshot(`
      "##vso[task.logissue type=error;sourcepath=infra/stack.yaml;linenumber=15;columnnumber=11;code=administrator-open-to-all;]\`Deployer\` has every permission, and everybody may assume it (when IsProd)
      ##vso[task.logissue type=error;sourcepath=infra/über uns/key #1.json;linenumber=1;columnnumber=2;code=partly-read;]A bracket is not closed
      ##vso[task.logissue type=error;sourcepath=gone.yaml;code=unreadable;]No such file
      ##vso[task.logissue type=warning;sourcepath=infra/über uns/key #1.json;linenumber=1;columnnumber=76;code=no-access-key;]Key of \`ci\` (Prod/Ci/Key, lib/ci.ts:12:5, depends on a value that the template does not settle)
      ##vso[task.logissue type=warning;sourcepath=cdk.out/One.template.json;linenumber=3;columnnumber=3;code=no-wildcard;]Handler may do everything (One/Handler, made by aws-cdk-lib BucketDeployment, does not block)
      ##vso[task.logissue type=warning;sourcepath=cdk.out/Two.template.json;linenumber=3;columnnumber=3;code=no-wildcard;]Handler may do everything (Two/Handler, made by aws-cdk-lib BucketDeployment, does not block)
      ##vso[task.logissue type=warning;code=unused-suppression;]It accepts nothing, 100%AZP25 sure
      iam-lint: 4 findings: 1 critical, 1 medium, 2 low; 2 in resources that the CDK makes; 1 suppressed; 3 hidden for low confidence; read 4 templates (2 stacks): 4 resources, 3 policies, 1 statement; 1 place not decided; 2 files not or not fully read; 17 other files passed over
      "
    `);
  });

  it('lets nothing of a template be a command or a property', () => {
    const commands = print('azure', hostileReport())
      .split('\n')
      .filter((line) => line.includes('administrator'));
    expect(commands).toHaveLength(2);
    for (const line of commands) {
      const [, properties] = /^##vso\[task\.logissue ([^\]]*)\]/.exec(line)!;
      expect(properties!.split(';').map((property) => property.split('=')[0])).toEqual([
        'type',
        'sourcepath',
        'linenumber',
        'columnnumber',
        'code',
        '',
      ]);
    }
  });
});
