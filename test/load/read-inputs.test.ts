import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInputs } from '../../src/load/find-inputs.ts';
import { readInputs, type ReadOptions } from '../../src/load/read-inputs.ts';
import { decode, MAX_BYTES } from '../../src/load/read-source.ts';
import { relatedFiles } from '../../src/load/related-files.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { writeAssembly } from './assembly.ts';
import { folderWith, roleTemplate } from './folder.ts';

const TEMPLATE = roleTemplate('s3:GetObject');

async function read(cwd: string, args: readonly string[] = [], options: Partial<ReadOptions> = {}) {
  const inputs = readInputs(await findInputs(args, { cwd }), { cwd, ...options });
  return {
    paths: inputs.templates.map(({ file }) => file.path),
    problems: inputs.problems.map(({ kind, message }) => `${kind}: ${message}`),
    passedOver: Object.fromEntries(inputs.passedOver),
    inputs,
  };
}

describe('files met in a folder', () => {
  it('are recognised by content; others are passed over and counted by what they are', async () => {
    const cwd = folderWith({
      'any-name.yaml': TEMPLATE,
      'policy.json': { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      'k8s.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: x }\n',
      '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
      'package.json': { name: 'x', version: '1.0.0' },
      'picture.json': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 0, 0, 7, 9]),
    });
    const { paths, problems, passedOver } = await read(cwd);
    expect(paths).toEqual(['any-name.yaml', 'policy.json']);
    expect(problems).toEqual([]);
    expect(passedOver).toEqual({ binary: 1, 'github-workflow': 1, kubernetes: 1, 'package.json': 1 });
  });

  it('that are too large are a problem when they begin like a template', async () => {
    const filler = '#'.repeat(MAX_BYTES);
    const cwd = folderWith({ 'large.yaml': TEMPLATE + filler, 'data.json': `{"rows": "${filler}"}` });
    const { paths, problems, passedOver } = await read(cwd);
    expect(paths).toEqual([]);
    expect(problems).toEqual([
      'unreadable: Cannot read large.yaml: it is larger than 20 MB, and no template may be larger than 1 MB',
    ]);
    expect(passedOver).toEqual({ 'too large': 1 });
  });
});

describe('named files', () => {
  const cwd = folderWith({
    't.txt': TEMPLATE,
    'k8s.yaml': 'apiVersion: v1\nkind: Service\n',
    'blob.yaml': Buffer.from([0, 1, 2, 3, 0, 0, 9]),
  });

  it('may have any name but must be templates', async () => {
    const { paths, problems } = await read(cwd, ['t.txt', 'k8s.yaml', 'blob.yaml']);
    expect(paths).toEqual(['t.txt']);
    expect(problems).toEqual([
      'unreadable: k8s.yaml is no CloudFormation, SAM or CDK template and no IAM policy (kubernetes)',
      'unreadable: Cannot read blob.yaml: it is no text',
    ]);
  });

  it('are passed over like others where that was asked for', async () => {
    const { paths, problems, passedOver } = await read(cwd, ['t.txt', 'k8s.yaml', 'blob.yaml'], {
      ignoreNonTemplates: true,
    });
    expect(paths).toEqual(['t.txt']);
    expect(problems).toEqual([]);
    expect(passedOver).toEqual({ kubernetes: 1, binary: 1 });
  });

  it('of a cloud assembly are judged with what it knows, its other stacks are not', async () => {
    const folder = folderWith();
    writeAssembly(join(folder, 'cdk.out'), { shape: 'file', stage: 'Prod' });
    const { paths, inputs } = await read(folder, ['cdk.out/assembly-Prod/ProdApi.template.json']);
    expect(paths).toEqual(['cdk.out/assembly-Prod/ProdApi.template.json']);
    expect(inputs.templates[0]?.resources.get('Role1')?.constructPath).toBe('Prod/Api/Role/Resource');
    expect(inputs.acknowledged.map(({ constructPath }) => constructPath)).toEqual(['Prod/Api/Role']);
  });
});

describe('stdin', () => {
  it('is a template with the name that was given', async () => {
    const stdin = { bytes: Buffer.from(TEMPLATE), path: 'infra/x.yaml' };
    expect((await read(folderWith(), ['-'], { stdin })).paths).toEqual(['infra/x.yaml']);
    const other = { bytes: Buffer.from('kind: x\napiVersion: v1\n'), path: '<stdin>' };
    expect((await read(folderWith(), ['-'], { stdin: other })).problems).toHaveLength(1);
  });
});

describe('bytes', () => {
  const text = 'Resources: ü';
  const swapped = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['big-endian UTF-16 with a byte order mark', swapped],
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
    ['big-endian UTF-16 without one', swapped.subarray(2)],
  ])('in %s are read', (_, bytes) => {
    const source = decode(bytes, 'x');
    expect(source.kind === 'text' && source.file.text).toBe(text);
    expect(source.kind === 'text' && source.problem).toBeUndefined();
  });

  it('that are no UTF-8 are told with their place', () => {
    const source = decode(Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]), 'x');
    expect(source.kind === 'text' && source.file.text).toBe('a: \uFFFD\n');
    expect(source.kind === 'text' && source.problem).toMatchObject({
      kind: 'partly-read',
      span: { start: 3, end: 4 },
    });
  });

  it('that hold U+FFFD themselves are no problem, and an empty file is text', () => {
    expect(decode(Buffer.from('\uFFFD'), 'x')).not.toHaveProperty('problem');
    expect(decode(Buffer.alloc(0), 'x').kind).toBe('text');
  });
});

describe('related files', () => {
  const outside = folderWith({ 'secret.yaml': 'x' });
  const cwd = folderWith({ 'a/parent.yaml': '', 'a/child.yaml': 'child', 'common/part.yaml': 'part' });
  symlinkSync(join(outside, 'secret.yaml'), join(cwd, 'a/link.yaml'));
  const related = relatedFiles(cwd, [cwd]);
  const from = new SourceFile('a/parent.yaml', '');

  it('are read relative to the file that names them, once', () => {
    expect(related(from, './child.yaml')?.path).toBe('a/child.yaml');
    expect(related(from, '../common/part.yaml')?.text).toBe('part');
    expect(related(from, 'child.yaml')).toBe(related(from, './child.yaml'));
  });

  it.each([
    '../../secret.yaml',
    'link.yaml',
    'gone.yaml',
    '.',
    '',
    'https://s3.amazonaws.com/bucket/child.yaml',
    's3://bucket/child.yaml',
    'file:///etc/hostname',
    '/etc/hostname',
    '~/x.yaml',
    'C:\\x.yaml',
    '\\\\host\\x.yaml',
    'child.yaml\0',
    '{{resolve:ssm:/x}}',
  ])('are not read for %j', (location) => expect(related(from, location)).toBeUndefined());
});
