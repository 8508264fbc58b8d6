import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Notebook } from "../../src/runbook/notebook.js";
import type { RunRecord } from "../../src/runbook/record.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** A cell that makes the check that each runbook needs. */
export const PASSING =
  'import { runbook } from "lisalab";\nrunbook.expect("all is well", { value: true, equals: true });';

/** A cell of a test's runbook: code, if nothing else is said. */
export interface HouseCell {
  readonly source: string;
  readonly tags?: readonly string[];
  readonly type?: "code" | "markdown";
}

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An installation of its own for tests: a LISALAB_HOME, and a folder for runbooks. */
export class House {
  readonly root: string = mkdtempSync(join(tmpdir(), "lisalab-house-"));
  readonly home: string = join(this.root, "home");
  readonly runbooks: string = join(this.root, "run books");

  constructor() {
    mkdirSync(this.runbooks);
  }

  /** Writes a runbook of these cells, with its sidecar. */
  runbook(name: string, cells: readonly (string | HouseCell)[], sidecar: Record<string, unknown> = {}): string {
    const notebook = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: cells.map((cell, i) => cellOf(typeof cell === "string" ? { source: cell } : cell, `cell-${i}`)),
    };
    const fields = { name, version: "1.0.0", owner: "tests", kernel: "lisalab-operations", ...sidecar };
    writeFileSync(join(this.runbooks, `${name}.ipynb`), JSON.stringify(notebook));
    writeFileSync(join(this.runbooks, `${name}.yaml`), JSON.stringify(fields));
    return name;
  }

  /** Starts `lisalab` with these arguments; `ended` resolves with its end. */
  start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    return this.#started("Tester", args);
  }

  /** Runs `lisalab` with these arguments as somebody else, to its end. */
  as(operator: string, ...args: string[]): Promise<Ended> {
    return this.#started(operator, args).ended;
  }

  #started(operator: string, args: readonly string[]): ReturnType<House["start"]> {
    const env = { ...process.env, LISALAB_HOME: this.home, LISALAB_OPERATOR: operator };
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.runbooks,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (status) => resolve({ status, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Runs `lisalab` with these arguments to its end. */
  lisalab(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** Runs a runbook and gives its record. */
  async run(...args: string[]): Promise<Ended & { readonly record: RunRecord }> {
    const ended = await this.lisalab("run", ...args, "--json");
    if (ended.stdout === "") {
      throw new Error(`no record; standard error: ${ended.stderr}`);
    }
    return { ...ended, record: JSON.parse(ended.stdout) as RunRecord };
  }

  file(record: Pick<RunRecord, "id">, name: string): string {
    return join(this.home, "runs", record.id, name);
  }

  notebook(record: Pick<RunRecord, "id">): Notebook {
    return JSON.parse(readFileSync(this.file(record, "notebook.ipynb"), "utf8")) as Notebook;
  }

  /** Ends the server and removes everything. */
  async close(): Promise<void> {
    await this.lisalab("server", "stop");
    rmSync(this.root, { recursive: true, force: true });
  }
}

function cellOf({ source, tags = [], type = "code" }: HouseCell, id: string): object {
  const metadata = tags.length === 0 ? {} : { tags };
  return { cell_type: type, id, metadata, source, ...(type === "code" && { execution_count: null, outputs: [] }) };
}

/** The texts of all streams of a notebook's cell. */
export function printed(notebook: Notebook, cell: string): string {
  const found = notebook.cells.find(({ id }) => id === cell);
  const outputs = found?.cell_type === "code" ? found.outputs : [];
  return outputs.map((output) => (output.output_type === "stream" ? [output.text].flat().join("") : "")).join("");
}
