// @ts-check
// npm run test:calibration [-- INJECTIONS SEED [galactic | massive]]: galactic and massive binaries drawn from the prior, in noise, by
// ensembles of walkers; ranks of the truths among posterior samples must be uniform (Kolmogorov and Smirnov, p > 0.01) for every parameter.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as lisalab from "lisalab";
import { NAMES as MASSIVE, injection as massive } from "./calibration-mergers.mjs";

const { inference, response } = lisalab;
const [INJECTIONS, SEED, ONLY] = [Number(process.argv[2] ?? 200), BigInt(process.argv[3] ?? 1), process.argv[4]];
/** Threads, which take injections by turns; what comes out does not depend on them. */
const THREADS = 2;
const LEAST = 0.01;

const DURATION = 7_889_400;
const SAMPLES = 32;
const [FREQUENCY, DF] = [0.003, 1 / DURATION];
/** Of the four parts of the two circular waves; the mean ratio of signal to noise is some 18. */
const SIZE = 1e-22;
const RANGES = [
  { name: "frequency", from: FREQUENCY - DF, to: FREQUENCY + DF },
  { name: "longitude", from: 1.8, to: 2.8 },
  { name: "sine of latitude", from: 0.1, to: 0.8 },
];
const NAMES = [...RANGES.map(({ name }) => name), "amplitude", "cos inclination", "polarization", "phase"];
const [WALKERS, STEPS, BURN, THIN] = [24, 1500, 500, 10];

const noise = lisalab.noise.equalArms({ level: "SciRD" });
const answer = response.galacticBinaryResponse({ duration: DURATION, samples: SAMPLES });
const middle = Math.round(FREQUENCY * DURATION);
const density = inference.noiseDensity(noise, { df: DF, first: middle - SAMPLES, count: 2 * SAMPLES });

/**
 * A binary of three places and the two circular waves A(1 ± cos ι)² exp(i(φ ± 2ψ)).
 * @param {Float64Array} p
 */
function binaryOf(p) {
  const [frequency, lambda, sine, a, b, c, d] =
    /** @type {[number, number, number, number, number, number, number]} */ (/** @type {unknown} */ (p));
  const [right, left] = [Math.sqrt(SIZE * Math.hypot(a, b)), Math.sqrt(SIZE * Math.hypot(c, d))];
  const [one, other] = [Math.atan2(b, a), Math.atan2(d, c)];
  return {
    frequency,
    lambda,
    beta: Math.asin(sine),
    amplitude: ((right + left) / 2) ** 2,
    inclination: Math.acos((right - left) / (right + left)),
    polarization: (one - other) / 4,
    phase: (one + other) / 2,
  };
}

/** What is asked of a posterior, each a number. @param {Float64Array} p */
function asked(p) {
  const { frequency, lambda, beta, amplitude, inclination, polarization, phase } = binaryOf(p);
  // A quarter turn of ψ and half a turn of the phase together change nothing: ψ within a quarter turn, and the phase after that.
  const quarters = Math.floor(polarization / (Math.PI / 2));
  const turned = phase - quarters * Math.PI;
  return [
    frequency,
    lambda,
    Math.sin(beta),
    amplitude,
    Math.cos(inclination),
    polarization - (quarters * Math.PI) / 2,
    turned - 2 * Math.PI * Math.floor(turned / (2 * Math.PI)),
  ];
}

/** @param {import("lisalab").response.TdiSignal} signal @param {import("lisalab").RandomStream} random */
function inNoise(signal, random) {
  /** @param {"A" | "E"} channel */
  const on = (channel) => {
    const size = density[channel].map((value) => Math.sqrt((value * DURATION) / 4));
    const re = random.normals(new Float64Array(size.length)).map((value, k) => value * Number(size[k]));
    const im = random.normals(new Float64Array(size.length)).map((value, k) => value * Number(size[k]));
    signal[channel].re.forEach((value, k) => {
      re[k + signal.first - density.first] += value;
      im[k + signal.first - density.first] += Number(signal[channel].im[k]);
    });
    return { re, im };
  };
  const empty = { re: new Float64Array(density.A.length), im: new Float64Array(density.A.length) };
  return { df: DF, first: density.first, A: on("A"), E: on("E"), T: empty };
}

/** @param {number} number */
function injection(number) {
  const random = lisalab.randomStream(SEED, `injection ${number}`);
  const waves = random.normals(new Float64Array(4));
  const truth = Float64Array.from([...RANGES.map(({ from, to }) => from + (to - from) * random.uniform()), ...waves]);
  const data = inNoise(answer.signal(binaryOf(truth)), random);
  const uniform = inference.uniformPrior(RANGES);
  const posterior = {
    dimension: 7,
    logPrior: (/** @type {Float64Array} */ p) => uniform(p) - p.subarray(3).reduce((sum, x) => sum + x * x, 0) / 2,
    logLikelihood: (/** @type {Float64Array} */ p) =>
      inference.logLikelihood(data, answer.signal(binaryOf(p)), density),
  };
  const options = {
    walkers: WALKERS,
    inverseTemperatures: inference.temperatureLadder(1, 1),
    seed: SEED,
    name: `walkers ${number}`,
  };
  // Near the truth, which is itself a draw from the posterior; where they begin is forgotten in the burn-in.
  const ensemble = inference.Ensemble.begin(posterior, options, (stream) => {
    const steps = stream.normals(new Float64Array(7));
    return truth.map((value, n) => {
      const range = RANGES[n];
      if (range === undefined) return value + 0.1 * Number(steps[n]);
      const width = range.to - range.from;
      return Math.min(
        range.to - 1e-3 * width,
        Math.max(range.from + 1e-3 * width, value + 0.05 * width * Number(steps[n])),
      );
    });
  });
  /** @type {number[][]} */
  const kept = [];
  for (let step = 0; step < STEPS; step++) {
    ensemble.step();
    if (step >= BURN && step % THIN === 0) kept.push(...ensemble.samples().map(({ parameters }) => asked(parameters)));
  }
  const snr = inference.optimalSnr(answer.signal(binaryOf(truth)), density);
  return {
    snr,
    ranks: asked(truth).map((value, n) =>
      inference.credibleRank(
        value,
        kept.map((one) => Number(one[n])),
      ),
    ),
  };
}

/** @typedef {{ number: number, snr: number, rHat?: number, ranks: number[] }} Found */

const KINDS = /** @type {const} */ ({
  galactic: { names: NAMES, injection },
  massive: { names: MASSIVE, injection: (/** @type {number} */ number) => massive(number, SEED) },
});

/** All injections of a kind, in order. @param {keyof typeof KINDS} kind @returns {Promise<Found[]>} */
async function injections(kind) {
  /** @type {Found[]} */
  const all = [];
  const threads = Array.from({ length: THREADS }, (_, first) => {
    const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: { kind, first } });
    worker.on("message", (/** @type {Found} */ found) => {
      all.push(found);
      if (all.length % 20 === 0) console.error(`${all.length} of ${INJECTIONS}`);
    });
    return new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  });
  await Promise.all(threads);
  return all.sort((a, b) => a.number - b.number);
}

/** Prints a table; whether all ranks are uniform. @param {keyof typeof KINDS} kind */
async function table(kind) {
  const before = process.cpuUsage();
  const all = await injections(kind);
  const { user, system } = process.cpuUsage(before);
  const snrs = all.map(({ snr }) => snr).sort((a, b) => a - b);
  const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => Number(snrs[Math.floor(part * snrs.length)]).toFixed(0));
  const seconds = ((user + system) / 1e6).toFixed(0);
  console.log(`${all.length} ${kind} binaries, signal to noise ${middle} (${low} to ${high}), ${seconds} CPU seconds`);
  const agreed = all.filter(({ rHat }) => rHat !== undefined && rHat < 1.1).length;
  if (kind === "massive") console.log(`chains agree (split R̂ below 1.1) for ${agreed} of them`);
  const rows = KINDS[kind].names.map((name, p) => ({
    name,
    ...inference.uniformity(all.map(({ ranks }) => Number(ranks[p]))),
  }));
  for (const { name, distance, probability } of rows) {
    console.log(`${name.padEnd(18)} distance ${distance.toFixed(3)}, p = ${probability.toFixed(3)}`);
  }
  return rows.every(({ probability }) => probability > LEAST);
}

async function main() {
  if (ONLY !== undefined && !(ONLY in KINDS)) {
    console.error("usage: npm run test:calibration [-- INJECTIONS SEED [galactic | massive]]");
    return 64;
  }
  let honest = true;
  for (const kind of /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS))) {
    if (ONLY === undefined || ONLY === kind) honest = (await table(kind)) && honest;
  }
  return honest ? 0 : 1;
}

/** One thread's part. @param {{ kind: keyof typeof KINDS, first: number }} part */
function work({ kind, first }) {
  for (let n = first; n < INJECTIONS; n += THREADS)
    parentPort?.postMessage({ number: n, ...KINDS[kind].injection(n) }, []);
}

if (isMainThread) process.exitCode = await main();
else work(workerData);
