import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { promisify } from "node:util";
import { type AwaitGuard, GUARD_NAME } from "./kernel-awaits.js";
import { cellStorage } from "./kernel-context.js";

/** A cell was stopped by the person who started it. */
export class InterruptedError extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("The cell was interrupted.");
  }
}

/** So often code of an interrupted cell is told so, to clean up; a loop that catches it every time is left waiting. */
const WARNINGS = 10;

const guard: AwaitGuard = {
  enter(value) {
    const context = cellStorage.getStore();
    if (context?.interrupted !== true) return value;
    context.warnings += 1;
    if (context.warnings > WARNINGS) return new Promise(() => {});
    throw new InterruptedError();
  },
  leave(value) {
    if (cellStorage.getStore()?.interrupted === true) throw new InterruptedError();
    return value;
  },
};

type Callback = (...values: unknown[]) => void;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;

/** `start` for cells: once the cell that called it is interrupted, the callback is no longer called. */
function guarded(start: Start, stop: (timer: unknown) => void, stopped: () => void): Start {
  return (callback, ...rest) => {
    const context = cellStorage.getStore();
    if (context === undefined || typeof callback !== "function") return start(callback, ...rest);
    const timer = start(
      (...values) => {
        if (!context.interrupted) return callback(...values);
        stop(timer);
        return stopped();
      },
      ...rest,
    );
    return timer;
  };
}

/**
 * Lets nothing run on behind an interrupted cell: its awaits and timers end. `stopped` is called, in the cell's
 * context, when a timer was held back.
 */
export function stopZombies(stopped: () => void): void {
  Object.assign(globalThis, { [GUARD_NAME]: guard });
  const stops = { setTimeout: clearTimeout, setInterval: clearInterval, setImmediate: clearImmediate };
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const original = timers[name];
    const stop = stops[name] as (timer: unknown) => void;
    const replacement = guarded(original as unknown as Start, stop, stopped);
    const promised = (original as unknown as Record<symbol, unknown>)[promisify.custom];
    if (promised !== undefined) Object.defineProperty(replacement, promisify.custom, { value: promised });
    Object.assign(timers, { [name]: replacement });
    Object.assign(globalThis, { [name]: replacement });
  }
  syncBuiltinESMExports();
}
