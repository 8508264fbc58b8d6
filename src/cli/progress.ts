import type { Progress } from "../core/progress.js";

/** A line that changes on a terminal; one line per step elsewhere. */
export function progressOn(out: NodeJS.WriteStream): (progress: Progress) => void {
  let last = "";
  return ({ fraction, message = "" }) => {
    if (out.isTTY) out.write(`\r\u001B[K${message} ${Math.round(100 * fraction)} %`);
    else if (message !== last) out.write(`${message} …\n`);
    last = message;
  };
}
