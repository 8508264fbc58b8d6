// @ts-check
// What `npm test` runs after the setup: lint, format, types, then every test. All of them run even when an
// earlier one fails, and the last line says "N passed, N failed". With LISALAB_AIRFLOW=1 also those on a real Airflow.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inside, root } from "./paths.mjs";
import { isMissing } from "./stamp.mjs";

/** A run of the tests that takes longer has got stuck. */
const LONGEST_MS = 20 * 60_000;

// tslab puts its own old compiler in the place of node_modules/.bin/tsc: ours is called by its path.
const TSC = "node_modules/typescript/bin/tsc";

/** @type {ReadonlyArray<readonly [title: string, script: string, ...args: string[]]>} */
const CHECKS = [
  ["lint", "node_modules/oxlint/bin/oxlint", "--deny-warnings", "src", "test", "kernels", ".setup"],
  ["format", "node_modules/@biomejs/biome/bin/biome", "check"],
  ["types of the tests", TSC, "-p", "test"],
  ["types of the setup", TSC, "-p", ".setup"],
];

const VITEST = "node_modules/vitest/vitest.mjs";

/** They need a venv of their own, which the setup makes first. */
const ON_AIRFLOW = [
  ".setup/setup.cjs",
  "airflow",
  "--",
  "node",
  VITEST,
  "run",
  "--config",
  "test/airflow/vitest.config.ts",
];

/**
 * @param {readonly string[]} vitestArguments
 * @returns {number} the exit status
 */
function main(vitestArguments) {
  const failedChecks = CHECKS.filter((check) => !passes(check));
  const tallies = [runTests([VITEST, "run", ...vitestArguments])];
  if (process.env["LISALAB_AIRFLOW"] === "1") tallies.push(runTests(ON_AIRFLOW));
  const [passed, failed] = [sum(tallies, "passed"), sum(tallies, "failed")];
  for (const [title] of failedChecks) {
    console.log(`The check "${title}" failed: see above.`);
  }
  const failures = failed + failedChecks.length;
  console.log(`${passed} passed, ${failures} failed`);
  return failures > 0 || passed === 0 ? 1 : 0;
}

/** @param {readonly [string, string, ...string[]]} check */
function passes([title, script, ...args]) {
  const start = Date.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  const isGood = status === 0;
  if (!isGood) {
    console.log(`${stdout}${stderr}`);
  }
  console.log(`${isGood ? "✓" : "✗"} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  return isGood;
}

/**
 * @param {readonly { passed: number, failed: number }[]} tallies
 * @param {"passed" | "failed"} which
 */
function sum(tallies, which) {
  return tallies.reduce((all, tally) => all + tally[which], 0);
}

/**
 * Runs vitest; the reporter tally.mjs leaves the numbers in a file. Without that file (a crash) or against vitest's own
 * verdict there is at least one failure.
 * @param {readonly string[]} words behind node, with vitest's own arguments at their end
 */
function runTests(words) {
  const folder = mkdtempSync(path.join(tmpdir(), "lisalab-tally-"));
  const file = path.join(folder, "tally.json");
  const reporters = ["--reporter=default", `--reporter=${inside(".setup", "tally.mjs")}`];
  const { status } = spawnSync(process.execPath, [...words, ...reporters], {
    cwd: root,
    stdio: "inherit",
    timeout: LONGEST_MS,
    env: { ...process.env, LISALAB_TALLY: file },
  });
  const { passed, failed } = readTally(file);
  rmSync(folder, { recursive: true });
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

/**
 * @param {string} file
 * @returns {{ passed: number, failed: number }}
 */
function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (isMissing(error)) {
      return { passed: 0, failed: 1 };
    }
    throw error;
  }
}

process.exitCode = main(process.argv.slice(2));
