import { spawn } from "node:child_process";
import type { RunRecord } from "../runbook/record.js";
import { withoutCallerSecrets } from "./caller.js";

/** The longest record that a worker may print, in characters: it is for one line of the log. */
const LONGEST = 20_000_000;

/** How long what a worker printed may be on its way when it has ended, in ms. */
const LAST_OUTPUT = 1000;

/** What is kept of what a worker says, in characters. */
const LAST_WORDS = 2000;

/** How a worker ended. */
export interface WorkerEnd {
  /** Its exit status, or the signal that killed it. */
  readonly status: number | string;
  /** The run that it had; null when there was none, or when it did not come to tell. */
  readonly record: Pick<RunRecord, "id" | "verdict" | "reason" | "startedAt" | "endedAt"> | null;
  /** The last that it said. */
  readonly words: string;
}

/** A process that takes one run from the queue. */
export interface Worker {
  readonly pid: number;
  readonly ended: Promise<WorkerEnd>;
}

export type StartWorker = () => Worker;

/**
 * `lisalab run --next` as a process of its own, which lives on when this one ends: nothing that a run does reaches the service.
 * @param program the file of the command line
 */
export function workerProcess(program: string, home: string, warm: boolean): Worker {
  const words = ["run", "--next", "--json", ...(warm ? ["--warm"] : [])];
  const child = spawn(process.execPath, [program, ...words], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...withoutCallerSecrets(process.env), LISALAB_HOME: home },
  });
  let [printed, said] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (printed.length < LONGEST) printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-LAST_WORDS);
  });
  const ended = new Promise<WorkerEnd>((resolve) => {
    const end = (status: number | string): void =>
      resolve({ status, record: recordIn(printed), words: said.trim().split("\n").at(-1) ?? "" });
    child.on("error", (error) => {
      said = `it could not be started: ${error.message}`;
      end(error.name);
    });
    child.on("close", (code, signal) => end(code ?? signal ?? "unknown"));
    // What a run leaves behind may hold its pipes for long.
    child.on("exit", (code, signal) => setTimeout(() => end(code ?? signal ?? "unknown"), LAST_OUTPUT));
  });
  return { pid: child.pid ?? 0, ended };
}

function recordIn(printed: string): WorkerEnd["record"] {
  try {
    return JSON.parse(printed) as RunRecord;
  } catch {
    // Nothing, or cut short: the worker did not come to tell.
    return null;
  }
}
