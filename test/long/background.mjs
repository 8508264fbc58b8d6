// @ts-check
// npm run test:background: the search for a stochastic background on data of our own, whose level and slope, and noise levels, are drawn from the
// prior: ranks of the truths are uniform when posteriors are honest; and on as many without a background, whose Bayes factors say how
// often there is a false alarm.
import process from "node:process";
import { inference, noise, randomStream, search } from "lisalab";

const [COUNT, NULLS, DAYS] = [60, 60, 30];
const [FROM, TO] = [5e-4, 1e-2];
const PRIOR = /** @type {const} */ ({
  readout: [6e-12, 1.2e-11],
  testMass: [2e-15, 4e-15],
  omega: [5e-13, 5e-11],
  index: [-1, 2],
});
/** @typedef {Record<keyof typeof PRIOR, number>} Truth */
const LEAST = 0.01;

const DF = 1 / (DAYS * 86_400);
const BINS = Math.ceil((1.01 * TO) / DF);
const critical = 0.75 * (67.4e3 / 3.085677581491367e22 / Math.PI) ** 2;
const heard = search.waveResponse();
const responses = Array.from({ length: BINS }, (_, k) => (k % 20 === 0 ? heard(Math.max(10, k + 10) * DF) : undefined));

/** @param {bigint} seed @param {Truth} truth */
function made(seed, { readout, testMass, omega, index }) {
  const models = noise.equalArms({ level: { readout, testMass } });
  const random = randomStream(seed, "background data");
  /** @param {"A" | "E" | "T"} name */
  const channel = (name) => {
    const sizes = Float64Array.from({ length: BINS }, (_, k) => {
      if (k === 0) return 0;
      const f = k * DF;
      const response = responses[k - (k % 20)];
      const strain = (critical * omega * (f / 3e-3) ** index) / f ** 3;
      return Math.sqrt((models[name](f) + (response?.[name] ?? 0) * strain) / DF / 4);
    });
    const part = () => random.normals(new Float64Array(BINS)).map((value, k) => value * (sizes[k] ?? 0));
    return { re: part(), im: part() };
  };
  return { df: DF, first: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

/** @param {bigint} seed @param {Truth} truth @param {search.BackgroundOptions["priors"]} priors */
function fitted(seed, truth, priors) {
  const { readout, testMass } = PRIOR;
  const work = search.fitBackground(made(seed, truth), {
    seed,
    from: FROM,
    to: TO,
    readout,
    testMass,
    priors,
    points: 60,
  });
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** @param {readonly [number, number]} bounds @param {number} part @param {boolean} isLog */
const drawn = ([low, high], part, isLog) => (isLog ? low * (high / low) ** part : low + (high - low) * part);

const names = /** @type {(keyof typeof PRIOR)[]} */ (Object.keys(PRIOR));
/** @type {Record<string, number[]>} */
const ranks = Object.fromEntries(names.map((name) => [name, []]));
for (let n = 1; n <= COUNT; n++) {
  const random = randomStream(BigInt(n), "background prior");
  const truth = /** @type {Truth} */ (
    Object.fromEntries(names.map((name) => [name, drawn(PRIOR[name], random.uniform(), name !== "index")]))
  );
  const { omega, index } = PRIOR;
  const samples = fitted(BigInt(n), truth, { omega, index }).models[1]?.samples ?? {};
  for (const name of names) ranks[name]?.push(inference.credibleRank(truth[name], samples[name] ?? []));
  if (n % 10 === 0) process.stderr.write(`${n} of ${COUNT} with a background\n`);
}
const factors = [];
const limits = [];
for (let n = 1; n <= NULLS; n++) {
  const { logBayesFactor, upperLimit } = fitted(
    BigInt(1000 + n),
    { readout: 8e-12, testMass: 3e-15, omega: 0, index: 0 },
    {},
  );
  factors.push(logBayesFactor);
  limits.push(upperLimit);
  if (n % 10 === 0) process.stderr.write(`${n} of ${NULLS} without\n`);
}

let failed = 0;
for (const name of names) {
  const { distance, probability } = inference.uniformity(ranks[name] ?? []);
  if (probability < LEAST) failed++;
  process.stdout.write(`${name.padEnd(9)} D = ${distance.toFixed(3)}, p = ${probability.toFixed(3)} of ${COUNT}\n`);
}
factors.sort((a, b) => a - b);
limits.sort((a, b) => a - b);
const above = [0, 1, 2, 3, 5].map((value) => `${factors.filter((factor) => factor > value).length} above ${value}`);
process.stdout.write(
  `without a background: ln of the Bayes factor ${factors[0]?.toFixed(1)} to ${factors.at(-1)?.toFixed(1)}; of ${NULLS}, ${above.join(", ")}\n`,
);
process.stdout.write(`upper limit on Ω at 3 mHz after ${DAYS} days: ${limits[NULLS / 2]?.toExponential(1)} (median)\n`);
const seconds = process.cpuUsage().user / 1e6;
process.stdout.write(`${seconds.toFixed(0)} CPU seconds; ${failed} of ${names.length} parameters below p = ${LEAST}\n`);
process.exitCode = failed > 0 ? 1 : 0;
