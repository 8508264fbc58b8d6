import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queueRun } from "../../src/runbook/queue.js";
import { readSidecar } from "../../src/runbook/sidecar.js";
import type { RunEntry } from "../../src/runs/entry.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import type { Clock } from "../../src/service/clock.js";
import type { Served } from "../../src/service/routes.js";
import type { Ask, ServedRunbook } from "../../src/service/trigger.js";

const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [{ cell_type: "code", id: "a", metadata: {}, source: "1;", execution_count: null, outputs: [] }],
};

/** A home with a real queue, and runbooks that events are to start. */
export class EventHouse {
  readonly home: string = mkdtempSync(join(tmpdir(), "lisalab events "));
  readonly incoming: string = join(this.home, "incoming");
  readonly log: string[] = [];
  readonly runbooks: ServedRunbook[] = [];
  #ledger: RunLedger | undefined;

  constructor() {
    mkdirSync(this.incoming);
  }

  /** Writes a runbook with these lines in its sidecar, and serves it. */
  async serve(name: string, lines: string): Promise<ServedRunbook> {
    const path = join(this.home, `${name}.ipynb`);
    const head = `name: ${name}\nversion: 1.0.0\nowner: operations\nkernel: lisalab-operations\n`;
    writeFileSync(path, JSON.stringify(NOTEBOOK));
    writeFileSync(join(this.home, `${name}.yaml`), head + lines);
    const runbook = { path, sidecar: await readSidecar(join(this.home, `${name}.yaml`)) };
    this.runbooks.push(runbook);
    return runbook;
  }

  readonly ask: Ask = async (asked) => queueRun(await this.ledger(), asked);

  readonly tell = (event: string, message: string): void => void this.log.push(`${event}: ${message}`);

  get served(): Served {
    return { home: this.home, runbooks: () => this.runbooks, ask: this.ask, log: this.tell };
  }

  async ledger(): Promise<RunLedger> {
    this.#ledger ??= await openRuns(this.home, "");
    return this.#ledger;
  }

  /** What the runs in the queue were given, the first first. */
  async queued(): Promise<readonly Readonly<Record<string, string>>[]> {
    return (await this.runs()).map(({ ask }) => ask.parameters);
  }

  async runs(): Promise<readonly RunEntry[]> {
    return [...(await (await this.ledger()).list())].reverse();
  }

  async close(): Promise<void> {
    await this.#ledger?.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A clock whose waits a test lets go, one after the other. */
export class SteppedClock implements Clock {
  readonly #waiting: (() => void)[] = [];
  readonly #signals = new WeakSet<AbortSignal>();
  #reached: (() => void) | undefined;

  now(): number {
    return 0;
  }

  sleep(_ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#signals.has(signal)) signal.addEventListener("abort", () => this.#go());
    this.#signals.add(signal);
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      this.#waiting.push(resolve);
      this.#reached?.();
    });
  }

  /** Until somebody waits: what it does before that is done then. */
  async reached(): Promise<void> {
    if (this.#waiting.length === 0) await new Promise<void>((resolve) => (this.#reached = resolve));
  }

  /** Ends the waits that there are, so often, and waits for the next ones. */
  async step(times = 1): Promise<void> {
    for (let n = 0; n < times; n++) {
      await this.reached();
      this.#go();
    }
    await this.reached();
  }

  #go(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}
