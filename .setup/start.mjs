// @ts-check
// What `npm start` runs after the setup: the sample day is simulated and sent as packets, unless it is there; then it is
// looked at as an operator does every morning. It says every command, so that a stranger sees how to go on.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { inside, root } from "./paths.mjs";
import { run } from "./run.mjs";

const DAY = path.join("runbooks", "sample", "day.json");
const ORBITS = path.join("runbooks", "sample", "day-orbits.json");
/** Exit status of a runbook that came to a verdict, at most. */
const FAIL = 2;
const GO_ON = "npx lisalab run runbooks/catalogue-update";

async function main() {
  const folder = path.join(path.resolve(process.env["LISALAB_HOME"] || inside(".lisalab")), "sample-day", digest());
  const [packets, orbits] = [path.join(folder, "packets"), path.join(folder, "orbits.h5")];
  const status = existsSync(folder) ? 0 : await simulateInto(folder);
  if (status !== 0) return status;
  const given = [`observation=${packets}`, `orbitsFile=${orbits}`].flatMap((each) => ["-p", each]);
  const looked = await lisalab("run", "runbooks/daily-ops", ...given);
  if (looked <= FAIL) process.stderr.write(`\nFrom level 1 to a catalogue of sources: ${GO_ON}\n`);
  return looked;
}

/**
 * The folder is there only when all is in it.
 * @param {string} folder
 */
async function simulateInto(folder) {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const [orbits, whole, packets] = ["orbits.h5", "observation.h5", "packets"].map((name) => path.join(partial, name));
  try {
    const status =
      (await lisalab("orbits", ORBITS, "--output", orbits)) ||
      (await lisalab("simulate", DAY, "--orbits", orbits, "--output", whole, "--telemetry", packets));
    if (status === 0 && !existsSync(folder)) {
      rmSync(whole);
      renameSync(partial, folder);
    }
    return status;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * @param {...string} words
 * @returns {Promise<number>} the exit status
 */
function lisalab(...words) {
  const said = words.map((word) => word.replace(root + path.sep, ""));
  process.stderr.write(`$ npx lisalab ${said.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(" ")}\n`);
  return run(["node", inside("dist", "command", "main.js"), ...words]);
}

/** Another day, or another simulator, makes other packets. */
function digest() {
  const hash = createHash("sha256");
  for (const name of [DAY, ORBITS, "package.json"]) hash.update(readFileSync(inside(name)));
  return hash.digest("hex").slice(0, 12);
}

process.exitCode = await main();
