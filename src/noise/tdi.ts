import { MOSAS, perMosa } from "../core/mosa.js";
import type { Hertz, HertzPsd } from "../core/units.js";
import { asVariable, beatnoteCombinationOf } from "../tdi/catalogue.js";
import { Combination } from "../tdi/combination.js";
import type { TdiVariable } from "../tdi/variable.js";
import { type Level, levelsOf } from "./levels.js";
import { type Arms, delaysOf, power, responseOf, sum } from "./response.js";
import { displacementNoise, testMassNoise } from "./sources.js";

/** A one-sided power spectral density as a function of frequency. */
export type NoiseModel = (frequency: Hertz) => HertzPsd;

/** The noises that remain in TDI, each by itself. */
export type SecondaryNoise = "oms_sci" | "oms_ref" | "oms_tmi" | "testmass" | "backlink";

/** Variables by their short names mean the second generation. */
export type NoiseVariable = TdiVariable | "X" | "Y" | "Z" | "A" | "E" | "T";

/** Which instrument and which constellation a model is for. */
export type NoiseOptions = Arms & {
  /** "SciRD" (default), "lisainstrument", or levels of one's own. */
  readonly level?: Level;
};

/**
 * The secondary noises in a TDI variable, in Hz²/Hz: readout noise of every beatnote, the test masses' motion, the backlinks;
 * all independent. Computed from the variable's delays themselves, so unequal arms are as good as equal ones. The laser light
 * bounces off the test mass, which doubles its motion; a backlink's noise is in the reference and the test-mass beatnote of
 * its MOSA.
 * @param variable a name, or any combination of beatnotes
 */
export function tdi(variable: NoiseVariable | Combination, options: NoiseOptions = {}): NoiseModel {
  const parts = Object.values(tdiParts(variable, options));
  return (frequency) => parts.reduce((total, part) => total + part(frequency), 0);
}

/** What {@link tdi} adds up, noise by noise. */
export function tdiParts(
  variable: NoiseVariable | Combination,
  options: NoiseOptions = {},
): Readonly<Record<SecondaryNoise, NoiseModel>> {
  const levels = levelsOf(options.level ?? "SciRD");
  const delays = delaysOf(options);
  const combination = variable instanceof Combination ? variable : beatnoteCombinationOf(fullName(variable));
  const [sci, ref, tmi] = (["sci", "ref", "tmi"] as const).map((readout) =>
    perMosa((mosa) => responseOf(combination.on(`${readout}_${mosa}`), delays)),
  ) as [Responses, Responses, Responses];
  const gain = (responses: Responses, frequency: Hertz): number =>
    MOSAS.reduce((total, mosa) => total + power(responses[mosa](frequency)), 0);
  const both = perMosa((mosa) => (frequency: Hertz) => sum(ref[mosa](frequency), tmi[mosa](frequency)));
  return {
    oms_sci: (f) => gain(sci, f) * displacementNoise(f, levels.readout.sci),
    oms_ref: (f) => gain(ref, f) * displacementNoise(f, levels.readout.ref),
    oms_tmi: (f) => gain(tmi, f) * displacementNoise(f, levels.readout.tmi),
    testmass: (f) => 4 * gain(tmi, f) * testMassNoise(f, levels.testMass),
    backlink: (f) => gain(both, f) * displacementNoise(f, levels.backlink),
  };
}

type Responses = ReturnType<typeof perMosa<ReturnType<typeof responseOf>>>;

function fullName(variable: NoiseVariable): TdiVariable {
  return asVariable(/^[XYZAET]$/.test(variable) ? `${variable}2` : variable);
}
