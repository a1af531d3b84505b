import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IamLintPlugin, type ValidationReport } from '../../src/cdk/index.ts';
import { ConfigError } from '../../src/index.ts';
import { writeAssembly } from '../load/assembly.ts';
import { folderWith } from '../load/folder.ts';

const PUBLIC = 'no-public-trust';
const WIDE = 'no-service-wildcard';

function appWith(acknowledged?: string, reason = 'reviewed'): string {
  const cwd = folderWith();
  const out = join(cwd, 'cdk.out');
  writeAssembly(out, { shape: 'file', stage: 'Prod' });
  const path = join(out, 'Api.metadata.json');
  const metadata = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    metadata
      .replace('"iam-lint::star"', JSON.stringify(acknowledged ?? 'other::star'))
      .replace('"reviewed"', JSON.stringify(reason)),
  );
  const inner = join(out, 'assembly-Prod/ProdApi.metadata.json');
  writeFileSync(inner, readFileSync(inner, 'utf8').replace('iam-lint::star', 'other::star'));
  return out;
}
const validate = (
  out: string,
  templates: readonly string[],
  plugin = new IamLintPlugin(),
): ValidationReport => plugin.validate({ templatePaths: templates.map((name) => join(out, name)) });
const ALL = ['Api.template.json', 'assembly-Prod/ProdApi.template.json'];
const placesOf = ({ violations }: ValidationReport, rule: string, out: string): string[] =>
  violations
    .filter(({ ruleName }) => ruleName === rule)
    .flatMap(({ violatingResources }) =>
      violatingResources.map(
        ({ templatePath, resourceLogicalId }) => `${templatePath.slice(out.length + 1)} ${resourceLogicalId}`,
      ),
    );

describe('the validation plugin for CDK', () => {
  it('reports resources of stacks, Stages and nested stacks', () => {
    const out = appWith();
    const report = validate(out, ALL);
    expect(placesOf(report, PUBLIC, out)).toEqual([
      'ApiInner.nested.template.json Role1',
      'assembly-Prod/ProdApiInner.nested.template.json Role1',
    ]);
    expect(report.success).toBe(false);
    const [violation] = report.violations.filter(({ ruleName }) => ruleName === PUBLIC);
    expect(violation!.severity).toBe('error');
    expect(violation!.violatingResources[0]!.locations[0]).toMatch(/^Properties\.AssumeRolePolicyDocument\./);
    expect(violation!.ruleMetadata['source']).toMatch(/lib\/api-stack\.ts:30:5$/);
    expect(report.metadata).toMatchObject({ templates: '4' });
    expect(report.metadata['error']).toBeUndefined();
  });

  it('reports those only that CDK asks about, with the nested stacks in them', () => {
    const out = appWith();
    expect(placesOf(validate(out, [ALL[1]!]), PUBLIC, out)).toEqual([
      'assembly-Prod/ProdApiInner.nested.template.json Role1',
    ]);
    expect(validate(out, [])).toMatchObject({ success: true, violations: [] });
  });

  it('lets errors be decided by failOn, and never fails for warnings', () => {
    const report = validate(appWith(), ALL, new IamLintPlugin({ config: { failOn: 'none' } }));
    expect(report.violations.length).toBeGreaterThan(0);
    expect(report.violations.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(report.success).toBe(true);
  });

  it('leaves it to CDK to take out what is acknowledged by its own id, with evidence or without', () => {
    const out = appWith();
    const before = validate(out, ALL);
    const found = before.violations.find(
      ({ violatingResources: [resource] }) =>
        resource!.resourceLogicalId === 'Policy1' &&
        resource!.templatePath === join(out, 'Api.template.json'),
    )!;
    expect(found.ruleName).toBe(WIDE);
    const names = (report: ValidationReport): string[] =>
      report.violations
        .filter(({ violatingResources: [resource] }) => resource!.resourceLogicalId === 'Policy1')
        .map(({ ruleName }) => ruleName)
        .sort();
    expect(names(validate(appWith(`iam-lint::${WIDE}`), ALL))).toEqual(names(before));
    const evidence = `${WIDE}[${found.ruleMetadata['evidence']!}]`;
    expect(names(validate(appWith(`iam-lint::${evidence}`), ALL))).toContain(evidence);
    // CDK does not know this spelling of the id, so that the finding is taken out here.
    expect(names(validate(appWith(`iam-lint/${WIDE}`), ALL))).toHaveLength(names(before).length - 1);
  });

  it('says what could not be used or read', () => {
    const misspelt = validate(appWith('iam-lint::no-iam-usr'), ALL);
    expect(misspelt.metadata['error']).toContain('no-iam-usr');
    const out = appWith();
    writeFileSync(join(out, 'Api.template.json'), '{"Resources": ');
    const broken = validate(out, ALL, new IamLintPlugin({ config: { failOn: 'none' } }));
    expect(broken.success).toBe(false);
    expect(broken.metadata['error']).toContain('Api.template.json');
  });

  it('refuses settings that are wrong, and a CDK that does not name the templates', () => {
    expect(() => new IamLintPlugin({ config: { preset: 'most' as 'all' } })).toThrow(ConfigError);
    expect(() => new IamLintPlugin({ config: { plugins: ['./mine.js'] } })).toThrow('while CDK synthesises');
    expect(() => new IamLintPlugin().validate({} as { templatePaths: string[] })).toThrow('2.257 or later');
  });
});
