// @ts-check
// npm run bench [-- GROUP…]: ours against the peers, by turns, in one run. See README.md, "Speed".
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { noise } from "./noise.mjs";
import * as numerics from "./numerics.mjs";
import { orbits } from "./orbits.mjs";
import { Peer } from "./peer.mjs";
import { heading, isMet, text } from "./report.mjs";
import { response } from "./response.mjs";
import { runbook } from "./runbook.mjs";
import { runs } from "./runs.mjs";
import { science } from "./science.mjs";
import { simulation } from "./simulation.mjs";
import * as waveforms from "./waveforms.mjs";

/** @type {Record<string, (peer: Peer) => AsyncGenerator<import("./report.mjs").Row | import("./report.mjs").Alone>>} */
const GROUPS = { ...numerics, noise, orbits, response, ...waveforms, runbook, runs, simulation };

const python = fileURLToPath(new URL("../../.venv-bench/bin/python", import.meta.url));

/** @param {readonly string[]} wanted */
async function main(wanted) {
  if (wanted[0] === "science") {
    for await (const line of science(wanted.slice(1))) console.log(line);
    return 0;
  }
  if (wanted.length === 1 && wanted[0] === "low-latency") {
    await import("./low-latency.mjs");
    return 0;
  }
  const unknown = wanted.filter((name) => !(name in GROUPS));
  if (unknown.length > 0 || !existsSync(python)) {
    console.error(
      `usage: npm run bench [-- GROUP…], where a group is one of ${Object.keys(GROUPS).join(", ")}; or science or low-latency, by itself`,
    );
    return 64;
  }
  const peer = new Peer(python);
  const rows = [];
  try {
    console.log(heading());
    for (const [name, group] of Object.entries(GROUPS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      for await (const row of group(peer)) {
        rows.push(row);
        console.log(text(row));
      }
    }
  } finally {
    peer.end();
  }
  console.log(`${rows.filter(isMet).length} of ${rows.length} targets met`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
