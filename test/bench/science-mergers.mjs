// @ts-check
// Of npm run bench -- science, or node test/bench/science-mergers.mjs: massive binaries of mini-sangria (from the folder that
// LISALAB_REFERENCE names), whose truth only the scoring sees, and of data of our own making; false alarms in noise.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as lisalab from "lisalab";

const { inference, noise, search } = lisalab;

/** @typedef {lisalab.inference.MassiveBinary} Binary */
/** @typedef {{ name: string, series: lisalab.search.TdiSeries, into: lisalab.search.MergerData, truths: Binary[] }} Sky */

const models = noise.equalArms({ level: "Sangria" });
const SEEDS = [301n, 302n];
const [DT, COUNT] = [15, 524_288];
const BAND = /** @type {const} */ ([1.5e-4, 0.032]);
const GPC = 3.0857e25;
/** Months of noise that are searched, each of so many samples. */
const [MONTHS, MONTH] = [12, 172_800];
/** A fit and a true binary are the same when they merge within an hour. */
const SAME = 3600;

/** Lines of the table. @returns {AsyncGenerator<string>} */
export async function* mergers() {
  const folder = process.env["LISALAB_REFERENCE"];
  const reference = folder === undefined ? undefined : join(folder, "sources", "mini-sangria-91d.h5");
  if (reference === undefined || !existsSync(reference)) {
    yield "massive binaries of mini-sangria-91d: left out; LISALAB_REFERENCE must name the folder that holds sources/mini-sangria-91d.h5.";
  } else yield* table(await sangria(reference));
  for (const seed of SEEDS) yield* table(made(seed));
  yield falseAlarms();
}

/** @param {Sky} sky @returns {Generator<string>} */
function* table({ name, series, into, truths }) {
  const begun = cpu();
  const candidates = search.detectMergers(series, models);
  const detected = cpu() - begun;
  const fits = [...search.fitMergers(candidates, series, models, into)];
  const fitted = cpu() - begun - detected;
  const is = (/** @type {{ time: number }} */ one, /** @type {{ time: number }} */ other) =>
    Math.abs(one.time - other.time) < SAME;
  const right = fits.filter(({ binary }) => truths.some((truth) => is(truth, binary))).length;
  yield `massive binaries, ${name}: ${truths.length} there, ${fits.length} fitted, ${right} of these are true ones; detected in ${detected.toFixed(1)} and fitted in ${fitted.toFixed(1)} CPU s`;
  yield "  merges (s)   SNR true, fitted   time off (s, σ)    chirp mass off   sky, 90 % (deg²)   truth inside 90 %   ln L over the truth's   R̂     CPU s";
  for (const truth of truths) {
    const n = fits.findIndex(({ binary }) => is(truth, binary));
    const fit = fits[n];
    yield fit === undefined
      ? `  ${truth.time.toFixed(0).padEnd(12)} not found`
      : row(truth, fit, search.mergerAlone(fits, n, into));
  }
}

/** @param {Binary} truth @param {lisalab.search.MergerFit} fit @param {lisalab.search.MergerData} into */
function row(truth, fit, into) {
  const begun = cpu();
  const posterior = search.sampleMerger(fit, into, { seed: 1n });
  const used = cpu() - begun;
  const time = search.spreadOf(posterior, "time");
  const mass = search.spreadOf(posterior, "chirpMass");
  const numbers = numbersOf(truth);
  const inside = numbers.filter((value, n) => {
    const rank = inference.credibleRank(
      value,
      posterior.samples.map((sample) => Number(sample[n])),
    );
    return rank > 0.05 && rank < 0.95;
  }).length;
  const signal = search.mergerSignal(truth, into);
  const noise = within(into);
  const over =
    inference.logLikelihood(into.data, search.mergerSignal(fit.binary, into), noise) -
    inference.logLikelihood(into.data, signal, noise);
  const off = truth.time - time.mean;
  const cells = [
    truth.time.toFixed(0).padEnd(12),
    `${inference.optimalSnr(signal, into.noise).toFixed(0)}, ${Math.sqrt(2 * fit.logLikelihood).toFixed(0)}`.padEnd(18),
    `${off.toFixed(1)}, ${(off / time.sigma).toFixed(1)}`.padEnd(18),
    `${((100 * (mass.mean - Number(numbers[0]))) / Number(numbers[0])).toFixed(4)} %`.padEnd(16),
    search.skyArea(posterior, 0.9).toPrecision(3).padEnd(18),
    `${inside} of ${numbers.length}`.padEnd(19),
    over.toFixed(1).padEnd(23),
    posterior.rHat.toFixed(3).padEnd(6),
    used.toFixed(1),
  ];
  return `  ${cells.join(" ")}`;
}

/** Noise where fits look. @param {lisalab.search.MergerData} into */
function within({ noise: { df, first, ...of }, band: [low, high] }) {
  const cut = (/** @type {"A" | "E" | "T"} */ name) =>
    of[name].map((value, k) =>
      (first + k) * df >= low && (first + k) * df <= high ? value : Number.POSITIVE_INFINITY,
    );
  return { df, first, A: cut("A"), E: cut("E"), T: cut("T") };
}

/** As `search.MERGER_PARAMETERS`: ψ within a quarter turn, the phase within half a turn. @param {Binary} binary */
function numbersOf({ mass, eta, delta, chi1, chi2, time, lambda, beta, distance, inclination, polarization, phase }) {
  const quarters = Math.floor(polarization / (Math.PI / 2));
  const turned = phase - (quarters * Math.PI) / 2;
  const within = [polarization - (quarters * Math.PI) / 2, turned - Math.PI * Math.floor(turned / Math.PI)];
  return [mass * eta ** 0.6, delta, chi1, chi2, time, lambda, beta, distance, inclination, ...within];
}

/** @param {number} duration @param {import("lisalab").response.TdiSignal} data @returns {lisalab.search.MergerData} */
function intoOf(duration, data) {
  return {
    data,
    noise: inference.noiseDensity(models, { df: data.df, first: data.first, count: data.A.re.length }),
    path: lisalab.response.constellationPath(lisalab.orbits.equalArm(), lisalab.instant("TCB", 0), duration),
    generation: 1.5,
    observation: [0, duration],
    band: BAND,
  };
}

/** @param {string} path @returns {Promise<Sky>} */
async function sangria(path) {
  const file = await lisalab.io.openChallenge(path);
  const { X, Y, Z } = await file.read();
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  const series = {
    dt: file.dt,
    start: 0,
    A: X.map((x, n) => r2 * (Number(Z[n]) - x)),
    E: X.map((x, n) => r6 * (x - 2 * Number(Y[n]) + Number(Z[n]))),
    T: X.map((x, n) => r3 * (x + Number(Y[n]) + Number(Z[n]))),
  };
  const truths = (await file.truth())
    .filter((source) => source.class === "massive-binary")
    .map(({ parameters }) => {
      const at = (/** @type {string} */ name) => Number(parameters.find((one) => one.name === name)?.value);
      return binaryOf(at);
    });
  return { name: "mini-sangria-91d", series, into: intoOf(file.length * file.dt, await file.spectrum()), truths };
}

/** @param {(name: string) => number} at @returns {Binary} */
function binaryOf(at) {
  const [one, other] = [at("mass1"), at("mass2")];
  const mass = one + other;
  return {
    mass,
    eta: (one * other) / mass ** 2,
    delta: (one - other) / mass,
    chi1: at("spin1"),
    chi2: at("spin2"),
    time: at("time"),
    lambda: at("lambda"),
    beta: at("beta"),
    distance: at("distance"),
    inclination: at("inclination"),
    polarization: at("polarization"),
    phase: at("phase"),
  };
}

/** Two or three binaries in three months of stationary noise. @param {bigint} seed @returns {Sky} */
function made(seed) {
  const duration = DT * COUNT;
  const random = lisalab.randomStream(seed, "skies of mergers");
  const empty = intoOf(duration, noiseOf(random, COUNT));
  const within = (/** @type {number} */ from, /** @type {number} */ to) => from + (to - from) * random.uniform();
  const truths = Array.from({ length: 2 + Number(seed % 2n) }, () => {
    const delta = within(0, 0.8);
    const eta = (1 - delta ** 2) / 4;
    return {
      mass: (1e5 * 20 ** random.uniform()) / eta ** 0.6,
      eta,
      delta,
      chi1: within(-0.9, 0.9),
      chi2: within(-0.9, 0.9),
      time: within(20, 85) * 86_400,
      lambda: within(0, 2 * Math.PI),
      beta: Math.asin(within(-1, 1)),
      distance: within(20, 150) * GPC,
      inclination: Math.acos(within(-1, 1)),
      polarization: within(0, Math.PI / 2),
      phase: within(0, Math.PI),
    };
  }).sort((a, b) => a.time - b.time);
  const data = search.subtractMergers(
    empty,
    truths.map((binary) => ({ binary: { ...binary, phase: binary.phase + Math.PI / 2 }, logLikelihood: 0 })),
  );
  const into = { ...empty, data };
  return { name: `seed ${seed}`, series: seriesOf(data, COUNT), into, truths };
}

/** @param {import("lisalab").RandomStream} random @param {number} count @returns {import("lisalab").response.TdiSignal} */
function noiseOf(random, count) {
  const [bins, df] = [count / 2 + 1, 1 / (count * DT)];
  const channel = (/** @type {"A" | "E" | "T"} */ name) => {
    const [re, im] = [0, 1].map(() => random.normals(new Float64Array(bins)));
    const size = Float64Array.from({ length: bins }, (_, k) =>
      k * df > 2e-5 ? Math.sqrt(models[name](k * df) / (4 * df)) : 0,
    );
    const part = (/** @type {Float64Array | undefined} */ of) => size.map((s, k) => s * Number(of?.[k]));
    return { re: part(re), im: part(im) };
  };
  return { df, first: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

/** @param {import("lisalab").response.TdiSignal} data @param {number} count @returns {lisalab.search.TdiSeries} */
function seriesOf(data, count) {
  const channel = (/** @type {"A" | "E" | "T"} */ name) => lisalab.irfft(data[name], count).map((x) => x / DT);
  return { dt: DT, start: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

/** Candidates that noise alone makes, above some thresholds. */
function falseAlarms() {
  const counts = [6, 7, 8].map((threshold) => ({ threshold, count: 0 }));
  for (let month = 0; month < MONTHS; month++) {
    const series = seriesOf(noiseOf(lisalab.randomStream(BigInt(1000 + month), "false alarms"), MONTH), MONTH);
    const found = search.detectMergers(series, models, { threshold: 6 });
    for (const one of counts) one.count += found.filter(({ significance }) => significance > one.threshold).length;
  }
  const parts = counts.map(({ threshold, count }) => `${count} above ${threshold}`);
  return `massive binaries, false alarms in ${MONTHS} months of noise: ${parts.join(", ")} (the threshold is 8)`;
}

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for await (const line of mergers()) console.log(line);
