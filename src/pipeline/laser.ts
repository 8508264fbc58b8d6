import { type DelayErrors, delayErrors, delayedBy } from "../calibration/delayerrors.js";
import { MOSAS, type PerMosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { CsdMatrix } from "../math/welch.js";
import { beatnoteCombinationOf } from "../tdi/catalogue.js";
import { Combination } from "../tdi/combination.js";
import type { Evaluator } from "./evaluator.js";
import { type GoodSpectra, goodSpectra, type SegmentLengths } from "./goodstretches.js";
import type { Observation } from "./observation.js";
import type { RangeQuality } from "./ranges.js";
import { type Step, stretches } from "./stretches.js";

const CHECKING: Step = { message: "Estimating what is left of the lasers", from: 0.4, to: 0.5 };

const VARIABLES = ["X2", "Y2", "Z2"] as const;

/** As much data as is looked at: two hours tell delays to nanoseconds. */
const SPAN: Seconds = 7200;
const SEGMENTS: SegmentLengths = { usual: 1000, least: 250, fewest: 4 };

/** From where test masses no longer hide the lasers to where delays are interpolated well, as a share of the sampling rate. */
const LOWEST: Hertz = 5e-3;
const HIGHEST = 0.1;

/** The bands in which the residual is told: ±12 % about these. */
const FREQUENCIES: readonly Hertz[] = [1e-2, 1e-1];
const HALF_BAND = 0.12;

/** What is left of the lasers' noise in X, Y, Z. */
export interface LaserResidual {
  /** What time-delay interferometric ranging finds the delays wrong by (s). */
  readonly delayErrors: DelayErrors;
  /** By frequency (Hz): power spectral densities of X, Y, Z together over three (Hz²/Hz). */
  readonly levels: readonly {
    readonly frequency: Hertz;
    /** Of the variables themselves. */
    readonly measured: number;
    /** Of the lasers' noise that the delays' uncertainty leaves in them. */
    readonly laser: number;
  }[];
}

/** The combinations that the residual is estimated from: what every link's delay does to X, Y, Z. */
export function laserCombinations(): ReadonlyMap<string, Combination> {
  return new Map(
    VARIABLES.flatMap((variable) =>
      MOSAS.map((link) => [
        `delay_${variable}_${link}`,
        delayedBy(beatnoteCombinationOf(variable), link).in((name) => Combination.of({ [`flat_${name}`]: "1" })),
      ]),
    ),
  );
}

/** Estimates what is left of the lasers; undefined when there is not enough data without gaps. */
export async function laserResidual(
  observation: Observation,
  evaluator: Evaluator,
  quality: PerMosa<RangeQuality> | undefined,
  work: Work,
): Promise<LaserResidual | undefined> {
  const { valid } = evaluator;
  const { dt } = observation;
  const count = Math.min(valid.stop - valid.start, Math.round(SPAN / dt));
  const names = [...VARIABLES, ...laserCombinations().keys()];
  const series = names.map(() => new Float64Array(count));
  for await (const range of stretches(count, CHECKING, work)) {
    const values = await evaluator.at({ start: valid.start + range.start, count: range.count }, names);
    for (const [k, name] of names.entries()) series[k]!.set(values.get(name)!.values, range.start);
  }
  const good = goodSpectra(observation, series, SEGMENTS);
  if (good === undefined) return undefined;
  const band = [Math.max(LOWEST, 4 / good.segment), HIGHEST / dt] as const;
  const errors = delayErrors({ variables: VARIABLES.length, spectra: good.spectra, band });
  return {
    delayErrors: errors,
    levels: FREQUENCIES.map((frequency) => ({
      frequency,
      measured: levelAt(good, frequency, (spectra, bin) => mean(VARIABLES.map((_, v) => spectra.entry(v, v).re[bin]!))),
      laser: levelAt(good, frequency, (spectra, bin) =>
        mean(
          VARIABLES.map((_, v) =>
            MOSAS.reduce((sum, link, l) => {
              const place = VARIABLES.length + v * MOSAS.length + l;
              const sigma = quality?.[link].uncertainty ?? errors.uncertainties[link];
              return sum + (2 * Math.PI * bin * spectra.df * sigma) ** 2 * spectra.entry(place, place).re[bin]!;
            }, 0),
          ),
        ),
      ),
    })),
  };
}

function levelAt(
  { spectra }: GoodSpectra,
  frequency: Hertz,
  value: (spectra: CsdMatrix, bin: number) => number,
): number {
  return mean(
    spectra.flatMap((one) => {
      const [low, high] = [
        Math.round((frequency * (1 - HALF_BAND)) / one.df),
        Math.round((frequency * (1 + HALF_BAND)) / one.df),
      ];
      return Array.from({ length: high - low + 1 }, (_, k) => value(one, low + k));
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
