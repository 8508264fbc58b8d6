// @ts-check
// npm run bench -- science [SET…]: searches and fits of data whose truth only the scoring sees: reference sets (from the folder that
// LISALAB_REFERENCE names) and data of our own making. The search is never told seeds or numbers of sources.
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as lisalab from "lisalab";
import { coverage, matching, residuals, scores } from "./science-scores.mjs";
import { galaxy, made, sangria } from "./science-skies.mjs";

const { search } = lisalab;

/** @typedef {import("./science-scores.mjs").Sky} Sky */

const SEEDS = [101n, 102n, 103n, 104n, 105n, 106n];

/** Lines of the table; of all sets, or of some: sangria, galaxy, seeds. @param {readonly string[]} wanted @returns {AsyncGenerator<string>} */
export async function* science(wanted = []) {
  const is = (/** @type {string} */ set) => wanted.length === 0 || wanted.includes(set);
  yield "searches of data whose truth only the scoring sees; CPU and elapsed seconds of one process.";
  yield "published: 85-88 % of what is catalogued after 16 weeks matches a true source (Strub et al., arXiv:2403.15318).";
  if (is("sangria")) yield* reference("mini-sangria-91d.h5", sangria, true);
  if (is("galaxy")) yield* reference("mini-galaxy-364d.h5", galaxy, false);
  if (is("seeds")) for (const seed of SEEDS) yield* table(made(seed), true);
}

/** @param {string} name @param {(file: string) => Promise<Sky>} read @param {boolean} sampled @returns {AsyncGenerator<string>} */
async function* reference(name, read, sampled) {
  const folder = process.env["LISALAB_REFERENCE"];
  const file = folder === undefined ? undefined : join(folder, "sources", name);
  if (file === undefined || !existsSync(file)) {
    yield `${name}: left out; LISALAB_REFERENCE must name the folder that holds sources/${name}.`;
  } else yield* table(await read(file), sampled);
}

/** @param {Sky} sky @param {boolean} sampled whether posteriors are sampled, too */
function* table(sky, sampled) {
  const { duration, gates, data, band } = sky;
  const [cpu, begin] = [process.cpuUsage(), performance.now()];
  const used = () => {
    const { user, system } = process.cpuUsage(cpu);
    return `${((user + system) / 1e6).toFixed(0)} s CPU, ${((performance.now() - begin) / 1e3).toFixed(0)} s elapsed`;
  };
  const seen = search.observation({ duration, window: search.gateWindow(gates) });
  const found = ended(search.searchGalacticBinaries(seen, data, { from: band[0], to: band[1] }));
  yield `${sky.name}: ${found.binaries.length} catalogued above 2F = ${found.threshold.toFixed(1)} (0.01 false alarms); ${used()}`;
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

/** @template R @param {Generator<unknown, R, void>} work @returns {R} */
function ended(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
