// Compares random pairs of policies and checks the answers against the evaluator:

import { loadKernel } from './access-kernel.mjs';

const [pairs = 100_000, seed = 1, requests = 1500] = process.argv.slice(2, 5).map(Number);
const kind = process.argv[5] ?? 'identity';
const kernel = await loadKernel(
  "export * from './src/access/index.ts'; export * from './test/access/random-policy.ts';",
);
const { compareAccess, evaluatePolicy, randomFrom, randomPolicy, relatedPolicy, criticalRequests } = kernel;
const { asResourcePolicy, askedBy, CALLERS } = kernel;
const counts = { PASS: 0, FAIL: 0, UNKNOWN: 0, wrong: 0 };
const reasons = {};
const started = performance.now();
let asked = 0;
let slowest = { time: 0, pair: -1 };
for (let pair = 0; pair < pairs; pair++) {
  const random = randomFrom(seed * 1_000_003 + pair);
  const formed = (policy) => (kind === 'resource' ? asResourcePolicy(random, policy) : policy);
  const existing = formed(randomPolicy(random));
  const next = random() < 0.6 ? relatedPolicy(random, existing) : formed(randomPolicy(random));
  const before = performance.now();
  const verdict = compareAccess(existing, next, { resourceModel: 'arn', kind });
  const time = performance.now() - before;
  if (time > slowest.time) slowest = { time, pair };
  counts[verdict.verdict]++;
  if (verdict.verdict === 'UNKNOWN') {
    reasons[verdict.reason] = (reasons[verdict.reason] ?? 0) + 1;
    if (process.env.VERBOSE)
      console.log(`pair ${pair}: ${verdict.reason}`, JSON.stringify({ existing, next }));
  }
  const allows = (policy, request) => evaluatePolicy(policy, request, { kind }).decision === 'ALLOW';
  const isNew = (request) => allows(next, request) && !allows(existing, request);
  if (verdict.verdict === 'FAIL' && !isNew(verdict.witness)) {
    counts.wrong++;
    console.log(`pair ${pair}: the witness is none`, JSON.stringify({ existing, next, verdict }));
  }
  if (verdict.verdict !== 'PASS') continue;
  for (const plain of criticalRequests(random, [existing, next], requests)) {
    const caller = CALLERS[Math.floor(random() * CALLERS.length)];
    const request = kind === 'resource' ? askedBy(random, plain, caller) : plain;
    asked++;
    if (!isNew(request)) continue;
    counts.wrong++;
    console.log(`pair ${pair}: PASS, but`, JSON.stringify({ request, existing, next }));
    break;
  }
}
const seconds = (performance.now() - started) / 1000;
console.log(
  `${pairs} pairs, seed ${seed}: ${counts.PASS} PASS, ${counts.FAIL} FAIL, ${counts.UNKNOWN} UNKNOWN (${((100 * counts.UNKNOWN) / pairs).toFixed(3)} %) ${JSON.stringify(reasons)}; ${asked} requests evaluated against PASS`,
);
console.log(`slowest pair ${slowest.pair}: ${slowest.time.toFixed(1)} ms; ${seconds.toFixed(0)} s in all`);
console.log(`${counts.wrong} wrong`);
if (counts.wrong > 0) process.exitCode = 1;
