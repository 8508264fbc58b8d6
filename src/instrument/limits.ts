import { BadArgumentError } from "../core/errors.js";
import { SPACECRAFT } from "../core/mosa.js";
import { checkedNumber } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { frequencyError } from "./clock.js";
import type { Instrument } from "./parameters.js";

/** The interval of the ground's time correlations: as given, or a day, or the duration if that is shorter. */
export function correlationIntervalOf(given: Seconds | undefined, duration: Seconds): Seconds {
  const interval = given ?? Math.min(86_400, duration);
  return checkedNumber("the simulation", "timeCorrelationInterval", interval, { unit: "s", min: 0, open: true });
}

/** How wrong a clock's frequency may be: sampling is as good as stated up to here, and real ones are right within 1e-6. */
const WORST_CLOCK = 1e-5;

export function mustKeepTime({ clocks }: Instrument, duration: Seconds): void {
  for (const sc of SPACECRAFT) {
    const worst = Math.max(...[0, duration].map((t) => Math.abs(frequencyError(clocks[sc], t))));
    if (worst <= WORST_CLOCK) continue;
    throw new BadArgumentError(
      `The clock of spacecraft ${sc} is wrong by the fraction ${worst.toPrecision(3)} at times; it must be right within ${WORST_CLOCK} from the begin to the end.`,
      { spacecraft: sc, worst },
    );
  }
}

export function mustBeSeed(seed: unknown): void {
  if (typeof seed === "bigint") return;
  throw new BadArgumentError(
    `The seed is ${String(seed)}; it must be a bigint such as 1n: all noises follow from it.`,
    {
      seed: String(seed),
    },
  );
}

export function mustBeTimes(dt: Seconds, upsampling: number, duration: Seconds): void {
  if (dt > 0 && Number.isInteger(upsampling) && upsampling > 0 && duration / dt >= 1 && duration < 1e10) return;
  throw new BadArgumentError(
    `A simulation of ${duration} s every ${dt} s with ${upsampling} physics samples each can't be made: it takes positive times, a duration of a sample or more, and a whole number from 1.`,
    { dt, upsampling, duration },
  );
}
