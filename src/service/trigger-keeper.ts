import type { Ask, ServedRunbook, Trigger } from "./trigger.js";
import { kept, type Surroundings } from "./upkeep.js";

/** The pause after a trigger that ended before it was told to, in ms. */
const EARLY = 1000;

/** Keeps the triggers of the runbooks that are served going. */
export class TriggerKeeper {
  readonly #around: Surroundings;
  readonly #ask: Ask;
  readonly #triggersOf: (runbook: ServedRunbook) => readonly Trigger[];
  readonly #kept = new Map<ServedRunbook, { readonly stop: AbortController; readonly names: readonly string[] }>();
  readonly #going = new Set<Promise<void>>();

  constructor(around: Surroundings, ask: Ask, triggersOf: (runbook: ServedRunbook) => readonly Trigger[]) {
    this.#around = around;
    this.#ask = ask;
    this.#triggersOf = triggersOf;
  }

  get names(): readonly string[] {
    return [...this.#kept.values()].flatMap(({ names }) => names);
  }

  /** Takes over the runbooks that are served from now on; a sidecar that was read again is another one. */
  set(runbooks: readonly ServedRunbook[]): void {
    for (const [runbook, { stop }] of this.#kept) {
      if (runbooks.includes(runbook)) continue;
      stop.abort();
      this.#kept.delete(runbook);
    }
    for (const runbook of runbooks) if (!this.#kept.has(runbook)) this.#begin(runbook);
  }

  async end(): Promise<void> {
    for (const { stop } of this.#kept.values()) stop.abort();
    this.#kept.clear();
    await Promise.all(this.#going);
  }

  #begin(runbook: ServedRunbook): void {
    const stop = new AbortController();
    let triggers: readonly Trigger[] = [];
    try {
      triggers = this.#triggersOf(runbook);
    } catch (error) {
      this.#around.log.trouble(`triggers of ${runbook.sidecar.name}`, error);
    }
    this.#kept.set(runbook, { stop, names: triggers.map(({ name }) => name) });
    for (const trigger of triggers) {
      const going = kept(trigger.name, () => this.#run(trigger, stop.signal), this.#around, stop.signal);
      this.#going.add(going);
      void going.then(() => this.#going.delete(going));
    }
  }

  async #run(trigger: Trigger, signal: AbortSignal): Promise<number> {
    await trigger.run(this.#ask, signal);
    return EARLY;
  }
}
