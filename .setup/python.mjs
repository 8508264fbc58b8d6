// @ts-check
import { spawnSync } from "node:child_process";
import { SetupError } from "./failure.mjs";

/** jupyter_server 2.21 asks for it. */
const LOWEST = "3.10";
const NAMES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
/** venv needs ensurepip, which Debian ships in another package. */
const PROBE =
  "import sys, importlib.util as u; print(sys.executable); print(*sys.version_info[:2]); print(all(u.find_spec(m) for m in ('venv', 'ensurepip')))";
const HOW =
  "`apt-get install python3 python3-venv` (Debian, Ubuntu), `dnf install python3` (Fedora, RHEL) or `brew install python` (macOS)";

/** @typedef {{ executable: string, version: string, isNewEnough: boolean, hasVenv: boolean }} Found */

/** @type {Map<string, string>} */
const chosen = new Map();

/**
 * @param {string} lowest version
 * @returns {string} the path of the first Python on the path that is new enough and can make virtual environments
 */
export function findPython(lowest = LOWEST) {
  const python = chosen.get(lowest) ?? choose(lowest);
  chosen.set(lowest, python);
  return python;
}

/** @param {string} lowest */
function choose(lowest) {
  const found = NAMES.flatMap((name) => probe(name, lowest));
  const good = found.find((python) => python.isNewEnough && python.hasVenv);
  if (good !== undefined) {
    return good.executable;
  }
  throw new SetupError(complaint(found, lowest));
}

/**
 * @param {string} name
 * @param {string} lowest
 * @returns {Found[]} nothing when there is no such program
 */
function probe(name, lowest) {
  const { status, stdout } = spawnSync(name, ["-c", PROBE], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  if (status !== 0) {
    return [];
  }
  const [executable = name, version = "0 0", hasVenv] = stdout.trim().split("\n");
  const [major = 0, minor = 0] = version.split(" ").map(Number);
  const [leastMajor = 0, leastMinor = 0] = lowest.split(".").map(Number);
  const isNewEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return [{ executable, version: `${major}.${minor}`, isNewEnough, hasVenv: hasVenv === "True" }];
}

/**
 * @param {readonly Found[]} found
 * @param {string} lowest
 */
function complaint(found, lowest) {
  const withoutVenv = found.find((python) => python.isNewEnough);
  if (withoutVenv !== undefined) {
    const name = `python${withoutVenv.version}-venv`;
    return `Python ${withoutVenv.version} is here but cannot make virtual environments: install its venv module, \`apt-get install python3-venv\` (or ${name}) on Debian and Ubuntu, then repeat the command.`;
  }
  const state = found[0] === undefined ? "there is none on the path" : `only ${found[0].version} is on the path`;
  const what = lowest === LOWEST ? "runs the Jupyter server" : "is needed for this";
  return `Python ${lowest} or newer ${what}, and ${state}: install it, ${HOW}, then repeat the command.`;
}
