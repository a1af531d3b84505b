import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, type Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report } from '../../src/engine/report.ts';
import { type Finding } from '../../src/rule/finding.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { html } from '../../src/reporters/html.ts';
import { HTML_HASHES, HTML_SCRIPT } from '../../src/reporters/html-script.ts';
import { HTML_STYLE } from '../../src/reporters/html-style.ts';
import { policyHolders } from '../../src/reporters/policy-holders.ts';
import { templateOf } from '../engine/judged.ts';
import { emptyReport, madeReport } from './made-report.ts';

const options = {
  color: false,
  width: 80,
  version: '1.2.3',
  verbose: false,
  now: new Date('2026-01-31T09:30:00Z'),
};

function hostileReport(): Report {
  const report = madeReport();
  const bad = `"><script>document.title='broken'</script><img src=x onerror=alert(1)>'\u0001\u0003\u202e`;
  const file = new SourceFile(`${bad}.yaml`, `a: ${bad}\n`);
  const finding: Finding = {
    ...report.findings[0]!,
    message: `\`${bad}\` ${bad}`,
    primary: { span: { file, start: 3, end: 12 }, path: [] },
    related: [{ span: { file, start: 0, end: 1 }, path: [], label: bad }],
    fixes: [{ title: bad, safety: 'safe', edits: [] }],
  };
  return { ...report, findings: [finding], problems: [{ kind: 'oddity', message: bad, path: bad }] };
}

describe('html', () => {
  it('holds every finding, where it is, why it matters and what was read, without its script', () => {
    const page = html(madeReport(), options);
    expect(page.match(/<article /g)).toHaveLength(4);
    for (const text of [
      '4 findings: 1 critical, 1 medium, 2 low',
      'Read 4 templates (2 stacks)',
      '<code>Deployer</code> has every permission',
      'the role trusts [every] account',
      'when IsProd',
      'Prod/Ci/Key',
      'lib/ci.ts:12:5',
      'Whoever assumes the role owns the account.',
      'A bracket is not closed',
      'reviewed (config, until 2027-01-31)',
      '2026-01-31 09:30:00 UTC',
    ])
      expect(page).toContain(text);
    expect(html(emptyReport(), options)).toContain('Nothing found');
  });

  it('underlines the exact token in one piece', () => {
    expect(html(madeReport(), options)).toContain(`<span class="mark">${'^'.repeat(43)}</span>`);
  });

  it('allows its own style and script only, and loads nothing', () => {
    const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(HTML_HASHES).toEqual({ style: digest(HTML_STYLE), script: digest(HTML_SCRIPT) });
    const page = html(hostileReport(), options);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/ (?:src|style|on[a-z]+)=(?=["'])/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<(?:img|link|iframe|object|base)\b/g)).toBeNull();
    const hidden = [...page.replaceAll('\n', '')].filter((each) => /[\p{Cc}\u202e]/u.test(each));
    expect(hidden).toEqual([]);
  });

  it('lists a policy under the roles and users that it is for', () => {
    const template = templateOf(`Resources:
  App: { Type: AWS::IAM::Role }
  Ci: { Type: AWS::IAM::User }
  Both: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref App, elsewhere], Users: [!Ref Ci, !Ref App, !Ref __proto__] } }
  One: { Type: AWS::IAM::RolePolicy, Properties: { RoleName: !Ref App } }
  Loose: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: !Sub x } }
  Bucket: { Type: AWS::S3::BucketPolicy, Properties: { Roles: [!Ref App] } }
`);
    const holders = (id: string): readonly string[] =>
      policyHolders(template.resources.get(id)!).map(({ logicalId }) => logicalId);
    expect(['App', 'Both', 'One', 'Loose', 'Bucket'].map(holders)).toEqual([
      ['App'],
      ['App', 'Ci'],
      ['App'],
      ['Loose'],
      ['Bucket'],
    ]);
  });
});

const BROWSER = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (BROWSER === undefined) console.log('html: no Chromium on this machine, the page is not opened');

/** What the page of a browser answers over the protocol of the developer tools. */
interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: {
    readonly targetId?: string;
    readonly sessionId?: string;
    readonly result?: { readonly value?: unknown };
  };
}

describe.skipIf(BROWSER === undefined)('html in Chromium', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'iam-lint-html-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', '--no-first-run'];
  let browser: ReturnType<typeof spawn>;
  let hear: (answer: Answer) => void = () => undefined;
  const waiting = new Map<number, (answer: Answer) => void>();
  let id = 0;

  /** The third and fourth descriptor of the browser take and give JSON, each with a NUL behind it. */
  function send(method: string, params: object = {}, sessionId?: string): Promise<Answer> {
    id += 1;
    const own = id;
    const answered = new Promise<Answer>((resolve) => waiting.set(own, resolve));
    (browser.stdio[3] as Writable).write(`${JSON.stringify({ id: own, method, params, sessionId })}\0`);
    return answered;
  }

  beforeAll(() => {
    browser = spawn(BROWSER!, [...flags, `--user-data-dir=${join(folder, 'profile')}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    let said = '';
    (browser.stdio[4] as Readable).setEncoding('utf8').on('data', (data: string) => {
      const parts = (said + data).split('\0');
      said = parts.pop()!;
      for (const part of parts) {
        const answer = JSON.parse(part) as Answer;
        if (answer.id === undefined) hear(answer);
        else waiting.get(answer.id)?.(answer);
      }
    });
  });

  afterAll(async () => {
    const gone = new Promise((resolve) => browser.once('exit', resolve));
    browser.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Opens a report, runs expressions in it one after the other, and gives their values and what the browser noted. */
  async function open(report: Report, expressions: readonly string[]) {
    const path = join(folder, 'report.html');
    writeFileSync(path, html(report, options));
    const { targetId } = (await send('Target.createTarget', { url: 'about:blank' })).result!;
    const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })).result!;
    const noted: string[] = [];
    const requests: string[] = [];
    let loaded = (): void => undefined;
    const load = new Promise<void>((resolve) => (loaded = resolve));
    hear = (answer) => {
      if (answer.method === 'Page.loadEventFired') loaded();
      if (answer.method === 'Network.requestWillBeSent')
        requests.push((answer.params!['request'] as { url: string }).url);
      if (
        ['Log.entryAdded', 'Runtime.exceptionThrown', 'Runtime.consoleAPICalled'].includes(
          answer.method ?? '',
        )
      )
        noted.push(JSON.stringify(answer.params));
    };
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await send(`${domain}.enable`, {}, sessionId);
    const url = pathToFileURL(path).href;
    await send('Page.navigate', { url }, sessionId);
    await load;
    const values: unknown[] = [];
    for (const expression of expressions)
      values.push(
        (await send('Runtime.evaluate', { expression, returnByValue: true }, sessionId)).result?.result
          ?.value,
      );
    await send('Target.closeTarget', { targetId });
    return { values, noted, requests: requests.filter((each) => each !== url) };
  }

  const visible = `[...document.querySelectorAll('.finding')].filter((each) => each.offsetParent).length`;
  const type = (text: string): string =>
    `search.value = ${JSON.stringify(text)}; search.dispatchEvent(new Event('input')); ${visible}`;
  const headings = `[...document.querySelectorAll('.group:not([hidden]) h2')].map((each) => each.textContent)`;

  it('searches, filters and groups, without an error or a request', async () => {
    const { values, noted, requests } = await open(madeReport(), [
      visible,
      type('deployer every'),
      type('no such word'),
      `nothing.offsetParent !== null`,
      type('HANDLER'),
      `shown.textContent`,
      type(''),
      `document.querySelector('[data-level=low]').click(); ${visible}`,
      `document.querySelector('[data-by=principal]').click(); ${headings}`,
      `document.querySelector('[data-by=rule]').click(); ${headings}`,
    ]);
    expect(values).toEqual([
      4,
      1,
      0,
      true,
      2,
      '2 of 4 shown',
      4,
      2,
      ['Deployer (AWS::IAM::Role) 1 finding', 'Prod/Ci/Key (AWS::IAM::AccessKey) 1 finding'],
      [
        'administrator-open-to-all: Administrator role that anyone may assume 1 finding',
        'no-access-key: Access key 1 finding',
      ],
    ]);
    expect([noted, requests]).toEqual([[], []]);
  });

  it('shows what a template wrote and runs none of it', async () => {
    const { values, noted, requests } = await open(hostileReport(), [
      visible,
      'document.title',
      `document.querySelectorAll('img, script').length`,
      `document.querySelector('[data-by=principal]').click(); document.querySelectorAll('img, script').length`,
    ]);
    expect(values).toEqual([1, expect.stringMatching(/^iam-lint: 1 finding/), 1, 1]);
    expect([noted, requests]).toEqual([[], []]);
  });
});
