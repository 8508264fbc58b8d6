// @ts-check
// npm run bench -- science: galactic binaries searched in data whose truth only the scoring sees: mini-sangria (from the folder
// that LISALAB_REFERENCE names) and data of our own making. The search is never told seeds or numbers of sources.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { h5wasm } from "h5wasm/node";
import * as lisalab from "lisalab";

const { inference, noise, search } = lisalab;

/** @typedef {lisalab.search.GalacticBinary} Binary */
/** @typedef {lisalab.search.Observation} Observation */
/** @typedef {{ name: string, duration: number, gates: lisalab.search.Gate[], data: import("lisalab").response.TdiSignal, truths: Binary[] }} Sky */

const SEEDS = [101n, 102n];
const BAND = { from: 3e-4, to: 2e-2 };
/** Bands (Hz) in which what is left is compared with the noise model. Merging massive binaries are loud below 1 mHz. */
const RESIDUALS = [5e-4, 1e-3, 2e-3, 4e-3, 8e-3, 1.2e-2, 2e-2];
const NAMES = /** @type {const} */ ([
  "frequency",
  "fdot",
  "lambda",
  "beta",
  "amplitude",
  "inclination",
  "polarization",
  "phase",
]);
/** Overlap from which on a found binary is the true one. */
const MATCH = 0.9;

/** Lines of the table. @returns {AsyncGenerator<string>} */
export async function* science() {
  yield "galactic binaries; CPU and elapsed seconds of one process. Published: 85-88 % matched after 16 weeks (Strub et al., arXiv:2403.15318).";
  const folder = process.env["LISALAB_REFERENCE"];
  const reference = folder === undefined ? undefined : join(folder, "sources", "mini-sangria-91d.h5");
  if (reference === undefined || !existsSync(reference)) {
    yield "mini-sangria-91d: left out; LISALAB_REFERENCE must name the folder that holds sources/mini-sangria-91d.h5.";
  } else yield* table(await sangria(reference));
  for (const seed of SEEDS) yield* table(made(seed));
}

/** @param {Sky} sky @returns {AsyncGenerator<string>} */
async function* table(sky) {
  const { duration, gates, data } = sky;
  const [cpu, begin] = [process.cpuUsage(), performance.now()];
  const used = () => {
    const { user, system } = process.cpuUsage(cpu);
    return `${((user + system) / 1e6).toFixed(0)} s CPU, ${((performance.now() - begin) / 1e3).toFixed(0)} s elapsed`;
  };
  const seen = search.observation({ duration, window: search.gateWindow(gates) });
  const found = ended(search.searchGalacticBinaries(seen, data, BAND));
  yield `${sky.name}: ${found.binaries.length} catalogued above 2F = ${found.threshold.toFixed(1)} (0.01 false alarms); ${used()}`;
  if (gates.length > 0) {
    const days = gates.map(({ from, to }) => `${(from / 86_400).toFixed(1)}-${(to / 86_400).toFixed(1)}`);
    yield `  left out as short and loud: days ${days.join(", ")}`;
  }
  yield* scores(sky, found);
  yield* residuals(seen, found);
  yield coverage(sky, [...search.binaryPosteriors(seen, found, { seed: 1n })].flat());
  yield `  with posteriors: ${used()}`;
}

/** @param {Sky} sky @param {lisalab.search.GalacticSearch} found */
function* scores({ duration, data, truths }, found) {
  const seen = search.observation({ duration });
  const model = modelOf(duration, data.A.re.length);
  const fits = found.binaries.map(({ linear }) => search.signalOf(seen, linear));
  const matched = new Set();
  const tally = new Map();
  const missed = [];
  for (const truth of truths) {
    const signal = search.signalOf(seen, search.linearOf(truth));
    const snr = inference.optimalSnr(signal, model);
    const overlaps = fits.map((fit) => (meets(fit, signal) ? inference.overlap(fit, signal, model) : 0));
    const best = Math.max(0, ...overlaps);
    if (best >= MATCH) matched.add(overlaps.indexOf(best));
    const [row, least] = snr > 12 ? ["SNR > 12, overlap > 0.95", 0.95] : ["SNR 10-12, overlap > 0.90", 0.9];
    if (snr <= 10) continue;
    const [recovered, all] = tally.get(row) ?? [0, 0];
    tally.set(row, [recovered + (best > least ? 1 : 0), all + 1]);
    if (best <= least)
      missed.push(`${(truth.frequency * 1e3).toFixed(4)} mHz (SNR ${snr.toFixed(1)}, overlap ${best.toFixed(3)})`);
  }
  for (const [row, [recovered, all]] of tally) yield `  ${row}: ${recovered} of ${all} recovered`;
  if (missed.length > 0) yield `  not recovered: ${missed.join(", ")}`;
  yield `  purity: ${matched.size} of ${fits.length} match a true one (overlap >= ${MATCH})`;
}

/** @param {Observation} seen @param {lisalab.search.GalacticSearch} found */
function* residuals({ duration, window, count }, { residual, noise: estimate }) {
  const model = modelOf(duration, residual.A.re.length);
  const power = window.reduce((sum, w) => sum + w * w, 0) / count;
  yield "  band (mHz)      2|n|²/(S T) of A, E      estimated over true density";
  for (const [n, from] of RESIDUALS.slice(0, -1).entries()) {
    const to = Number(RESIDUALS[n + 1]);
    const [low, high] = [Math.ceil(from * duration), Math.floor(to * duration)];
    const means = /** @type {const} */ (["A", "E"]).map((channel) => {
      let [left, level] = [0, 0];
      for (let k = low; k < high; k++) {
        const { re, im } = residual[channel];
        left += (2 * (Number(re[k]) ** 2 + Number(im[k]) ** 2)) / (duration * Number(model[channel][k]) * power);
        level += Number(estimate[channel][k]) / Number(model[channel][k]);
      }
      return [left / (high - low), level / (high - low)].map((mean) => mean.toFixed(3));
    });
    const [[a, levelA] = [], [e, levelE] = []] = means;
    yield `  ${(from * 1e3).toFixed(1).padStart(5)}-${(to * 1e3).toFixed(1).padEnd(6)}    ${a}  ${e}            ${levelA}  ${levelE}`;
  }
}

/** @param {Sky} sky @param {readonly lisalab.search.BinaryPosterior[]} posteriors */
function coverage({ duration, truths }, posteriors) {
  const inside = new Map(NAMES.map((name) => [name, 0]));
  let [count, worst] = [0, 0];
  for (const posterior of posteriors) {
    const away = (/** @type {Binary} */ { frequency }) =>
      Math.abs(frequency - posterior.found.binary.frequency) * duration;
    const truth = [...truths].sort((a, b) => away(a) - away(b))[0];
    worst = Math.max(worst, posterior.rHat);
    if (truth === undefined || away(truth) > 3) continue;
    count++;
    for (const [name, rank] of Object.entries(search.truthRanks(posterior, truth))) {
      if (rank > 0.05 && rank < 0.95)
        inside.set(/** @type {Binary & never} */ (name), (inside.get(/** @type {never} */ (name)) ?? 0) + 1);
    }
  }
  const all = [...inside.values()].reduce((sum, value) => sum + value, 0);
  const parts = [...inside].map(([name, value]) => `${name} ${value}`);
  return `  truth inside 90 %: ${all} of ${count * NAMES.length} parameters (${((100 * all) / (count * NAMES.length)).toFixed(1)} %): ${parts.join(", ")} of ${count}; largest R̂ ${worst.toFixed(2)}`;
}

/** @param {string} file @returns {Promise<Sky>} */
async function sangria(file) {
  await h5wasm.ready;
  const opened = new h5wasm.File(file, "r");
  try {
    const rows = /** @type {h5wasm.Dataset} */ (opened.get("obs/tdi")).value;
    const column = (/** @type {number} */ n) => Float64Array.from(rows, (row) => row[n]);
    const dt = rows[1][0] - rows[0][0];
    const channels = search.scienceChannels(column(1), column(2), column(3), dt);
    const gates = search.transients(channels, [1e-3, 2e-2]);
    const catalogue = /** @type {h5wasm.Dataset} */ (opened.get("sky/dgb/cat")).value;
    const truths = catalogue.map((/** @type {readonly (string | number)[]} */ row) => {
      const [, amplitude, frequency, fdot, beta, lambda, inclination, start, polarization] = row.map(Number);
      return { amplitude, frequency, fdot, beta, lambda, inclination, phase: Math.PI - Number(start), polarization };
    });
    const data = search.transformed(channels, gates);
    return { name: "mini-sangria-91d", duration: rows.length * dt, gates, data, truths };
  } finally {
    opened.close();
  }
}

/** Thirty binaries, two close pairs among them, in stationary noise of 91 days. @param {bigint} seed @returns {Sky} */
function made(seed) {
  const duration = 7_864_320;
  const seen = search.observation({ duration });
  const random = lisalab.randomStream(seed, "skies of binaries");
  const { data, noise: model } = search.mockNoise(seen, 0.0201, seed);
  /** @type {Binary[]} */
  const truths = [];
  const add = (/** @type {number} */ frequency) => {
    const unit = search.mockBinary(random, frequency, 1e-22);
    const snr = 8 * 60 ** random.uniform();
    const amplitude =
      (unit.amplitude * snr) / inference.optimalSnr(search.signalOf(seen, search.linearOf(unit)), model);
    truths.push({ ...unit, amplitude });
  };
  for (let n = 0; n < 28; n++) add(1e-3 * 12 ** random.uniform());
  for (const n of [3, 17]) add(Number(truths[n]?.frequency) + (2 + 3 * random.uniform()) / duration);
  search.addBinaries(seen, data, truths);
  return { name: `thirty binaries, seed ${seed}`, duration, gates: [], data, truths };
}

/** @param {number} duration @param {number} count */
function modelOf(duration, count) {
  return inference.noiseDensity(noise.equalArms({ level: "Sangria" }), { df: 1 / duration, first: 0, count });
}

/** @param {{ readonly first: number }} a @param {{ readonly first: number }} b */
function meets(a, b) {
  return Math.abs(a.first - b.first) < 100;
}

/** @template R @param {Generator<unknown, R, void>} work @returns {R} */
function ended(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
