import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Radians, Seconds } from "../core/units.js";
import { UNIFORM_REACH, uniformInterpolation } from "../math/uniform.js";
import { checkedDirection } from "./direction.js";
import type { Source, Strain } from "./source.js";

/** A wave that is known by its samples. */
export interface SampledWaveOptions extends Strain {
  readonly name?: string;
  /** Ecliptic longitude and latitude of where it comes from (rad). */
  readonly lambda: Radians;
  readonly beta: Radians;
  /** When the first sample passes the Sun. */
  readonly t0: Instant<"TCB">;
  /** Interval between samples (s). */
  readonly dt: Seconds;
}

const KEYS: readonly (keyof SampledWaveOptions)[] = ["name", "lambda", "beta", "t0", "dt", "plus", "cross"];

/**
 * Any plane wave, by samples of its two polarisations in the ecliptic frame as it passes the Sun. Between samples it is
 * interpolated (order 15: to 1e-8 for waves that are sampled ten times a cycle). It must begin 510 s before the responses that are
 * asked of it and end so much behind them: the wave passes the spacecraft up to that long before or after the Sun.
 * @example waveforms.sampledWave({ t0: time.tcb("2037-01-01"), dt: 5, plus, cross, lambda: 2, beta: 0.3 })
 * @throws BadArgumentError for polarisations of different lengths, samples that are no numbers and misspelt options
 */
export function sampledWave(options: SampledWaveOptions): Source {
  const what = "a sampled wave";
  mustKnowKeys(what, options, KEYS);
  const { name = "sampled wave", t0, plus, cross } = options;
  const dt = checkedNumber(what, "dt", options.dt, { unit: "s", min: 0, open: true });
  const { lambda, beta } = checkedDirection(what, options);
  mustBeSamples(plus, cross);
  const start = checkedNumber(what, "t0", t0.seconds + t0.fraction, { unit: "s" });
  return {
    name,
    kind: "SampledWave",
    parameters: { lambda, beta, t0: start, dt, size: plus.length },
    lambda,
    beta,
    strain: (from, offsets) => {
      const [whole, rest] = [from.seconds - t0.seconds, from.fraction - t0.fraction];
      const places = offsets.map((offset) => (whole + (rest + offset)) / dt);
      mustServe(name, places, plus.length, dt);
      const [p, x] = uniformInterpolation([plus, cross], places) as [Float64Array, Float64Array];
      return { plus: p, cross: x };
    },
    // More its samples can't have.
    highestFrequency: () => 0.5 / dt,
  };
}

function mustBeSamples(plus: Float64Array, cross: Float64Array): void {
  if (plus.length !== cross.length || plus.length < UNIFORM_REACH.before + UNIFORM_REACH.after + 1) {
    throw new BadArgumentError(
      `The polarisations of a sampled wave have ${plus.length} and ${cross.length} samples; they must be as many, 16 or more.`,
      { plus: plus.length, cross: cross.length },
    );
  }
  for (const [which, values] of Object.entries({ plus, cross })) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new BadArgumentError(`Sample ${bad} of ${which} of a sampled wave is ${values[bad]}.`, { which, bad });
  }
}

function mustServe(name: string, places: Float64Array, length: number, dt: Seconds): void {
  const [least, most] = [UNIFORM_REACH.before, length - 1 - UNIFORM_REACH.after];
  const bad = places.findIndex((place) => !(place >= least && place <= most));
  if (bad < 0) return;
  throw new BadDataError(
    `The wave "${name}" is known from ${least * dt} s to ${most * dt} s after its t0, with what interpolation needs at both ends; it was asked for at ${places[bad]! * dt} s. Give more samples, of zeros where there is no wave.`,
    { known: [least * dt, most * dt], asked: places[bad]! * dt },
  );
}
