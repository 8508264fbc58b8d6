import { BadDataError } from "../core/errors.js";
import { MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { CsdMatrix } from "../math/welch.js";
import type { Complex } from "../noise/response.js";
import { Combination } from "../tdi/combination.js";
import { DelayPolynomial } from "../tdi/polynomial.js";
import { SpectralEquations } from "./spectralequations.js";

/*
 * Time-delay interferometric ranging (M. Tinto, M. Vallisneri, J. W. Armstrong, Phys. Rev. D 71, 041101 (2005),
 * doi:10.1103/PhysRevD.71.041101): a delay that is wrong by e leaves −e d/dt of what it delays. To first order that is linear in the errors of
 * the six delays, which the data then tell, laser noise being so much stronger than what should be left.
 */

/** Errors of the delays that were applied (s), and their standard deviations. */
export interface DelayErrors {
  readonly values: PerMosa<Seconds>;
  readonly uncertainties: PerMosa<Seconds>;
}

/** What a link's delay does to a combination: each term as often as it is delayed along the link. */
export function delayedBy(combination: Combination, link: Mosa): Combination {
  return Combination.of(
    Object.fromEntries(
      combination.measurements().map((name) => [
        name,
        combination
          .on(name)
          .terms()
          .map(({ delays, coefficient }) => ({
            path: delays.join("."),
            factor: coefficient * delays.filter((one) => one === link).length,
          }))
          .filter(({ factor }) => factor !== 0)
          .reduce((sum, { path, factor }) => sum.plus(DelayPolynomial.of(path).scaled(factor)), DelayPolynomial.of("")),
      ]),
    ),
  );
}

/** What {@link delayErrors} is found from. */
export interface DelayData {
  /** Number of variables. */
  readonly variables: number;
  /** Cross-spectra of the variables' series, then, variable by variable, of {@link delayedBy} of each link (Hz). */
  readonly spectra: readonly CsdMatrix[];
  readonly band: readonly [Hertz, Hertz];
}

/** Rounds: the noise that weighs the frequencies is what the last round left. */
const ROUNDS = 4;

/** Fits the errors of the six delays. @throws BadDataError when the data don't determine them */
export function delayErrors({ variables, spectra, band }: DelayData): DelayErrors {
  if (spectra.length === 0)
    throw new BadDataError("Delays can't be checked: there is no stretch of data without a gap.");
  const derivative = (frequency: Hertz): Complex => ({ re: 0, im: -2 * Math.PI * frequency });
  const each = Array.from({ length: variables }, (_, variable) => variable);
  const equations = new SpectralEquations(
    spectra,
    each.map(() => MOSAS.map(() => derivative)),
    each.map((variable) => MOSAS.map((_, link) => variable * MOSAS.length + link)),
    band,
  );
  let values: Float64Array = new Float64Array(MOSAS.length);
  let covariance: Float64Array = new Float64Array(0);
  for (let round = 0; round < ROUNDS; round++) ({ values, covariance } = equations.solved(values));
  const of = (numbers: (link: number) => number): PerMosa<number> => perMosa((mosa) => numbers(MOSAS.indexOf(mosa)));
  return {
    values: of((link) => values[link]!),
    uncertainties: of((link) => Math.sqrt(covariance[link * MOSAS.length + link]!)),
  };
}
