import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { House } from "../runbook/house.js";

const FAULTY = fileURLToPath(new URL("faulty-fs.cjs", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** What a disk does: one write fails, or, since it is full, this one and all that follow. */
export interface Fault {
  readonly code: "EIO" | "ENOSPC";
  /** Which write, counted from 1. */
  readonly at: number;
  readonly lasts: boolean;
}

/** How a command ended whose writes failed. */
export interface Struck {
  readonly status: number | null;
  readonly stderr: string;
  /** How many writes it tried. */
  readonly writes: number;
}

/** Runs `lisalab` in a house whose disk has a fault. */
export async function struck(house: House, fault: Fault, ...words: string[]): Promise<Struck> {
  const count = join(house.root, `writes-${fault.code}-${fault.at}-${Number(fault.lasts)}`);
  const env = {
    ...process.env,
    LISALAB_HOME: house.home,
    LISALAB_OPERATOR: "Tester",
    FAULT_AT: String(fault.at),
    FAULT_CODE: fault.code,
    FAULT_LASTS: String(Number(fault.lasts)),
    FAULT_COUNT: count,
  };
  const child = spawn(process.execPath, ["--require", FAULTY, MAIN, ...words], {
    cwd: house.runbooks,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += String(text);
  });
  const [status] = (await once(child, "close")) as [number | null];
  const writes = existsSync(count) ? Number(readFileSync(count, "utf8")) : Number.NaN;
  return { status, stderr, writes };
}

/** Whether people can do something with what they were told. */
export function isClear(stderr: string): boolean {
  return !/unexpected error|^ {4}at /m.test(stderr) && /EIO|ENOSPC|disk|room/.test(stderr);
}
