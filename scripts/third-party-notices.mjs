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

/** Sources of the compiled data that data/meta.json names, each with its licence's identifier. */
function dataSources(root) {
  const path = join(root, 'data/meta.json');
  if (!existsSync(path)) return [];
  const { sources } = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(sources) ? sources : [];
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

  const parts = [
    'iam-lint contains code of the following packages and data compiled from the following sources.',
  ];
  for (const { name, version, license, text } of packages)
    parts.push(`${'-'.repeat(78)}\n${name} ${version} (${license})\n\n${text}`);
  const sources = dataSources(root);
  if (sources.length > 0) {
    const lines = sources.map(
      ({ package: name, version, licence, license }) => `${name} ${version} (${licence ?? license})`,
    );
    parts.push(`${'-'.repeat(78)}\nData in data/ is compiled from\n\n${lines.join('\n')}`);
  }
  return parts.join('\n\n') + '\n';
}
