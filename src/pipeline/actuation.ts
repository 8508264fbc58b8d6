import type { FlagSeries } from "../core/flags.js";
import type { TimeSeries } from "../core/series.js";
import type { Seconds } from "../core/units.js";
import { bridged } from "./mask.js";
import type { SampleRange } from "./observation.js";

/** A channel of an actuator, integrated over time from the observation's first sample on. */
export interface Impulse {
  readonly dt: Seconds;
  /** What the actuator does, with straight lines across gaps. */
  readonly values: Float64Array;
  /** Its integral up to each sample. */
  readonly integral: Float64Array;
  readonly flags: FlagSeries;
}

/** Integrates a whole channel: one a second is 1.4 MB a day. */
export function impulseOf({ dt, values }: TimeSeries, flags: FlagSeries): Impulse {
  const whole = bridged(values);
  const integral = new Float64Array(whole.length);
  for (let n = 1; n < whole.length; n++) integral[n] = integral[n - 1]! + 0.5 * dt * (whole[n - 1]! + whole[n]!);
  return { dt, values: whole, integral, flags };
}

/** The integral at samples of a stream, which shows what happened `late` seconds ago. */
export function impulseAt(
  { dt, values, integral }: Impulse,
  range: SampleRange,
  step: Seconds,
  late: Seconds,
): Float64Array {
  const last = values.length - 1;
  return Float64Array.from({ length: range.count }, (_, k) => {
    const at = Math.min(last, Math.max(0, ((range.start + k) * step - late) / dt));
    const n = Math.min(Math.max(0, last - 1), Math.floor(at));
    const u = at - n;
    const [here, next] = [values[n]!, values[Math.min(last, n + 1)]!];
    return integral[n]! + dt * u * (here + 0.5 * u * (next - here));
  });
}

/** The channel's flags at these samples. */
export function impulseFlags({ dt, flags }: Impulse, range: SampleRange, step: Seconds, late: Seconds): FlagSeries {
  return Uint16Array.from({ length: range.count }, (_, k) => {
    const at = ((range.start + k) * step - late) / dt;
    return (flags[Math.floor(at)] ?? 0) | (flags[Math.ceil(at)] ?? 0);
  });
}
