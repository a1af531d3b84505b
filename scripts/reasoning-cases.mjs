// Runs worked cases of policy reasoning: `npm run -s reasoning-cases -- FILE`. The last line is `N of M`.
import { readFileSync } from 'node:fs';
import { loadKernel } from './access-kernel.mjs';
import { holeReader } from './case-holes.mjs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run -s reasoning-cases -- FILE');
  process.exitCode = 2;
} else {
  const kernel = await loadKernel();
  const cases = JSON.parse(readFileSync(file, 'utf8'));
  let right = 0;
  for (const item of cases) {
    const { answer, detail } = answerTo(item, kernel);
    const accepted = item.acceptable ?? [item.expected];
    if (accepted.includes(answer)) right++;
    else console.log(`${item.id}: ${answer}, expected ${accepted.join(' or ')}; ${detail} (${item.why})`);
  }
  console.log(`${right} of ${cases.length}`);
  if (right < cases.length) process.exitCode = 1;
}

function answerTo(item, kernel) {
  const { compareAccess, grantsAccess, publicAccess, effectiveAccess } = kernel;
  const read = holeReader(item.options?.parameters ?? {}, kernel.parsePolicy);
  // The published verdicts come from a tool that compares resources as free ARNs.
  const options = {
    resourceModel: item.options?.resourceModel ?? 'arn',
    ...(item.policyType && { kind: item.policyType === 'RESOURCE_POLICY' ? 'resource' : 'identity' }),
  };
  const told = (verdict) => ({ answer: verdict.verdict, detail: JSON.stringify(verdict) });
  switch (item.kind) {
    case 'noNewAccess':
      return told(compareAccess(read(item.existing), read(item.new), options));
    case 'accessNotGranted':
      return told(grantsAccess(read(item.policy), item.access, options));
    case 'noPublicAccess':
      return told(
        publicAccess(read(item.policy), item.resourceType, { resourceModel: options.resourceModel }),
      );
    case 'effective': {
      const { type, name, ...rest } = item.principal;
      const decision = effectiveAccess(
        { ...rest, type: type.toLowerCase(), ...(name && { name }) },
        {
          identity: (item.identityPolicies ?? []).map(read),
          ...(item.permissionsBoundary && { boundary: read(item.permissionsBoundary) }),
          ...(item.sessionPolicy && { session: [item.sessionPolicy].flat().map(read) }),
          ...(item.scps && { scps: item.scps.map((level) => level.map(read)) }),
          ...(item.rcps && { rcps: item.rcps.map((level) => level.map(read)) }),
          ...(item.resourcePolicy && { resource: read(item.resourcePolicy) }),
        },
        item.request,
        { ...(item.resourceAccount && { resourceAccount: item.resourceAccount }), ...item.options },
      );
      return { answer: decision, detail: '' };
    }
    default:
      return { answer: 'UNKNOWN', detail: `no such kind of case: ${item.kind}` };
  }
}
