import { clockNoiseIn } from "../calibration/clock.js";
import { withoutTilt } from "../calibration/tilt.js";
import { MOSAS } from "../core/mosa.js";
import { beatnoteCombinationOf } from "../tdi/catalogue.js";
import { Combination } from "../tdi/combination.js";
import type { TdiVariable } from "../tdi/variable.js";
import type { InstrumentParameters } from "./observation.js";
import type { L1Options } from "./product.js";

const MICHELSON: readonly TdiVariable[] = ["X2", "Y2", "Z2"];

/**
 * What level 1 is evaluated from, by name: X, Y, Z free of clock noise, and η of the beatnotes without their trend ("flat_sci_12"),
 * which is the lasers' frequency plan and the Doppler shifts. The clock noise stays in η: sidebands know only clocks' differences.
 */
export function l1Combinations(
  { modulationFrequencies }: InstrumentParameters,
  options: L1Options,
  subtractsTilt: boolean,
): ReadonlyMap<string, Combination> {
  const michelson = MICHELSON.map((name) => {
    const combination = beatnoteCombinationOf(name);
    const clean =
      options.clockCorrection === false ? combination : combination.minus(clockNoiseIn(name, modulationFrequencies));
    return [name, clean] as const;
  });
  const etas = MOSAS.map((mosa) => [`eta_${mosa}`, flattened(beatnoteCombinationOf(`eta_${mosa}`))] as const);
  const all = [...michelson, ...etas];
  return new Map(subtractsTilt ? all.map(([name, combination]) => [name, withoutTilt(combination)]) : all);
}

function flattened(combination: Combination): Combination {
  return combination.in((name) => Combination.of({ [`flat_${name}`]: "1" }));
}
