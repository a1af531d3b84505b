import { describe, expect, it } from 'vitest';
import {
  type Baseline,
  type BaselineEntry,
  parseBaseline,
  printBaseline,
} from '../../src/config/baseline.ts';
import { applyBaseline, goneProblem } from '../../src/engine/baseline.ts';
import { type Finding } from '../../src/rule/finding.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { ruleOf } from './judged.ts';

interface Place {
  readonly evidence?: string;
  readonly resource?: string;
  readonly constructPath?: string;
  readonly file?: string;
}

function finding({ evidence = 'x', resource = 'Role', constructPath, file = 'a.yaml' }: Place = {}): Finding {
  const span = { file: new SourceFile(file, ''), start: 0, end: 0 };
  return {
    rule: ruleOf('rule', {}),
    primary: { span, path: [] },
    resource: { logicalId: resource, ...(constructPath === undefined ? {} : { constructPath }) },
    evidence,
  } as unknown as Finding;
}

const entry = (place: Place = {}, reason?: string): BaselineEntry => ({
  rule: 'rule',
  resource: 'Role',
  evidence: 'x',
  file: 'a.yaml',
  ...place,
  ...(reason === undefined ? {} : { reason }),
});

function apply(
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
  existing: readonly string[] = [],
  isOn = true,
): { kept: string[]; reasons: string[]; gone: number; waiting: number } {
  const baseline: Baseline = { entries, reason: 'recorded', exists: (file) => existing.includes(file) };
  const files = new Set(findings.map(({ primary }) => primary.span.file.path));
  const { kept, suppressed, gone, waiting } = applyBaseline(findings, baseline, { files, isOn: () => isOn });
  return {
    kept: kept.map(({ primary, evidence }) => `${primary.span.file.path} ${evidence}`),
    reasons: suppressed.map(({ by }) => by.reason),
    gone: gone.length,
    waiting: waiting.length,
  };
}

describe('applyBaseline', () => {
  it('accepts one finding for each entry', () => {
    expect(apply([finding(), finding()], [entry()])).toEqual({
      kept: ['a.yaml x'],
      reasons: ['recorded'],
      gone: 0,
      waiting: 0,
    });
    expect(apply([finding()], [entry({}, 'known'), entry()])).toMatchObject({
      kept: [],
      reasons: ['known'],
      gone: 1,
    });
  });

  it('tells rule, resource and evidence apart', () => {
    for (const other of [
      entry({ evidence: 'y' }),
      entry({ resource: 'Other' }),
      { ...entry(), rule: 'other' },
    ])
      expect(apply([finding()], [other])).toMatchObject({ kept: ['a.yaml x'], gone: 1 });
  });

  it('prefers the entry of the same file, and takes that of a file that is gone', () => {
    const findings = [finding({ file: 'a.yaml' }), finding({ file: 'b.yaml' })];
    expect(apply(findings, [entry({ file: 'b.yaml' })])).toMatchObject({ kept: ['a.yaml x'] });
    expect(apply([finding({ file: 'b.yaml' })], [entry({ file: 'old.yaml' })])).toMatchObject({ kept: [] });
  });

  it('leaves entries of files that exist and are not judged, and of rules that are off, to wait', () => {
    const other = entry({ file: 'b.yaml' });
    expect(apply([finding()], [other], ['b.yaml'])).toEqual({
      kept: ['a.yaml x'],
      reasons: [],
      gone: 0,
      waiting: 1,
    });
    expect(apply([finding()], [entry()], [], false)).toMatchObject({ gone: 0, waiting: 1 });
  });

  it('knows a construct again whose stage was renamed, but not one more stage', () => {
    const at = (stage: string): Place => ({ constructPath: `${stage}/Api/Role`, file: `${stage}.json` });
    const recorded = [entry(at('Dev')), entry(at('Prod'))];
    expect(apply([finding(at('Dev')), finding(at('Production'))], recorded)).toMatchObject({
      kept: [],
      gone: 0,
    });
    const more = apply([finding(at('Dev')), finding(at('Prod')), finding(at('Staging'))], recorded);
    expect(more.kept).toEqual(['Staging.json x']);
  });

  it('takes a hundred thousand alike without taking long', () => {
    const findings = Array.from({ length: 100_000 }, () => finding());
    const started = performance.now();
    expect(
      apply(
        findings,
        findings.map(() => entry()),
      ),
    ).toMatchObject({ kept: [], gone: 0 });
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('goneProblem', () => {
  it('names the first ones and counts the rest', () => {
    expect(goneProblem([], 'b.json')).toBeUndefined();
    expect(goneProblem([entry()], 'b.json')!.message).toBe(
      '1 entry of the baseline accepts no finding any more (`rule[x]` of `Role`); `--write-baseline b.json` takes it out',
    );
    const many = Array.from({ length: 8 }, (_, n) => entry({ evidence: `${n}` }));
    expect(goneProblem(many, 'b.json')!.message).toMatch(/^8 entries .* and 3 more\); .* takes them out$/);
  });
});

describe('the text of a baseline', () => {
  it('is read as it was written, sorted, whatever stands in it', () => {
    const entries = [
      entry({ evidence: 'z "quoted" \n ☂' }),
      entry({ constructPath: 'Prod/Role' }, 'a reason'),
      entry(),
    ];
    const text = printBaseline(entries);
    expect(parseBaseline(text)).toHaveLength(3);
    expect(parseBaseline(text)).toEqual(expect.arrayContaining(entries));
    expect(printBaseline([...entries].reverse())).toBe(text);
    expect(text.split('\n').filter((line) => line.includes('"rule"'))).toHaveLength(3);
    expect(parseBaseline(printBaseline([]))).toEqual([]);
  });
});
