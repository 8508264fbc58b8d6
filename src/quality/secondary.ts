import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Combination } from "../tdi/combination.js";
import { displacementNoise, type InstrumentLevels, testMassNoise } from "./levels.js";
import type { SpectrumModel } from "./readouts.js";
import { type DelayedTerms, delayedTerms, powerOf, responseOf, weightedSum } from "./response.js";

/**
 * The secondary noises in a combination of beatnotes, with constant `delays`: what is left when lasers and clocks are gone.
 * Readout noise of each beatnote; test masses, seen twice by the light that bounces off them; backlinks, which reference and
 * test-mass beatnotes of a MOSA share. All are independent, so their powers add up.
 */
export function secondaryModel(
  combination: Combination,
  delays: PerMosa<Seconds>,
  levels: InstrumentLevels,
): SpectrumModel {
  const termsOf = (readout: "sci" | "ref" | "tmi"): PerMosa<DelayedTerms> =>
    perMosa((mosa) => delayedTerms(combination.on(`${readout}_${mosa}`), delays));
  const [sci, ref, tmi] = [termsOf("sci"), termsOf("ref"), termsOf("tmi")];
  return (frequency) => {
    const gain = (terms: PerMosa<DelayedTerms>): number =>
      MOSAS.reduce((sum, mosa) => sum + powerOf(responseOf(terms[mosa], frequency)), 0);
    const shared = MOSAS.map((mosa) => [ref[mosa], tmi[mosa]].map((terms) => responseOf(terms, frequency)));
    const backlinks = shared.reduce(
      (sum, [a, b]) =>
        sum +
        powerOf(
          weightedSum([
            [a!, 1],
            [b!, 1],
          ]),
        ),
      0,
    );
    return (
      gain(sci) * displacementNoise(frequency, levels.readout.sci) +
      gain(ref) * displacementNoise(frequency, levels.readout.ref) +
      gain(tmi) * (displacementNoise(frequency, levels.readout.tmi) + 4 * testMassNoise(frequency, levels.testMass)) +
      backlinks * displacementNoise(frequency, levels.backlink)
    );
  };
}
