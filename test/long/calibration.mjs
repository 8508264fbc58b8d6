// @ts-check
// npm run test:calibration [-- INJECTIONS SEED]: binaries drawn from the prior, in noise, by an ensemble of walkers; ranks of the truths among
// posterior samples must be uniform (Kolmogorov and Smirnov, p > 0.01) for every parameter.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as lisalab from "lisalab";

const { inference, response } = lisalab;
const [INJECTIONS, SEED] = [Number(process.argv[2] ?? 200), BigInt(process.argv[3] ?? 1)];
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

/** @typedef {ReturnType<typeof injection> & { number: number }} Found */

/** All injections, in order. @returns {Promise<Found[]>} */
async function injections() {
  /** @type {Found[]} */
  const all = [];
  const threads = Array.from({ length: THREADS }, (_, first) => {
    const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: first });
    worker.on("message", (/** @type {Found} */ found) => {
      all.push(found);
      if (all.length % 20 === 0) console.error(`${all.length} of ${INJECTIONS}`);
    });
    return new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  });
  await Promise.all(threads);
  return all.sort((a, b) => a.number - b.number);
}

async function main() {
  const before = process.cpuUsage();
  const all = await injections();
  const { user, system } = process.cpuUsage(before);
  const snr = all.reduce((sum, found) => sum + found.snr, 0) / all.length;
  const seconds = ((user + system) / 1e6).toFixed(0);
  console.log(`${all.length} galactic binaries, mean signal to noise ${snr.toFixed(1)}, ${seconds} CPU seconds`);
  const rows = NAMES.map((name, p) => ({ name, ...inference.uniformity(all.map(({ ranks }) => Number(ranks[p]))) }));
  for (const { name, distance, probability } of rows) {
    console.log(`${name.padEnd(18)} distance ${distance.toFixed(3)}, p = ${probability.toFixed(3)}`);
  }
  return rows.every(({ probability }) => probability > LEAST) ? 0 : 1;
}

if (isMainThread) process.exitCode = await main();
else
  for (let n = Number(workerData); n < INJECTIONS; n += THREADS)
    parentPort?.postMessage({ number: n, ...injection(n) }, []);
