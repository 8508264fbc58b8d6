// @ts-check
// npm run bench -- science [SET…]: searches and fits of data whose truth only the scoring sees: reference sets (from the folder that
// LISALAB_REFERENCE names) and data of our own making. The search is never told seeds or numbers of sources.
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as lisalab from "lisalab";
import { mergers } from "./science-mergers.mjs";
import { coverage, matching, residuals, scores } from "./science-scores.mjs";
import { galaxy, made, sangria } from "./science-skies.mjs";

const { search } = lisalab;

/** @typedef {import("./science-scores.mjs").Sky} Sky */

const SEEDS = [101n, 102n, 103n, 104n, 105n, 106n, 107n, 108n];
/** Searches of noise alone, and how many false alarms each may have. */
const [NOISES, ALARMS] = [100, 0.1];
/** Those whose posteriors are sampled, too. */
const SAMPLED = [103n];

/** Lines of the table; of all sets, or of some: sangria, galaxy, noise, seeds, mergers. @param {readonly string[]} wanted @returns {AsyncGenerator<string>} */
export async function* science(wanted = []) {
  const is = (/** @type {string} */ set) => wanted.length === 0 || wanted.includes(set);
  yield "searches of data whose truth only the scoring sees; CPU and elapsed seconds of one process.";
  yield "published: 85-88 % of what is catalogued after 16 weeks matches a true source (Strub et al., arXiv:2403.15318).";
  if (is("sangria")) yield* reference("mini-sangria-91d.h5", sangria, fitted);
  if (is("galaxy")) yield* reference("mini-galaxy-364d.h5", galaxy, table);
  if (is("noise")) yield* alarms();
  if (is("mergers")) yield* mergers();
  if (is("seeds")) for (const seed of SEEDS) yield* table(made(seed), SAMPLED.includes(seed));
}

/** @param {string} name @param {(file: string) => Promise<Sky>} read @param {(sky: Sky) => Generator<string>} judged @returns {AsyncGenerator<string>} */
async function* reference(name, read, judged) {
  const folder = process.env["LISALAB_REFERENCE"];
  const file = folder === undefined ? undefined : join(folder, "sources", name);
  if (file === undefined || !existsSync(file)) {
    yield `${name}: left out; LISALAB_REFERENCE must name the folder that holds sources/${name}.`;
  } else yield* judged(await read(file));
}

/** What says how long all took since then. */
function watch() {
  const [cpu, begin] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return `${((user + system) / 1e6).toFixed(0)} s CPU, ${((performance.now() - begin) / 1e3).toFixed(0)} s elapsed`;
  };
}

/** Mergers and binaries by turns, with their posteriors. @param {Sky} sky @returns {Generator<string>} */
function* fitted(sky) {
  const { duration, band, series, mergers = [] } = sky;
  if (series === undefined) throw new Error(`${sky.name} has no series.`);
  const used = watch();
  const from = lisalab.instant("TCB", 0);
  const into = { series, from, orbits: lisalab.orbits.equalArm(), generation: /** @type {1.5} */ (1.5) };
  const fit = ended(search.globalFit(into, { seed: 1n, band: { from: band[0], to: band[1] } }));
  yield `${sky.name}, all sources: ${fit.mergers.length} massive, ${fit.binaries.length} galactic ones catalogued above 2F = ${fit.threshold.toFixed(1)} (0.01 false alarms), ${fit.rounds} rounds; with posteriors: ${used()}`;
  yield* massive(fit, mergers);
  const seen = search.observation({ duration, window: (time) => Number(fit.window[Math.round(time / series.dt)]) });
  const binaries = fit.binaries.map(({ found }) => found);
  const data = spectrum(fit, fit.mergers, []);
  const residual = spectrum(fit, fit.mergers, fit.binaries);
  const windowPower = fit.window.reduce((sum, w) => sum + w * w, 0) / fit.window.length;
  const noise = search.estimatedDensity(residual, { from: band[0], to: band[1] + 1e-4, windowPower });
  const found = { binaries, residual, noise, threshold: fit.threshold };
  const matched = matching(sky, found);
  yield* scores(sky, found, matched);
  yield* residuals({ ...sky, data }, seen, found, matched);
  yield coverage(sky, found, matched, fit.binaries);
}

/** The series of a fit less some sources, through its window, in frequency. */
/** @param {lisalab.search.GlobalFit} fit @param {lisalab.search.GlobalFit["mergers"]} mergers @param {lisalab.search.GlobalFit["binaries"]} binaries */
function spectrum({ series, window, signals }, mergers, binaries) {
  const { dt, A, E } = series;
  const sum = [A, E].map((values) => {
    const bins = values.length / 2 + 1;
    return { re: new Float64Array(bins), im: new Float64Array(bins) };
  });
  for (const signal of signals(mergers, binaries)) {
    [signal.A, signal.E].forEach(({ re, im }, channel) => {
      for (let k = 0; k < re.length; k++) {
        const to = sum[channel];
        const at = k + signal.first;
        if (to === undefined || at < 0 || at >= to.re.length) continue;
        to.re[at] = Number(to.re[at]) + Number(re[k]);
        to.im[at] = Number(to.im[at]) + Number(im[k]);
      }
    });
  }
  const [a, e] = sum.map((bins) => lisalab.irfft(bins, A.length));
  const left = (/** @type {Float64Array} */ values, /** @type {Float64Array | undefined} */ out) =>
    values.map((value, n) => (value - Number(out?.[n]) / dt) * Number(window[n]));
  return search.transformed({ dt, A: left(A, a), E: left(E, e) });
}

/** Massive binaries beside the true ones. @param {lisalab.search.GlobalFit} fit @param {readonly lisalab.catalogue.CatalogueSource[]} truths */
function* massive({ mergers }, truths) {
  for (const truth of truths) {
    const of = (/** @type {string} */ name) => Number(truth.parameters.find((one) => one.name === name)?.value);
    const chirp = (of("mass1") * of("mass2")) ** 0.6 / (of("mass1") + of("mass2")) ** 0.2;
    const away = (/** @type {lisalab.search.FittedMerger} */ { fit }) => Math.abs(fit.binary.time - of("time"));
    const [merger] = [...mergers].sort((a, b) => away(a) - away(b));
    if (merger === undefined) {
      yield `  massive, merging at ${of("time").toFixed(0)} s: not found`;
      continue;
    }
    const time = spread(merger.samples["time"] ?? []);
    const mass = spread(merger.samples["chirpMass"] ?? []);
    yield `  massive, merging at ${of("time").toFixed(1)} s (SNR ${merger.snr.toFixed(0)}): time off by ${(time.mean - of("time")).toFixed(2)} s = ${((time.mean - of("time")) / time.sigma).toFixed(1)} σ, chirp mass by ${((mass.mean / chirp - 1) * 100).toFixed(4)} %`;
  }
}

/** @param {readonly number[]} values */
function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sigma: Math.sqrt(square) };
}

/** Galactic binaries alone. @param {Sky} sky @param {boolean} sampled whether posteriors are sampled, too */
function* table(sky, sampled = false) {
  const { duration, gates, data, band, falseAlarms = 0.01 } = sky;
  const used = watch();
  const seen = search.observation({ duration, window: search.gateWindow(gates) });
  const found = ended(search.searchGalacticBinaries(seen, data, { from: band[0], to: band[1], falseAlarms }));
  yield `${sky.name}: ${found.binaries.length} catalogued above 2F = ${found.threshold.toFixed(1)} (${falseAlarms} false alarms); ${used()}`;
  if (gates.length > 0) {
    const days = gates.map(({ from, to }) => `${(from / 86_400).toFixed(1)}-${(to / 86_400).toFixed(1)}`);
    yield `  left out as short and loud: days ${days.join(", ")}`;
  }
  const matched = matching(sky, found);
  yield* scores(sky, found, matched);
  yield* residuals(sky, seen, found, matched);
  if (!sampled) return;
  yield coverage(sky, found, matched, [...search.binaryPosteriors(seen, found, { seed: 1n })].flat());
  yield `  with posteriors: ${used()}`;
}

/** What noise alone makes, where a tenth of the searches may find something. */
function* alarms() {
  const [duration, from, to] = [7_864_320, 4e-3, 4.1e-3];
  const seen = search.observation({ duration, bins: 512 });
  let found = 0;
  for (let seed = 1; seed <= NOISES; seed++) {
    const { data } = search.mockNoise(seen, to + 1e-4, BigInt(seed));
    found += ended(search.searchGalacticBinaries(seen, data, { from, to, falseAlarms: ALARMS })).binaries.length;
  }
  yield `noise alone, 4.0-4.1 mHz, 91 days: ${found} found in ${NOISES} searches with ${ALARMS} false alarms each, so ${(NOISES * ALARMS).toFixed(0)} expected`;
}

/** @template R @param {Generator<unknown, R, void>} work @returns {R} */
function ended(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
