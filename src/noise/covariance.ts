import { MOSAS } from "../core/mosa.js";
import type { Hertz } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { asVariable, beatnoteCombinationOf } from "../tdi/catalogue.js";
import type { TdiVariable } from "../tdi/variable.js";
import { levelsOf } from "./levels.js";
import { type Complex, delaysOf, responseOf, sum } from "./response.js";
import { displacementNoise, testMassNoise } from "./sources.js";
import type { NoiseModel, NoiseOptions } from "./tdi.js";

type Response = (frequency: Hertz) => Complex;

/** One independent noise: what it does to each variable, and how strong it is. */
interface Source {
  readonly responses: readonly Response[];
  readonly density: NoiseModel;
}

/**
 * The covariance of the secondary noises (see `tdi`) in several variables, in Hz²/Hz: at a frequency a Hermitian matrix, row by row, whose
 * entry (a, b) is the one-sided cross-spectrum of a with the conjugate of b, phases as exp(−2πift).
 */
export function tdiCovariance(
  variables: readonly TdiVariable[],
  options: NoiseOptions = {},
): (frequency: Hertz) => ComplexArray {
  const sources = sourcesOf(variables, options);
  const size = variables.length;
  return (frequency) => {
    const out = complexArray(size * size);
    for (const { responses, density } of sources) {
      const power = density(frequency);
      const all = responses.map((response) => response(frequency));
      all.forEach((a, row) => {
        all.forEach((b, column) => {
          const at = row * size + column;
          out.re[at]! += power * (a.re * b.re + a.im * b.im);
          out.im[at]! += power * (a.im * b.re - a.re * b.im);
        });
      });
    }
    return out;
  };
}

function sourcesOf(variables: readonly TdiVariable[], options: NoiseOptions): Source[] {
  const { readout, testMass, backlink } = levelsOf(options.level ?? "SciRD");
  const delays = delaysOf(options);
  const combinations = variables.map((name) => beatnoteCombinationOf(asVariable(name)));
  return MOSAS.flatMap((mosa) => {
    const [sci, ref, tmi] = (["sci", "ref", "tmi"] as const).map((one) =>
      combinations.map((combination) => responseOf(combination.on(`${one}_${mosa}`), delays)),
    ) as [Response[], Response[], Response[]];
    const both = ref.map(
      (one, n): Response =>
        (f) =>
          sum(one(f), tmi[n]!(f)),
    );
    return [
      { responses: sci, density: (f: Hertz) => displacementNoise(f, readout.sci) },
      { responses: ref, density: (f: Hertz) => displacementNoise(f, readout.ref) },
      { responses: tmi, density: (f: Hertz) => displacementNoise(f, readout.tmi) },
      // The light bounces off the test mass, which doubles its motion.
      { responses: tmi, density: (f: Hertz) => 4 * testMassNoise(f, testMass) },
      { responses: both, density: (f: Hertz) => displacementNoise(f, backlink) },
    ];
  });
}
