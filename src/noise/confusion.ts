import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, type NumberRange } from "../core/options.js";
import { editDistance } from "../core/spelling.js";
import type { Hertz } from "../core/units.js";

/**
 * Whose fit to the unresolved binaries of our Galaxy. They are averaged over the sky in different ways and are not to be
 * compared with each other directly: see `noise.sensitivity` for how each is used.
 */
export type ConfusionModel = "Robson" | "Karnesis";

/** Parameters of the fit of 2019 by duration of the mission (years). */
const ROBSON: readonly (readonly [number, Readonly<Record<"alpha" | "beta" | "kappa" | "gamma" | "knee", number>>])[] =
  [
    [0.5, { alpha: 0.133, beta: 243, kappa: 482, gamma: 917, knee: 2.58e-3 }],
    [1, { alpha: 0.171, beta: 292, kappa: 1020, gamma: 1680, knee: 2.15e-3 }],
    [2, { alpha: 0.165, beta: 299, kappa: 611, gamma: 1340, knee: 1.73e-3 }],
    [4, { alpha: 0.138, beta: -221, kappa: 521, gamma: 1680, knee: 1.13e-3 }],
  ];

/** Durations that a fit is good for: half the table's shortest to half as much again as its longest, or what LISA may last. */
const YEARS: Readonly<Record<ConfusionModel, NumberRange>> = {
  Robson: { unit: "years", min: 0.25, max: 6 },
  Karnesis: { unit: "years", min: 0, max: 10, open: true },
};

/**
 * The strain of unresolved galactic binaries (one-sided, 1/Hz), after so many years of observation.
 *
 * "Robson": T. Robson, N. Cornish, C. Liu, Class. Quantum Grav. 36, 105011 (2019), doi:10.1088/1361-6382/ab1101, eq. 14, for
 * two channels, with the parameters of the duration in its table that is nearest, for 0.25 to 6 years. "Karnesis": N. Karnesis, S. Babak,
 * M. Pieroni, N. Cornish, T. Littenberg, Phys. Rev. D 104, 043019 (2021), doi:10.1103/PhysRevD.104.043019, with what is
 * louder than a signal-to-noise ratio of 7 taken out, for up to 10 years.
 * @throws BadArgumentError for other models and durations
 */
export function confusion(model: ConfusionModel, years: number): (frequency: Hertz) => number {
  const range = Object.hasOwn(YEARS, model) && YEARS[model];
  if (!range) {
    throw new BadArgumentError(
      `There is no fit of the confusion "${String(model)}". Did you mean "${nearestTo(String(model))}"? There are Robson and Karnesis.`,
      { model },
    );
  }
  const duration = checkedNumber(`the confusion of ${model} et al.`, "years", years, range);
  return model === "Robson" ? robson(duration) : karnesis(duration);
}

function nearestTo(model: string): ConfusionModel {
  return editDistance(model, "Robson") <= editDistance(model, "Karnesis") ? "Robson" : "Karnesis";
}

function robson(years: number): (frequency: Hertz) => number {
  const distance = ([duration]: (typeof ROBSON)[number]): number => Math.abs(duration - years);
  const [, fit] = ROBSON.reduce((best, row) => (distance(row) < distance(best) ? row : best));
  return (f) => {
    const shape = Math.exp(-(f ** fit.alpha) + fit.beta * f * Math.sin(fit.kappa * f));
    return 9e-45 * f ** (-7 / 3) * shape * (1 + Math.tanh(fit.gamma * (fit.knee - f)));
  };
}

function karnesis(years: number): (frequency: Hertz) => number {
  const log = Math.log10(years);
  const first = 10 ** (-0.223499956 * log - 2.70408439);
  const knee = 10 ** (-0.360976122 * log - 2.37822436);
  return (f) => {
    const shape = Math.exp(-((f / first) ** 1.629667));
    return 0.5 * 1.28265531e-44 * f ** (-7 / 3) * shape * (1 + Math.tanh((knee - f) / 4.81078093e-4));
  };
}
