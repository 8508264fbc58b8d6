// What PyPI's mojito and mojito-processor make of our level-1 files, and we of mojito's: npm run test:mojito.
// @ts-check
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "../../dist/index.js";

const PYTHON = ".venv-mojito-test/bin/python";
const SUITE = "test/io/mojito_suite.py";
/** Both read the same bits; sums of two files are rounded alike. */
const EXACT = 0;
/** Relative to the largest sample: rounding in filters of what is a million times stronger near half the sampling rate. */
const FILTERS = 1e-9;

const folder = mkdtempSync(join(tmpdir(), "lisalab mojito "));
try {
  const [ours, theirs, report] = ["ours.h5", "theirs.h5", "report.json"].map((name) => join(folder, name));
  const orbits = await io.openOrbits("runbooks/sample/orbits.h5");
  await io.writeL1(ours, await io.openObservation("runbooks/sample/observation.h5"), { orbits });
  execFileSync(PYTHON, [SUITE, ours, theirs, report], { stdio: "inherit" });
  await compare(ours, theirs, JSON.parse(readFileSync(report, "utf8")));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} ours
 * @param {string} theirs
 * @param {any} read what mojito read of both
 */
async function compare(ours, theirs, read) {
  const [first, both] = [await io.openL1(ours), await io.openL1([ours, theirs])];
  const { start, count } = read.range;
  const range = { start, count };
  for (const [name, expected] of Object.entries(read.ours)) await same(`ours: ${name}`, first, name, range, expected);
  for (const [name, expected] of Object.entries(read.both))
    await same(`ours and theirs: ${name}`, both, name, range, expected);
  const flags = [...(await both.flags("tdi", range))].map((bits) => (bits === 0 ? 0 : 1));
  check("theirs: flags", worst(flags, read.flags), EXACT);
  check(
    "theirs: light travel times",
    worst((await both.lightTravelTimes("12", { start: 0, count: 5 })).values, read.travel),
    EXACT,
  );
  check("theirs: positions", worst(await both.positions("2", { start: 0, count: 1 }), read.position), EXACT);
  const noise = await (await io.openL1(theirs)).noise("AET").read();
  check("theirs: noise", worst([noise.re[1], noise.im[1]], read.noise), EXACT);
  const [segment] = await io.readSegments(ours, {
    variables: ["A2"],
    band: read.processed.band,
    rate: read.processed.rate,
    trim: read.processed.trim,
    tukey: 0,
  });
  const { values } = segment.A2;
  check(
    "mojito-processor's A of ours and our readSegments",
    worst(values, read.processed.values) / Math.max(...values.map(Math.abs)),
    FILTERS,
  );
}

/**
 * @param {string} what
 * @param {import("../../dist/index.js").io.L1File} file
 * @param {string} name
 * @param {{ start: number, count: number }} range
 * @param {any} expected
 */
async function same(what, file, name, range, expected) {
  const { values } = await file.read(/** @type {any} */ (name), range);
  check(what, worst(values, expected), EXACT);
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
function worst(a, b) {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a).reduce((most, value, n) => Math.max(most, Math.abs(value - b[n])), 0);
}

/**
 * @param {string} what
 * @param {number} difference
 * @param {number} tolerance
 */
function check(what, difference, tolerance) {
  const passed = difference <= tolerance;
  if (!passed) process.exitCode = 1;
  console.log(`${passed ? "ok  " : "FAIL"} ${what}: differ by ${difference.toPrecision(2)} (allowed ${tolerance})`);
}
