// @ts-check
// What can be set up, and how each part knows that it is there.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { SetupError } from "./failure.mjs";
import { inside } from "./paths.mjs";
import { findPython } from "./python.mjs";
import { contentHash, readStamp, removeStamp, writeStamp } from "./stamp.mjs";

const NETWORK_HINT =
  "The first setup needs a network and the registries of npm and PyPI (or their mirrors, as npm and pip are configured).";

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {() => boolean} isCurrent
 * @property {() => unknown} [require] throws when the machine lacks what the step needs
 * @property {(task: import("./progress.mjs").Task) => Promise<void>} run
 */

/** @type {Step} */
const packages = {
  title: "npm packages (npm ci)",
  isCurrent: () => packagesAreCurrent() && linkIsCurrent(),
  async run(task) {
    if (!packagesAreCurrent()) {
      // No package needs its install script: what is native comes prebuilt.
      await npm(
        task,
        ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--prefer-offline"],
        NETWORK_HINT,
      );
    }
    // A notebook in the checkout imports "lisalab" as anybody's would.
    rmSync(LINK, { recursive: true, force: true });
    symlinkSync("..", LINK);
  },
};

const LINK = inside("node_modules", "lisalab");

function linkIsCurrent() {
  return lstatSync(LINK, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(LINK) === "..";
}

/** True when npm's own record of what it installed has every package of the lock file. */
function packagesAreCurrent() {
  const record = inside("node_modules", ".package-lock.json");
  if (!existsSync(record)) {
    return false;
  }
  const installed = lockedPackages(record);
  const wanted = Object.entries(lockedPackages(inside("package-lock.json"))).filter(([name]) => name !== "");
  return wanted.every(([name, { version, integrity, optional, devOptional }]) => {
    const found = installed[name];
    return found === undefined
      ? optional === true || devOptional === true
      : found.version === version && found.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, integrity?: string, optional?: boolean, devOptional?: boolean }>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/** What the build is made of; a file that the build itself writes into src/ is not. */
const SOURCES = ["src", "tsconfig.json", "package-lock.json", ".setup/wasm.mjs"];
const GENERATED = ["src/math/kernels.wasm.ts"];
const BUILD_STAMP = inside("dist", ".stamp");

/** @type {Step} */
const build = {
  title: "build",
  isCurrent: () => readStamp(BUILD_STAMP) === contentHash(SOURCES, { except: GENERATED }),
  async run(task) {
    const stamp = contentHash(SOURCES, { except: GENERATED });
    removeStamp(BUILD_STAMP);
    await npm(task, ["run", "build"]);
    writeStamp(BUILD_STAMP, stamp);
  },
};

/**
 * Runs the npm that runs us, else the one on the path.
 * @param {import("./progress.mjs").Task} task
 * @param {readonly string[]} args
 * @param {string} hint
 */
function npm(task, args, hint = "") {
  const script = process.env.npm_execpath;
  const [program, words] = script?.endsWith(".js") ? [process.execPath, [script, ...args]] : ["npm", args];
  return task.program(program, words, { env: { ...process.env, NO_UPDATE_NOTIFIER: "1" }, hint });
}

/**
 * A virtual environment with exactly the wheels whose hashes .setup/requirements/NAME.txt lists.
 * @param {string} folder
 * @param {string} name
 * @param {string} title
 * @param {{ finish?: () => void, lowest?: string, sources?: readonly string[] }} [more] what follows, the lowest version of
 * Python, and packages that there are no wheels of: pip builds them, with its newest tools
 * @returns {Step}
 */
function environment(folder, name, title, { finish = () => {}, lowest, sources = [] } = {}) {
  const requirements = `.setup/requirements/${name}.txt`;
  const python = inside(folder, "bin", "python");
  const stampFile = inside(folder, ".stamp");
  // With another Python behind the same name, the installed packages are out of its sight.
  const stamp = () => contentHash([requirements], { extra: [existsSync(python) ? realpathSync(python) : "none"] });
  return {
    title: `${title} (${folder})`,
    isCurrent: () => existsSync(python) && readStamp(stampFile) === stamp(),
    require: () => findPython(lowest),
    async run(task) {
      rmSync(inside(folder), { recursive: true, force: true });
      const env = pipEnvironment();
      await task.program(findPython(lowest), ["-m", "venv", inside(folder)], { env });
      const pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
        "--only-binary=:all:",
        ...sources.map((source) => `--no-binary=${source}`),
      ];
      await task.program(python, [...pip, "-r", inside(requirements)], { env, hint: NETWORK_HINT });
      finish();
      writeStamp(stampFile, stamp());
    },
  };
}

/** The caller's environment (indexes, certificates, proxies) without what would lead pip out of the virtual environment. */
function pipEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !LEADS_PIP_AWAY.has(name));
  return { ...Object.fromEntries(kept), PYTHONNOUSERSITE: "1" };
}

const LEADS_PIP_AWAY = new Set([
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_ROOT",
  "PIP_USER",
  "PIP_REQUIRE_VIRTUALENV",
  "PYTHONPATH",
  "PYTHONHOME",
]);

/** JupyterLab asks at its first start whether it may fetch news; the answer of this house is no. */
function refuseNews() {
  const folder = inside(".venv-lab", "share", "jupyter", "lab", "settings");
  mkdirSync(folder, { recursive: true });
  const settings = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } };
  writeFileSync(`${folder}/overrides.json`, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** @type {Record<string, Step>} */
const environments = {
  server: environment(".venv", "server", "Jupyter server"),
  lab: environment(".venv-lab", "lab", "JupyterLab", { finish: refuseNews }),
  "kernel-test": environment(".venv-kernel-test", "kernel-test", "Jupyter's kernel tests"),
  "mojito-test": environment(".venv-mojito-test", "mojito-test", "the mission's own reader of level 1", {
    lowest: "3.12",
  }),
  "telemetry-test": environment(".venv-telemetry-test", "telemetry-test", "other readers of packets", {
    lowest: "3.11",
    sources: ["ccsdspy"],
  }),
  airflow: environment(".venv-airflow", "airflow", "Airflow", { lowest: "3.11" }),
  bench: environment(".venv-bench", "bench", "peers of the benchmark"),
};

/**
 * Packages and build always, then the named environments.
 * @param {readonly string[]} parts
 * @returns {Step[]}
 */
export function stepsFor(parts) {
  const chosen = parts.map((part) => {
    const step = environments[part];
    if (step === undefined) {
      throw new SetupError(`"${part}" can't be set up; there are: ${Object.keys(environments).join(", ")}`, 64);
    }
    return step;
  });
  return [packages, build, ...chosen];
}
