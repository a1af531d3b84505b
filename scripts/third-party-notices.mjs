// The licences of the packages whose code is inside dist/ and whose data is inside data/.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `node_modules/a/node_modules/@b/c/x.js` → `node_modules/a/node_modules/@b/c` */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
}

function licenceText(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  return name ? readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim() : undefined;
}

/**
 * The sources of the compiled data that data/meta.json names, each package once, with the text of its licence. The packages
 * are installed in tools/ only, so their texts are kept in scripts/data-licences; that of Apache-2.0 is LICENSE.
 */
function dataSources(root) {
  const path = join(root, 'data/meta.json');
  if (!existsSync(path)) return [];
  const versions = new Map();
  for (const source of JSON.parse(readFileSync(path, 'utf8')).sources) {
    const known = versions.get(source.package);
    versions.set(source.package, {
      ...source,
      version: known ? `${known.version}, ${source.version}` : source.version,
    });
  }
  return [...versions.values()].map(({ package: name, version, licence }) => {
    const kept = join(root, 'scripts/data-licences', `${name.replace('/', '__')}.txt`);
    if (licence !== 'Apache-2.0' && !existsSync(kept))
      throw new Error(`${name} (${licence}) has no text in scripts/data-licences`);
    const text = existsSync(kept)
      ? readFileSync(kept, 'utf8').replaceAll('\r\n', '\n').trim()
      : 'The text of the licence is in LICENSE.';
    return { name, version, license: licence, text };
  });
}

/**
 * The text of THIRD_PARTY_NOTICES, the same for the same packages.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} root folder that the metafile's paths are relative to
 * @throws Error when a bundled package comes without the text of its licence.
 */
export function thirdPartyNotices(metafile, root) {
  const bundled = new Set();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      if (bytesInOutput > 0 && packageFolder(input)) bundled.add(packageFolder(input));

  const packages = [...bundled].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const text = licenceText(join(root, folder));
    if (!text) throw new Error(`${name} ${version} (${license}) has no licence file`);
    return { name, version, license, text };
  });
  packages.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));

  const section = ({ name, version, license, text }) =>
    `${'-'.repeat(78)}\n${name} ${version} (${license})\n\n${text}`;
  return (
    [
      'iam-lint contains code of the following packages.',
      ...packages.map(section),
      'The data in data/ is compiled from the following packages.',
      ...dataSources(root).map(section),
    ].join('\n\n') + '\n'
  );
}
