import { describe, expect, it } from 'vitest';
import { ConfigError, defineConfig, lintText, rules } from '../../src/index.ts';

const ADMIN = `Resources:
  Robot:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: '*'
            Resource: '*'
`;
const idsOf = ({ findings }: ReturnType<typeof lintText>): string[] => findings.map(({ rule }) => rule.id);

describe('lintText', () => {
  it('judges YAML and JSON, and places what it finds', () => {
    const report = lintText(ADMIN, { path: 'stacks/robot.yaml' });
    const finding = report.findings.find(({ rule }) => rule.id === 'no-admin-statement')!;
    const { file, start } = finding.primary.span;
    expect(file.path).toBe('stacks/robot.yaml');
    expect(file.positionAt(start).line).toBeGreaterThanOrEqual(8);
    const json = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    expect(idsOf(lintText(json))).toContain('no-admin-statement');
  });

  it('takes settings as a file writes them', () => {
    const off = defineConfig({ rules: Object.fromEntries(rules.map(({ id }) => [id, 'off'])) });
    expect(idsOf(lintText(ADMIN, { config: off }))).toEqual([]);
    const config = defineConfig({
      ...off,
      overrides: [{ files: ['a.yaml'], rules: { 'no-admin-statement': 'low' } }],
    });
    expect(lintText(ADMIN, { config, path: 'a.yaml' }).findings.map(({ severity }) => severity)).toEqual([
      'low',
    ]);
    expect(idsOf(lintText(ADMIN, { config, path: 'b.yaml' }))).toEqual([]);
  });

  it('refuses settings that are wrong, and those that would need the disk', () => {
    const faultOf = (config: object): ConfigError => {
      try {
        lintText(ADMIN, { config });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        return error as ConfigError;
      }
      throw new Error('nothing was thrown');
    };
    expect(faultOf({ rules: { 'no-admin-statment': 'off' } }).issues[0]).toMatchObject({
      key: 'rules.no-admin-statment',
      hint: expect.stringContaining('no-admin-statement') as unknown,
    });
    expect(faultOf({ plugins: ['./mine.js'] }).message).toContain('reads none');
    expect(faultOf({ baseline: 'old.json' }).issues[0]!.hint).toContain('lintFiles');
    const circle: Record<string, unknown> = {};
    circle['facts'] = circle;
    expect(faultOf(circle).message).toContain('JSON');
    expect(faultOf([]).message).toContain('object');
  });

  it('says that a text is no template', () => {
    const { summary, findings } = lintText('name: somebody\n');
    expect([summary.templates, summary.skipped, findings.length]).toEqual([0, 1, 0]);
  });

  it('reads a text with a byte order mark, and a broken one', () => {
    expect(idsOf(lintText(`\uFEFF${ADMIN}`))).toContain('no-admin-statement');
    expect(lintText(`${ADMIN}  - [`).problems.map(({ kind }) => kind)).toContain('partly-read');
  });

  it('honours suppressions, until they end or are not asked for', () => {
    const accepted = '# iam-lint-disable-file no-admin-statement -- a sandbox (until 2027-01-31)\n' + ADMIN;
    const now = new Date('2027-01-01T00:00:00Z');
    expect(idsOf(lintText(accepted, { now }))).not.toContain('no-admin-statement');
    expect(idsOf(lintText(accepted, { now, ignoreSuppressions: true }))).toContain('no-admin-statement');
    expect(idsOf(lintText(accepted, { now: new Date('2027-03-01T00:00:00Z') }))).toContain(
      'no-admin-statement',
    );
  });
});
