import { EnvironmentError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { onInterrupt } from "./interrupt.js";
import { progressOn } from "./progress.js";

/**
 * Does long work with a progress on standard error, which Ctrl-C stops in order.
 * @param stopped what is told then: what there is, and how to go on
 */
export async function interruptible<T>(stopped: string, work: (work: Work) => Promise<T>): Promise<T> {
  const interrupt = onInterrupt();
  try {
    return await work({ signal: interrupt.signal, onProgress: progressOn(process.stderr) });
  } catch (error) {
    throw interrupt.signal.aborted ? new EnvironmentError(stopped, {}, error) : error;
  } finally {
    interrupt.release();
    if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  }
}
