// @ts-check
// A runbook of 20 cells through `lisalab run`, server and kernel warm, against papermill with all that it starts: what
// the kernel has used before the run is not counted, all that runner, server and kernel use from then on is.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { comparison } from "./pairs.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./peer.mjs").Peer} Peer */
/** @typedef {import("./peer.mjs").Used} Used */

const CELLS = 20;
const PAIRS = 5;

/** Seconds after a run until the kernel that waits for the next one has started, and until one that has ended is gone. */
const SETTLE = { started: 4, gone: 0.5 };

const inside = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* runbook(peer) {
  const folder = mkdtempSync(join(tmpdir(), "lisalab-bench-"));
  const env = { LISALAB_HOME: join(folder, "home"), ...jupyterFolders(folder) };
  try {
    const ours = oursIn(folder);
    const warming = [...ours, "--warm"];
    await passing(peer, { spawn: warming, env });
    const also = serverPid(env);
    for (const kernel of ["tslab", "python3"]) {
      const papermill = papermillIn(folder, kernel);
      await passing(peer, { spawn: papermill, env });
      /** @type {[Used, Used][]} */
      const pairs = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        await passing(peer, { spawn: warming, env, also, settle: SETTLE.started });
        const mine = await passing(peer, { spawn: ours, env, also, settle: SETTLE.gone });
        pairs.push([mine, await passing(peer, { spawn: papermill, env })]);
      }
      const name = `papermill, ${kernel === "tslab" ? "tslab" : "Python"}`;
      for (const clock of /** @type {const} */ (["wall", "cpu"])) {
        const title = `${CELLS}-cell runbook, ${clock === "wall" ? "elapsed time" : "CPU"}, server and kernel warm`;
        const figures = pairs.map(([mine, theirs]) => /** @type {const} */ ([mine[clock], theirs[clock]]));
        yield { ...comparison(title, name, figures), target: { ratio: 0.35 } };
      }
    }
  } finally {
    execFileSync(process.execPath, [inside("dist/command/main.js"), "server", "stop"], {
      env: { ...process.env, ...env },
    });
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Peer} peer
 * @param {object} message
 * @returns {Promise<Used>}
 */
async function passing(peer, message) {
  const used = await peer.ask(message);
  if (used.status !== 0) throw new Error(`it ended with ${used.status}:\n${used.error}`);
  return used;
}

/** Everything that Jupyter writes stays in the folder. @param {string} folder */
function jupyterFolders(folder) {
  const jupyter = join(folder, "jupyter");
  return {
    JUPYTER_CONFIG_DIR: join(jupyter, "config"),
    JUPYTER_DATA_DIR: join(jupyter, "data"),
    JUPYTER_RUNTIME_DIR: join(jupyter, "runtime"),
    IPYTHONDIR: join(jupyter, "ipython"),
  };
}

/** @param {Record<string, string>} env */
function serverPid(env) {
  const told = execFileSync(process.execPath, [inside("dist/command/main.js"), "server", "status"], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return Number(/process (\d+)/.exec(told)?.[1]);
}

/** Writes the runbook; returns the command that runs it. @param {string} folder */
function oursIn(folder) {
  const last = `import { runbook } from "lisalab";\nrunbook.check("sum", { value: x18[500], unit: "1", failAbove: 2 });`;
  writeNotebook(join(folder, "bench.ipynb"), "lisalab-operations", "typescript", [...typescript(CELLS - 1), last]);
  const sidecar = [
    "name: bench",
    "version: 1.0.0",
    "owner: benchmark",
    "description: 20 cells",
    "kernel: lisalab-operations",
  ];
  writeFileSync(join(folder, "bench.yaml"), `${sidecar.join("\n")}\n`);
  return [process.execPath, inside("dist/command/main.js"), "run", join(folder, "bench.ipynb")];
}

/**
 * Writes the same cells for papermill; returns its command.
 * @param {string} folder
 * @param {string} kernel
 */
function papermillIn(folder, kernel) {
  const input = join(folder, `${kernel}.ipynb`);
  if (kernel === "tslab") {
    const spec = join(folder, "jupyter", "data", "kernels", "tslab");
    mkdirSync(spec, { recursive: true });
    const argv = [
      process.execPath,
      inside("node_modules/tslab/bin/tslab"),
      "kernel",
      "--config-path",
      "{connection_file}",
    ];
    writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "tslab", language: "typescript" }));
    writeNotebook(input, kernel, "typescript", typescript(CELLS));
  } else writeNotebook(input, kernel, "python", python(CELLS));
  const output = join(folder, `${kernel}-out.ipynb`);
  return [inside(".venv-bench/bin/papermill"), input, output, "-k", kernel, "--no-progress-bar"];
}

/** @param {number} count */
function typescript(count) {
  return Array.from(
    { length: count },
    (_, n) =>
      `const x${n} = Array.from({ length: 1000 }, (_, k) => Math.sin(k * ${n}));\nconsole.log(x${n}.reduce((a, b) => a + b, 0).toFixed(6));`,
  );
}

/** @param {number} count */
function python(count) {
  return Array.from(
    { length: count },
    (_, n) => `import math\nx${n} = [math.sin(k * ${n}) for k in range(1000)]\nprint(f"{sum(x${n}):.6f}")`,
  );
}

/**
 * @param {string} file
 * @param {string} name
 * @param {string} language
 * @param {readonly string[]} sources
 */
function writeNotebook(file, name, language, sources) {
  const cells = sources.map((source, n) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${n}`,
    metadata: {},
    outputs: [],
    source,
  }));
  const metadata = { kernelspec: { display_name: name, language, name }, language_info: { name: language } };
  writeFileSync(file, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
}
