import { BadArgumentError } from "../core/errors.js";

/** One thing in several representations: MIME type → what to show, as text, base64 or JSON. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** How a bundle is displayed. */
export interface DisplayOptions {
  /** Metadata per MIME type, e.g. the size of an image. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** A name under which `updateDisplay` finds this output again. */
  readonly displayId?: string;
}

/** The key under which a value keeps the method that returns its MIME bundle: a cell's last value is shown by it. */
export const DISPLAY_METHOD: unique symbol = Symbol.for("lisalab.display");

/** A value that knows how it wants to be shown in a notebook. */
export interface Displayable {
  [DISPLAY_METHOD](): MimeBundle;
}

/** What the kernel process offers to the code in its cells. */
export interface KernelPort {
  readonly display: (data: MimeBundle, options: DisplayOptions) => void;
  readonly updateDisplay: (displayId: string, data: MimeBundle, options: DisplayOptions) => void;
  /** Takes back the outputs of the running cell; with `wait` only when the next output comes. */
  readonly clearOutput: (wait: boolean) => void;
  /** Aborted when the cell that asks for it is interrupted. */
  readonly signal: () => AbortSignal;
  /** Asks the person in front of the notebook. */
  readonly input: (prompt: string, password: boolean) => Promise<string>;
}

/** The key on `globalThis` where the kernel process leaves its port; a symbol, so that two copies of the library agree. */
export const KERNEL_PORT: symbol = Symbol.for("lisalab.kernel");

/** What the kernel offers, when this code runs in one. */
export function kernelPort(): KernelPort | undefined {
  return (globalThis as unknown as Record<symbol, KernelPort | undefined>)[KERNEL_PORT];
}

/** Whether this code runs in a cell of a lisalab kernel. */
export function isInKernel(): boolean {
  return kernelPort() !== undefined;
}

/** Shows `data` below the running cell; outside a kernel its text/plain goes to the standard output. */
export function display(data: MimeBundle, options: DisplayOptions = {}): void {
  if (Object.keys(data).length === 0)
    throw new BadArgumentError(
      'display: the bundle is empty. Give at least one MIME type, e.g. { "text/plain": "42" }.',
    );
  const port = kernelPort();
  if (port === undefined) printText(data);
  else port.display(data, options);
}

/** Replaces what was displayed under `displayId`, wherever it is; outside a kernel it prints the new text/plain. */
export function updateDisplay(displayId: string, data: MimeBundle, options: DisplayOptions = {}): void {
  const port = kernelPort();
  if (port === undefined) printText(data);
  else port.updateDisplay(displayId, data, options);
}

/** Takes back the outputs of the running cell; with `wait` only when the next output comes. Outside a kernel nothing happens. */
export function clearOutput(wait = false): void {
  kernelPort()?.clearOutput(wait);
}

/**
 * A signal that is aborted when the running cell is interrupted, for functions that take `{ signal }`; outside a
 * kernel one that never is.
 */
export function cellSignal(): AbortSignal {
  return kernelPort()?.signal() ?? new AbortController().signal;
}

function printText(data: MimeBundle): void {
  const text = data["text/plain"];
  process.stdout.write(`${typeof text === "string" ? text : `[${Object.keys(data).join(", ")}]`}\n`);
}
