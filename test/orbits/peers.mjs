// @ts-check
// npm run test:orbit-peers: files that `lisalab orbits` and `lisalab response` write, in the hands of lisaorbits, lisagwresponse, lisainstrument
// and pytdi, beside files of lisaorbits and lisagwresponse themselves.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @param {string} path from the root of the checkout */
const inCheckout = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const GRID = { t0: -50_000, dt: 5000, length: 60 };
const SAMPLES = { t0: 900, dt: 0.25, duration: 5000 };
const BINARY = {
  type: "galacticBinary",
  frequency: 0.0031,
  fdot: 2e-16,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
};

/** @param {string} folder */
function main(folder) {
  /** @param {string} name @param {object} config @param {readonly string[]} args */
  const lisalab = (name, config, ...args) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify(config));
    const { status, stderr } = spawnSync(process.execPath, [inCheckout("dist/cli/main.js"), ...args, path], {
      cwd: folder,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`lisalab ${args.join(" ")}: ${stderr}`);
  };
  const light = { convention: "lisaorbits" };
  lisalab("orbits", { ...GRID, orbits: { kind: "keplerian", light } }, "orbits", "--output", "orbits.h5");
  const gw = ["response", "--orbits", "orbits.h5", "--output", "gw.h5"];
  lisalab("gw", { ...SAMPLES, sources: [BINARY] }, ...gw);
  const arms = { ...GRID, orbits: { kind: "equalArm", light: { method: "iterative", ...light } } };
  lisalab("equalarm", arms, "orbits", "--output", "equalarm.h5");
  const python = spawnSync(inCheckout(".venv-bench/bin/python"), [inCheckout("test/orbits/peers.py"), folder], {
    stdio: "inherit",
  });
  return python.status ?? 1;
}

const folder = mkdtempSync(join(tmpdir(), "lisalab-peers-"));
try {
  process.exitCode = main(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
