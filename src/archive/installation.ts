import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import { packageRoot } from "../jupyter/installation.js";
import { contentOf } from "./filecopy.js";
import { leavesOf } from "./tree.js";

/** A checkout or an installed package of lisalab, this one or another. */
export interface Installation {
  /** Its folder, absolute. */
  readonly folder: string;
  readonly version: string;
  /** SHA-256 over the names and contents of all files that it runs. */
  readonly sha256: string;
}

/** How a command of an installation ended, and what it took. */
export interface Execution {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
  /** The end of what it said on standard error. */
  readonly said: string;
  /** Time by the clock, and of the processors; NaN when it was killed (s). */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Largest resident memory; NaN when it was killed (bytes). */
  readonly memory: number;
}

/** Where a command works. */
export interface ExecutionOptions {
  /** Its LISALAB_HOME. */
  readonly home: string;
  /** Ends it after so long (s). */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** How much of what a command says is kept, in characters. */
const SAID = 4000;

/** Variables that a command gets besides its home: no tokens, no secrets, and no database of runs. */
const ENVIRONMENT: readonly string[] = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"];

/** A module that tells on the third channel what the process has used, at its end. */
const METER = `data:text/javascript,${encodeURIComponent(`import { writeSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024 }));
});`)}`;

/** The installation of lisalab in `folder`; this one when it is not given. @throws BadArgumentError when there is none, or it is not built */
export async function openInstallation(folder: string = packageRoot()): Promise<Installation> {
  const root = resolve(folder);
  const about = (await readFile(join(root, "package.json"), "utf8")
    .then(JSON.parse)
    .catch(() => null)) as {
    name?: unknown;
    version?: unknown;
  } | null;
  if (about?.name !== "lisalab") {
    const advice = "name a checkout, or a folder node_modules/lisalab";
    throw new BadArgumentError(`${root} is no lisalab: its package.json is missing or of something else; ${advice}.`, {
      folder: root,
    });
  }
  if (!existsSync(mainOf(root))) {
    throw new BadArgumentError(`${root} is not built: it has no dist/cli/main.js; run npm run build there.`, {
      folder: root,
    });
  }
  return { folder: await realpath(root), version: String(about.version), sha256: await codeHash(root) };
}

/** Runs a command of an installation in a process of its own. */
export function executeIn(
  { folder }: Installation,
  args: readonly string[],
  { home, timeout, signal }: ExecutionOptions,
): Promise<Execution> {
  const given = ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", METER, mainOf(folder), ...args], {
    env: { ...(Object.fromEntries(given) as NodeJS.ProcessEnv), LISALAB_HOME: home },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    timeout: 1000 * timeout,
    killSignal: "SIGKILL",
    ...(signal && { signal }),
  });
  let [said, usage] = ["", ""];
  child.stderr!.on("data", (piece: Buffer) => {
    said = `${said}${piece.toString()}`.slice(-SAID);
  });
  child.stdio[3]!.on("data", (piece: Buffer) => {
    usage += piece.toString();
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (status, killed) => {
      const seconds = (performance.now() - start) / 1000;
      done({ status, signal: killed, said: said.trim(), seconds, ...usedBy(usage) });
    });
  });
}

function mainOf(folder: string): string {
  return join(folder, "dist", "cli", "main.js");
}

function usedBy(usage: string): Pick<Execution, "cpuSeconds" | "memory"> {
  if (usage === "") return { cpuSeconds: Number.NaN, memory: Number.NaN };
  return JSON.parse(usage) as Pick<Execution, "cpuSeconds" | "memory">;
}

/** Declarations and maps do not run. */
async function codeHash(folder: string): Promise<string> {
  const leaves = await leavesOf(join(folder, "dist"));
  const hash = createHash("sha256");
  for (const { path } of leaves.filter(({ path: one, kind }) => kind === "file" && /\.(js|wasm|json)$/.test(one))) {
    hash.update(`${(await contentOf(join(folder, "dist", path))).sha256}  ${path}\n`);
  }
  return hash.digest("hex");
}
