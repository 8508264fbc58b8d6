// @ts-check
import { cpus } from "node:os";
import { median } from "./pairs.mjs";

/**
 * @typedef {import("./pairs.mjs").Comparison & {
 *   target: { ratio: number, seconds?: number },
 * }} Row
 * A target in seconds was set on a machine of its own; the ratio is what holds on any.
 */

/**
 * @typedef {object} Alone what has no peer
 * @property {string} work
 * @property {readonly number[]} elapsed seconds, in order of size
 * @property {{ seconds: number }} target
 */

const WIDTHS = [38, 20, 11, 11, 24, 9];

/** @param {readonly string[]} cells */
function line(cells) {
  return cells.map((cell, n) => (n < 2 ? cell.padEnd(Number(WIDTHS[n])) : cell.padStart(WIDTHS[n] ?? 0))).join(" ");
}

/** @returns {string} */
export function heading() {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, one thread; CPU seconds unless it says elapsed time`;
  return `${machine}\n${line(["work", "peer", "ours", "peer", "ratio, median [range]", "target"])}`;
}

/** @param {Row | Alone} row */
export function text(row) {
  if ("elapsed" in row) return aloneText(row);
  const middle = median(row.ratios);
  const range = `${figures(middle)} [${figures(Number(row.ratios[0]))} … ${figures(Number(row.ratios.at(-1)))}]`;
  const cells = [row.work, row.peer, time(row.ours), time(row.theirs), range, `≤ ${figures(row.target.ratio)}`];
  const absolute = row.target.seconds === undefined ? "" : `; ${time(row.ours)} of ${time(row.target.seconds)}`;
  return `${line(cells)}  ${isMet(row) ? "met" : "NOT MET"}${absolute}`;
}

/** @param {Alone} row */
function aloneText(row) {
  const range = `elapsed [${time(Number(row.elapsed[0]))} … ${time(Number(row.elapsed.at(-1)))}]`;
  const cells = [row.work, "", time(median(row.elapsed)), "", range, `≤ ${time(row.target.seconds)}`];
  return `${line(cells)}  ${isMet(row) ? "met" : "NOT MET"}`;
}

/** @param {Row | Alone} row */
export function isMet(row) {
  if ("elapsed" in row) return median(row.elapsed) <= row.target.seconds;
  return median(row.ratios) <= row.target.ratio;
}

/** Three significant figures. @param {number} value */
function figures(value) {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** @param {number} seconds */
function time(seconds) {
  if (seconds >= 1) return `${figures(seconds)} s`;
  if (seconds >= 1e-3) return `${figures(seconds * 1e3)} ms`;
  return seconds >= 1e-6 ? `${figures(seconds * 1e6)} µs` : `${figures(seconds * 1e9)} ns`;
}
