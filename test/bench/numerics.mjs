// @ts-check
// The hot loops against scipy and pytdi. Ours run as anybody calls them: through the public face.
import * as lisalab from "lisalab";
import { compare } from "./pairs.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./peer.mjs").Peer} Peer */

/** Samples of a day at 4 Hz. */
const DAY = 345_600;

/** Targets for transforms: not slower than scipy. */
const SAME = { ratio: 1 };

/**
 * @param {Peer} peer
 * @returns {AsyncGenerator<Row>}
 */
export async function* fft(peer) {
  for (const length of [4096, 16_384, 65_536, DAY, 2 ** 20, 2 ** 22]) {
    await peer.ask({ make: "rfft", length });
    const values = noise(length, 1);
    const plan = lisalab.fftPlan(length);
    const out = lisalab.complexArray(plan.bins);
    const work = `real FFT of ${length.toLocaleString("en")}`;
    yield { ...(await compare(work, "scipy.fft.rfft", () => plan.forwardReal(values, out), peer)), target: SAME };
  }
}

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* welch(peer) {
  const series = sixSeries();
  const segment = 4096;
  const task = { length: DAY, channels: 6, segment: 16_384 };
  await peer.ask({ make: "welch", ...task });
  const spectra = () => series.map((one) => lisalab.psd(one, { segment }));
  yield {
    ...(await compare("Welch, 6 channels × a day", "scipy.signal.welch", spectra, peer)),
    target: { ratio: 0.7, seconds: 0.03 },
  };
  await peer.ask({ make: "csd_matrix", ...task });
  const matrix = () => lisalab.csdMatrix(series, { segment });
  yield {
    ...(await compare("6 × 6 CSD matrix of a day", "scipy.signal.csd", matrix, peer)),
    target: { ratio: 0.25, seconds: 0.05 },
  };
}

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* lagrange(peer) {
  const values = noise(DAY, 1);
  const jitter = noise(DAY, 2);
  const shifts = values.map((_, n) => -33.3 + 3e-8 * n + 2e-8 * Number(jitter[n]));
  const out = new Float64Array(DAY);
  await peer.ask({ make: "timeshift", length: DAY, order: 31 });
  const run = () => lisalab.lagrangeShift(values, shifts, 31, out);
  const result = await compare("varying delay, order 31, per sample", "pytdi timeshift", run, peer, 5);
  yield { ...perSample(result, DAY), target: { ratio: 15 / 670, seconds: 15e-9 } };
}

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* fir(peer) {
  const length = 4 * DAY;
  const values = noise(length, 1);
  const taps = lisalab.lowPassTaps(lisalab.kaiserDesign(240, (2.9 - 1.1) / 8), 2 / 8);
  const out = new Float64Array(DAY);
  await peer.ask({ make: "fir", length, step: 4 });
  const result = await compare(
    "FIR 145 taps, 16 → 4 Hz, per sample",
    "scipy upfirdn",
    () => lisalab.firFilter(values, taps, 4, out),
    peer,
  );
  yield { ...perSample(result, length), target: SAME };
}

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* tdi(peer) {
  const links = lisalab.MOSAS;
  const kinds = ["sci", "ref", "tmi"];
  const names = kinds.flatMap((kind) => links.map((link) => `${kind}_${link}`));
  const measurements = Object.fromEntries(names.map((name, n) => [name, noise(DAY, n + 1)]));
  const delays = lisalab.perMosa((link) => {
    const n = links.indexOf(link);
    return noise(DAY, 50 + n).map((random, k) => 8.3 + 0.01 * n + 1e-8 * (n - 2.5) * 0.25 * k + 5e-9 * random);
  });
  const combinations = /** @type {const} */ (["X2", "Y2", "Z2"]).map((name) => lisalab.tdi.beatnoteCombinationOf(name));
  await peer.ask({ make: "tdi", length: DAY });
  const run = () => {
    const field = lisalab.tdi.delayField(delays, 0.25);
    return combinations.map((one) => lisalab.tdi.evaluate(one, measurements, field, 31));
  };
  yield {
    ...(await compare("X2, Y2, Z2 of a day, order 31", "pytdi", run, peer, 3)),
    target: { ratio: 0.4 / 34, seconds: 0.4 },
  };
}

/**
 * @param {import("./pairs.mjs").Comparison} result
 * @param {number} count
 */
function perSample(result, count) {
  return { ...result, ours: result.ours / count, theirs: result.theirs / count };
}

function sixSeries() {
  const t0 = lisalab.instant("TCB", 0);
  return [1, 2, 3, 4, 5, 6].map((seed) => ({ t0, dt: 0.25, unit: "Hz", values: noise(DAY, seed) }));
}

/** White numbers in [−1, 1). */
function noise(/** @type {number} */ length, /** @type {number} */ seed) {
  let state = seed;
  return new Float64Array(length).map(() => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
