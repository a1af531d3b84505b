// Compares all AWS managed policies with each other: `node scripts/access-matrix.mjs [arn|catalogue] [MOST]`.
import { loadKernel } from './access-kernel.mjs';

const [resourceModel = 'arn', most = '1e9'] = process.argv.slice(2);
const kernel = await loadKernel(
  `export * from './src/access/index.ts'; export * from './src/catalogue/managed-policies.ts';`,
);
const { parsePolicy, policySet, compareAccess, managedPolicyNames, findManagedPolicy } = kernel;
const names = managedPolicyNames().slice(0, Number(most));
const documents = names.map((name) => findManagedPolicy(name).document);
const timed = (work) => {
  const started = performance.now();
  const result = work();
  return { result, time: performance.now() - started };
};
for (let warm = 0; warm < 5; warm++) documents.forEach((text) => JSON.parse(text));
const parse = Math.min(
  ...Array.from({ length: 9 }, () => timed(() => documents.forEach((text) => JSON.parse(text))).time),
);

const read = timed(() => documents.map((text) => parsePolicy(text)));
const policies = read.result;
const set = timed(() => policySet(policies, { resourceModel }));
const counts = { PASS: 0, FAIL: 0, UNKNOWN: 0 };
const notes = [];
const started = performance.now();
for (let existing = 0; existing < policies.length; existing++)
  for (let next = 0; next < policies.length; next++) {
    const verdict = set.result.compare(existing, next);
    counts[verdict]++;
    if (existing === next && verdict !== 'PASS') notes.push(`${names[existing]} against itself: ${verdict}`);
    if (verdict === 'UNKNOWN') notes.push(`UNKNOWN: ${names[next]} against ${names[existing]}`);
  }
const pairsTime = performance.now() - started;
const pairs = policies.length ** 2;
const total = read.time + set.time + pairsTime;
console.log(
  `${policies.length} policies, resource model ${resourceModel}; JSON.parse of all ${parse.toFixed(1)} ms`,
);
console.log(
  `read ${read.time.toFixed(0)} ms, prepare ${set.time.toFixed(0)} ms, ${pairs} pairs ${pairsTime.toFixed(0)} ms`,
);
console.log(
  `${(total / parse).toFixed(0)} times JSON.parse in all; ${Math.round(pairs / (pairsTime / 1000))} pairs per second`,
);
// A second pass finds the worst pair, so that the clock does not slow the first.
let worst = { time: 0, pair: '' };
for (let existing = 0; existing < policies.length; existing++)
  for (let next = 0; next < policies.length; next++) {
    const before = performance.now();
    set.result.compare(existing, next);
    const time = performance.now() - before;
    if (time > worst.time) worst = { time, pair: `${names[next]} against ${names[existing]}` };
  }
for (const note of notes.slice(0, 20)) console.log(note);
if (notes.length > 20) console.log(`and ${notes.length - 20} more`);
console.log(`worst pair ${worst.time.toFixed(1)} ms: ${worst.pair}`);
console.log(`${counts.PASS} PASS, ${counts.FAIL} FAIL, ${counts.UNKNOWN} UNKNOWN`);

// The short cut gives no witness: a sample is decided the long way and must agree.
let checked = 0;
let differing = 0;
for (let at = 7; at < pairs; at += Math.max(1, Math.floor(pairs / 3000))) {
  const existing = Math.floor(at / policies.length);
  const next = at % policies.length;
  const verdict = compareAccess(policies[existing], policies[next], { resourceModel }).verdict;
  checked++;
  if (verdict !== set.result.compare(existing, next)) {
    differing++;
    console.log(
      `${names[next]} against ${names[existing]}: ${verdict} with witness, else ${set.result.compare(existing, next)}`,
    );
  }
}
console.log(`${checked} pairs decided with witness: ${differing} differ`);
