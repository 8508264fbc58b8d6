// @ts-check
// A day of orbits at 4 Hz, with all that lisaorbits' files have: as tables in memory, and as a file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as lisalab from "lisalab";
import { compare, comparison } from "./pairs.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./peer.mjs").Peer} Peer */

const GRID = { t0: lisalab.instant("TCB", 0), dt: 0.25, length: 345_600 };
const TARGET = { ratio: 0.02, seconds: 0.5 };
const PAIRS = 3;

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* orbits(peer) {
  const made = lisalab.orbits.keplerian();
  await peer.ask({ make: "orbits", dt: GRID.dt, length: GRID.length });
  const table = await compare("orbits of a day at 0.25 s", "lisaorbits", () => made.table(GRID), peer, PAIRS);
  yield { ...table, target: TARGET };
  const folder = mkdtempSync(join(tmpdir(), "lisalab-bench-"));
  try {
    await peer.ask({ make: "orbit_file", path: join(folder, "theirs.h5"), dt: GRID.dt, length: GRID.length });
    /** @type {[number, number][]} */
    const pairs = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const before = process.cpuUsage();
      await lisalab.io.writeOrbits(join(folder, "ours.h5"), made, GRID);
      const { user, system } = process.cpuUsage(before);
      pairs.push([(user + system) / 1e6, (await peer.ask({ run: 1 })).cpu]);
    }
    yield { ...comparison("the same, written", "lisaorbits", pairs), target: { ratio: 0.05 } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
