import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { Verification } from "../../src/logbook/verification.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { openRuns } from "../../src/runs/open.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));

/** A home, and a folder for its backups. */
export class Place {
  readonly root: string = mkdtempSync(join(tmpdir(), "lisalab archive "));
  readonly home: string = join(this.root, "home");
  readonly backups: string = join(this.root, "back ups");

  constructor() {
    mkdirSync(this.home);
  }

  /** Starts a process that makes runs, one after the other. */
  writing(count: number): ChildProcess {
    return spawn(process.execPath, [WRITER, this.home, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
  }

  /** Lets so many runs happen. */
  async runs(count: number): Promise<void> {
    await ended(this.writing(count));
  }

  /** Starts `lisalab backup …`. */
  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [MAIN, "backup", ...args], {
      env: { ...process.env, LISALAB_HOME: this.home, LISALAB_RUNS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Runs `lisalab backup …` to its end. */
  backup(...args: string[]): Promise<Ended> {
    return ended(this.start(...args));
  }

  clear(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** How a process ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk) => (out += String(chunk)));
  child.stderr?.on("data", (chunk) => (err += String(chunk)));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, out, err };
}

/** A logbook's own word on itself. */
export async function verifiedLogbook(home: string): Promise<Verification> {
  const logbook = openLogbook(join(home, "logbook"));
  try {
    return await logbook.verify();
  } finally {
    await logbook.close();
  }
}

/** Everything in a home that speaks of something that is not there; found without the code that makes backups. */
export async function contradictions(home: string): Promise<readonly string[]> {
  const logbook = openLogbook(join(home, "logbook"));
  const ledger = await openRuns(home, "");
  try {
    const { faults, head } = await logbook.verify();
    const found = faults.map(({ message }) => message);
    const record = (id: string): RunRecord =>
      JSON.parse(readFileSync(join(home, "runs", id, "record.json"), "utf8")) as RunRecord;
    for (const { runId } of await logbook.list()) {
      if (record(runId!).verdict === null) found.push(`entry without the end of run ${runId}`);
    }
    for (const { id, status } of await ledger.list()) {
      if (status !== "passed") continue;
      const { entry, artefacts } = record(id);
      if (entry === null || entry > head.id) found.push(`run ${id} has entry ${entry}, the head is ${head.id}`);
      if (artefacts.length !== 3) found.push(`run ${id} ended with ${artefacts.length} artefacts`);
      for (const { path } of artefacts) readFileSync(join(home, "runs", id, path));
    }
    return found;
  } finally {
    await logbook.close();
    await ledger.close();
  }
}

/** Writes a file of a home. */
export function put(home: string, path: string, content: string): void {
  mkdirSync(join(home, path, ".."), { recursive: true });
  writeFileSync(join(home, path), content);
}

/** Turns one bit of a file, in place, so that whoever shares the file has it, too. */
export function flip(path: string): void {
  const content = readFileSync(path);
  content[content.length >> 1]! ^= 1;
  writeFileSync(path, content);
}
