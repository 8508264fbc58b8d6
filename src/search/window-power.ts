import type { Seconds } from "../core/units.js";

/** What a window leaves of stationary noise. */
export interface WindowPower {
  /** Its mean square, by which powers of bins are less. */
  readonly square: number;
  /** Independent bins of one: bins of windowed data depend on their neighbours. */
  readonly independent: number;
}

/** Times at which a window is looked at. */
const LOOKS = 20_000;

/** Of a window from the begin of the data on (s). */
export function windowPower(window: (time: Seconds) => number, duration: Seconds): WindowPower {
  let [square, fourth] = [0, 0];
  for (let n = 0; n < LOOKS; n++) {
    const power = window(((n + 0.5) / LOOKS) * duration) ** 2;
    square += power / LOOKS;
    fourth += power ** 2 / LOOKS;
  }
  return { square, independent: square ** 2 / fourth };
}
