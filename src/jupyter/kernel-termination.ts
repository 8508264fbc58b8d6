import { createRequire } from "node:module";
import { SHARED } from "./kernel-link.js";

/**
 * The part of Node's own bookkeeping of asynchronous contexts that a termination leaves in disorder. Node keeps it to
 * itself, but for `--expose-internals`, with which our kernelspecs start the kernel.
 */
interface AsyncBookkeeping {
  readonly clearAsyncIdStack?: () => void;
}

/** The key on `globalThis` of the function that decides, in the thread of cells, whether it may be terminated now. */
const CONSENT = "lisalab.kernel.consent";

/** What the inspector evaluates in the thread of cells, in the middle of what runs there. */
export const CONSENT_EXPRESSION: string = `globalThis[Symbol.for("${CONSENT}")]()`;

/** The answers to the question whether the thread of cells may be terminated. */
export const TERMINATION: { readonly none: 0; readonly asked: 1; readonly granted: 2; readonly ordered: 3 } = {
  none: 0,
  asked: 1,
  granted: 2,
  ordered: 3,
};

/** Deep enough to see what was called from where. */
const STACK_DEPTH = 200;
/** The compiler must not be stopped halfway, and neither must the kernel's own work between cells. */
const COMPILER_FRAME = /typescript-for-tslab|tslab[\\/]dist[\\/]converter/;
const KERNEL_FRAME = /jupyter[\\/]kernel-(?!zombies|termination)/;
/** What there is on the stack of an idle thread: the question itself. */
const OWN_FRAME = /jupyter[\\/]kernel|node:internal|<anonymous>:1:/;

/**
 * Makes this thread terminable. Two things can go wrong when V8 terminates JavaScript from outside: it hits the kernel
 * instead of the cell, and Node, which counts asynchronous contexts, never counts back and ends the process
 * ("Assertion failed: execution_async_id() == 0"). So the inspector first calls a function in the middle of what runs;
 * that looks at the stack, clears the count, and waits until the order to terminate has been given.
 */
export function prepareForTermination(shared: Int32Array): void {
  const bookkeeping = asyncBookkeeping();
  const consent = (): void => {
    const running = Atomics.load(shared, SHARED.runningCell) !== 0;
    if (!mayTerminate(running)) return;
    const { asked, granted } = TERMINATION;
    if (Atomics.compareExchange(shared, SHARED.termination, asked, granted) !== asked) return;
    Atomics.notify(shared, SHARED.termination);
    while (Atomics.load(shared, SHARED.termination) === granted) Atomics.wait(shared, SHARED.termination, granted);
    bookkeeping.clearAsyncIdStack?.();
  };
  Object.assign(globalThis, { [Symbol.for(CONSENT)]: consent });
}

function asyncBookkeeping(): AsyncBookkeeping {
  if (!process.execArgv.includes("--expose-internals")) return {};
  return createRequire(import.meta.url)("internal/async_hooks") as AsyncBookkeeping;
}

function mayTerminate(running: boolean): boolean {
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  const [, ...frames] = String(new Error("where are we").stack).split("\n");
  Error.stackTraceLimit = depth;
  const has = (kind: RegExp): boolean => frames.some((frame) => kind.test(frame));
  return !frames.every((frame) => OWN_FRAME.test(frame)) && !has(COMPILER_FRAME) && (running || !has(KERNEL_FRAME));
}
