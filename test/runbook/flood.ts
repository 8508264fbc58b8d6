import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunRecord } from "../../src/runbook/record.js";
import { type Ended, type House, PASSING } from "./house.js";

/** Bytes of a line. */
const LINE = 1000;

/** What a runbook leaves that prints very much. */
export interface Flood extends Ended {
  readonly record: RunRecord;
  /** Most memory that the runner had at once, in bytes; Linux knows it. */
  readonly peak: number;
}

/** Runs a runbook that prints `bytes` in a cell and then makes its check. */
export async function flood(house: House, bytes: number, secrets: readonly string[]): Promise<Flood> {
  const name = house.runbook(
    "flood",
    [
      `const line = "x".repeat(${LINE - 1});
       for (let i = 0; i < ${bytes / LINE}; i++) { console.log(line); if (i % 1000 === 0) await new Promise(setImmediate); }`,
      PASSING,
    ],
    { timeouts: { cell: 900, run: 1000 }, secrets },
  );
  const { child, ended } = house.start("run", name, "--json");
  let peak = 0;
  while (child.exitCode === null) {
    peak = Math.max(peak, peakOf(child.pid!));
    await sleep(50);
  }
  const end = await ended;
  return { ...end, record: JSON.parse(end.stdout) as RunRecord, peak };
}

function peakOf(pid: number): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    // It has ended by now.
    return 0;
  }
}
