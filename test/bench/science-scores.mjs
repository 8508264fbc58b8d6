// @ts-check
// What a search found against the truth: recall and purity by signal-to-noise ratio, what is left and the estimate of the noise by
// bands, truth inside of credible intervals.
import * as lisalab from "lisalab";

const { inference, noise, search } = lisalab;

/** @typedef {lisalab.search.GalacticBinary} Binary */
/** @typedef {lisalab.search.Observation} Observation */
/** @typedef {lisalab.search.GalacticSearch} Search */
/** @typedef {import("lisalab").response.TdiSignal} Signal */
/**
 * @typedef {object} Sky
 * @property {string} name
 * @property {number} duration
 * @property {lisalab.search.Gate[]} gates
 * @property {Signal} data
 * @property {Binary[]} truths
 * @property {[number, number]} band
 * @property {number[]} bands
 * @property {number} [falseAlarms] that noise may make in the search, in the mean; 0.01 where nothing is said
 * @property {lisalab.search.TdiSeries} [series] where there are massive binaries, too
 * @property {readonly lisalab.catalogue.CatalogueSource[]} [mergers] the true ones
 */
/**
 * @typedef {object} Matching
 * @property {readonly { truth: number, fit: number, overlap: number }[]} pairs each true and each found one once
 * @property {readonly number[]} snrs of the truths
 * @property {readonly number[]} overlaps of what was found, the largest
 */

/**
 * Rows of the table: signal-to-noise ratios, and the overlap from which on a true binary counts as recovered. Noise alone takes
 * 7/(2 ρ²) from that of the best fit in the mean, and nearly three times as much from one in a hundred.
 */
const ROWS = [
  { from: 7, to: 8, least: 0.8 },
  { from: 8, to: 10, least: 0.85 },
  { from: 10, to: 12, least: 0.9 },
  { from: 12, to: 20, least: 0.95 },
  { from: 20, to: 50, least: 0.95 },
  { from: 50, to: Number.POSITIVE_INFINITY, least: 0.95 },
];
/** Overlaps from which on what was catalogued is a true one: as is usual, and as far as noise may take faint ones. */
const [MATCH, FAINT] = [0.9, 0.8];
/** Bins by which frequencies of the same binary may differ. */
const NEAR = 10;
/** @type {readonly (keyof Binary)[]} */
const NAMES = ["frequency", "fdot", "lambda", "beta", "amplitude", "inclination", "polarization", "phase"];

/** @param {number} duration @param {number} count */
export function modelOf(duration, count) {
  return inference.noiseDensity(noise.equalArms({ level: "Sangria" }), { df: 1 / duration, first: 0, count });
}

/** Which found binary is which true one, the largest overlaps first. @param {Sky} sky @param {Search} found @returns {Matching} */
export function matching({ duration, data, truths }, found) {
  const seen = search.observation({ duration });
  const model = modelOf(duration, data.A.re.length);
  const signals = truths.map((truth) => search.signalOf(seen, search.linearOf(truth)));
  const fits = found.binaries.map(({ linear }) => search.signalOf(seen, linear));
  /** @type {{ truth: number, fit: number, overlap: number }[]} */
  const all = [];
  const overlaps = fits.map(() => 0);
  found.binaries.forEach(({ binary }, fit) => {
    truths.forEach(({ frequency }, truth) => {
      const [a, b] = [fits[fit], signals[truth]];
      if (Math.abs(frequency - binary.frequency) * duration > NEAR || a === undefined || b === undefined) return;
      const overlap = inference.overlap(a, b, model);
      overlaps[fit] = Math.max(Number(overlaps[fit]), overlap);
      all.push({ truth, fit, overlap });
    });
  });
  const [hit, used] = [new Set(), new Set()];
  const pairs = all
    .sort((a, b) => b.overlap - a.overlap)
    .filter(({ truth, fit, overlap }) => {
      if (overlap < FAINT || hit.has(truth) || used.has(fit)) return false;
      hit.add(truth);
      used.add(fit);
      return true;
    });
  return { pairs, snrs: signals.map((signal) => inference.optimalSnr(signal, model)), overlaps };
}

/** @param {Sky} sky @param {Search} found @param {Matching} matched */
export function* scores({ truths }, found, { pairs, snrs, overlaps }) {
  const best = new Map(pairs.map(({ truth, overlap }) => [truth, overlap]));
  yield "  SNR            true  recovered (overlap)    catalogued  true ones (overlap 0.9; 0.8)";
  /** @type {string[]} */
  const missed = [];
  for (const { from, to, least } of ROWS) {
    const inside = (/** @type {number} */ snr) => snr >= from && snr < to;
    const some = truths.map((truth, n) => ({ truth, n })).filter(({ n }) => inside(Number(snrs[n])));
    const recovered = some.filter(({ n }) => (best.get(n) ?? 0) > least);
    const claimed = found.binaries.map((one, n) => ({ one, n })).filter(({ one }) => inside(one.snr));
    const right = (/** @type {number} */ limit) => claimed.filter(({ n }) => Number(overlaps[n]) >= limit).length;
    if (from >= 10)
      for (const { truth, n } of some.filter((one) => !recovered.includes(one)))
        missed.push(
          `${(truth.frequency * 1e3).toFixed(4)} mHz (SNR ${Number(snrs[n]).toFixed(1)}, overlap ${(best.get(n) ?? 0).toFixed(3)})`,
        );
    const range = Number.isFinite(to) ? `${from}-${to}` : `over ${from}`;
    yield `  ${range.padEnd(12)} ${cell(some.length, 6)} ${cell(recovered.length, 6)}  (${least.toFixed(2)}) ${part(recovered.length, some.length)}      ${cell(claimed.length, 6)}      ${cell(right(MATCH), 6)} ${cell(right(FAINT), 6)}`;
  }
  const all = overlaps.length;
  const right = (/** @type {number} */ limit) => overlaps.filter((overlap) => overlap >= limit).length;
  if (missed.length > 0) yield `  not recovered above 10: ${missed.slice(0, 8).join(", ")}; ${missed.length} in all`;
  yield `  purity: ${right(MATCH)} of ${all} match a true one (overlap 0.9; ${right(FAINT)} with 0.8)`;
}

/** @param {number} value @param {number} width */
function cell(value, width) {
  return String(value).padStart(width);
}

/** @param {number} some @param {number} all */
function part(some, all) {
  return all === 0 ? "     " : `${((100 * some) / all).toFixed(0)} %`.padStart(5);
}

/**
 * By bands: power that is left over that of the instrument's noise; the estimate over it; and the truth, which is the power of the data
 * without the true signals of what was recovered. @param {Sky} sky @param {Observation} seen @param {Search} found @param {Matching} matched
 */
export function* residuals({ duration, bands, data, truths }, seen, found, matched) {
  const { window, count } = seen;
  const model = modelOf(duration, data.A.re.length);
  const power = window.reduce((sum, w) => sum + w * w, 0) / count;
  const rest = { ...data, A: copied(data.A), E: copied(data.E) };
  for (const { truth } of matched.pairs) {
    const binary = truths[truth];
    if (binary !== undefined) search.addSignal(rest, search.signalOf(seen, search.linearOf(binary)), -1);
  }
  yield "  band (mHz)      left over instrument, A and E    estimated      truth    estimated/truth, A and E";
  for (const [n, from] of bands.slice(0, -1).entries()) {
    const to = Number(bands[n + 1]);
    const [low, high] = [Math.ceil(from * duration), Math.floor(to * duration)];
    const means = /** @type {const} */ (["A", "E"]).map((channel) => {
      let [left, level, truth] = [0, 0, 0];
      for (let k = low; k < high; k++) {
        const unit = (duration / 2) * Number(model[channel][k]) * power;
        left += squared(found.residual[channel], k) / unit;
        truth += squared(rest[channel], k) / unit;
        level += Number(found.noise[channel][k]) / Number(model[channel][k]);
      }
      return { left: left / (high - low), level: level / (high - low), truth: truth / (high - low) };
    });
    const of = (/** @type {"left" | "level" | "truth"} */ key) => means.map((mean) => mean[key].toFixed(3)).join(" ");
    const ratios = means.map(({ level, truth }) => (level / truth).toFixed(3)).join(" ");
    const band = `${(from * 1e3).toFixed(1).padStart(5)}-${(to * 1e3).toFixed(1).padEnd(6)}`;
    yield `  ${band}         ${of("left")}              ${of("level")}   ${of("truth")}   ${ratios}`;
  }
}

/** @param {Signal["A"]} channel @param {number} k */
function squared({ re, im }, k) {
  return Number(re[k]) ** 2 + Number(im[k]) ** 2;
}

/** @param {Signal["A"]} channel */
function copied({ re, im }) {
  return { re: re.slice(), im: im.slice() };
}

/** @param {Sky} sky @param {Search} found @param {Matching} matched @param {readonly lisalab.search.BinaryPosterior[]} posteriors */
export function coverage({ truths }, { binaries }, { pairs }, posteriors) {
  const inside = new Map(NAMES.map((name) => [name, 0]));
  let [count, worst] = [0, 0];
  for (const posterior of posteriors) {
    worst = Math.max(worst, posterior.rHat);
    const pair = pairs.find(({ fit }) => binaries[fit] === posterior.found);
    const truth = pair && truths[pair.truth];
    if (truth === undefined) continue;
    count++;
    const ranks = search.truthRanks(posterior, truth);
    for (const name of NAMES) {
      if (ranks[name] > 0.05 && ranks[name] < 0.95) inside.set(name, (inside.get(name) ?? 0) + 1);
    }
  }
  const all = [...inside.values()].reduce((sum, value) => sum + value, 0);
  const parts = [...inside].map(([name, value]) => `${name} ${value}`);
  return `  truth inside 90 %: ${all} of ${count * NAMES.length} parameters (${((100 * all) / (count * NAMES.length)).toFixed(1)} %): ${parts.join(", ")} of ${count}; largest R̂ ${worst.toFixed(2)}`;
}
