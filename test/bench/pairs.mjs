// @ts-check
/** @typedef {import("./peer.mjs").Peer} Peer */
/** @typedef {import("./peer.mjs").Used} Used */

/**
 * @typedef {object} Comparison
 * @property {string} work
 * @property {string} peer
 * @property {number} ours median, in seconds
 * @property {number} theirs
 * @property {readonly number[]} ratios ours / theirs, pair by pair, in order of size
 */

/** One measurement lasts so long, in CPU seconds, if the work is short: clocks and caches then matter little. */
const LEAST = 0.1;

/**
 * Measures ours and theirs by turns, in CPU seconds of the whole process (its compiler and collector threads too).
 * @param {string} work
 * @param {string} name of the peer
 * @param {() => unknown} ours
 * @param {Peer} peer with the same work made
 * @param {number} pairs
 * @returns {Promise<Comparison>}
 */
export async function compare(work, name, ours, peer, pairs = 7) {
  // Long work needs no repetition to be measured, nor more than once to be warm.
  const [oursOnce, theirsOnce] = [cpuOf(ours, 1), (await peer.ask({ run: 1 })).cpu];
  const warm = oursOnce < 1 ? cpuOf(ours, 3) / 3 : oursOnce;
  const counts = [warm, theirsOnce].map((once) => Math.max(1, Math.ceil(LEAST / Math.max(once, 1e-6))));
  const [oursCount, theirsCount] = /** @type {[number, number]} */ (counts);
  cpuOf(ours, oursCount);
  /** @type {[number, number][]} */
  const measured = [];
  for (let pair = 0; pair < pairs; pair++) {
    const mine = cpuOf(ours, oursCount) / oursCount;
    measured.push([mine, (await peer.ask({ run: theirsCount })).cpu / theirsCount]);
  }
  return comparison(work, name, measured);
}

/**
 * @param {string} work
 * @param {string} peer
 * @param {readonly (readonly [number, number])[]} measured
 * @returns {Comparison}
 */
export function comparison(work, peer, measured) {
  const ratios = measured.map(([ours, theirs]) => ours / theirs).sort((a, b) => a - b);
  const [ours, theirs] = [0, 1].map((side) => median(measured.map((pair) => /** @type {number} */ (pair[side]))));
  return { work, peer, ours: Number(ours), theirs: Number(theirs), ratios };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - (1 - (sorted.length % 2))], sorted[middle]];
  return (Number(low) + Number(high)) / 2;
}

/**
 * @param {() => unknown} run
 * @param {number} count
 */
function cpuOf(run, count) {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
