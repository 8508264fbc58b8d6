import type { PerMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { NoiseLevels } from "../noise/levels.js";
import { type NoiseModel, tdi } from "../noise/tdi.js";
import { type TiltToLength, tiltModel } from "../quality/tilt.js";
import { beatnoteCombinationOf } from "../tdi/catalogue.js";
import type { TdiVariable } from "../tdi/variable.js";
import type { Channel, Spectra } from "./spectra.js";

/** What a TDI variable should look like: secondary noises alone, and with the tilt-to-length coupling that L1 leaves in. */
export interface TdiModel {
  readonly secondary: NoiseModel;
  readonly total: NoiseModel;
}

/** The model of `variable` for constant `delays`; without tilt-to-length coupling when that is null. */
export function tdiModel(
  variable: TdiVariable,
  delays: PerMosa<Seconds>,
  levels: NoiseLevels,
  tilt: TiltToLength | null,
): TdiModel {
  const combination = beatnoteCombinationOf(variable);
  const secondary = tdi(combination, { delays, level: levels });
  if (tilt === null) return { secondary, total: secondary };
  const coupled = tiltModel(combination, delays, tilt);
  return { secondary, total: (frequency) => secondary(frequency) + coupled(frequency) };
}

/** Samples of a TDI variable with their model: a channel to take the spectrum of. */
export function tdiChannel(
  variable: TdiVariable,
  values: Float64Array,
  delays: PerMosa<Seconds>,
  levels: NoiseLevels,
  tilt: TiltToLength | null,
): Channel {
  const { total } = tdiModel(variable, delays, levels, tilt);
  return { name: variable, values, drifts: false, modelName: `model ${variable}`, model: total };
}

const ARMS: Readonly<Record<string, string>> = { XY: "1-2", YZ: "2-3", XZ: "3-1" };

/**
 * Where an excess sits, from the spectra of X, Y and Z: each of them is built on two arms, so what two of them have and the
 * third has not is in the arm they share. A variable counts as high when a band of it warns.
 */
export function whereabouts({ findings }: Spectra): string {
  const high = ["X", "Y", "Z"].filter((letter) =>
    findings.some(({ channel, decibels, limits }) => channel.startsWith(letter) && decibels > limits[0]),
  );
  const arm = ARMS[high.join("")];
  if (arm !== undefined) return `${high.join(" and ")} are high, the third is not: the excess is in arm ${arm}`;
  if (high.length === 3) return "X, Y and Z are all high: suspect what they share, the delays or the clock correction";
  if (high.length === 1) return `only ${high[0]} is high: suspect spacecraft ${"XYZ".indexOf(high[0]!) + 1}`;
  return "X, Y and Z give no hint where it sits";
}
