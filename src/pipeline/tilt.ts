import { ANGLES, type FittedTilt, type TiltData, tiltFit } from "../calibration/tilt.js";
import { BadDataError } from "../core/errors.js";
import { MOSAS, perMosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Hertz, Seconds } from "../core/units.js";
import { beatnoteCombinationOf } from "../tdi/catalogue.js";
import type { TdiVariable } from "../tdi/variable.js";
import { TILT_STREAMS } from "./angles.js";
import type { Evaluator } from "./evaluator.js";
import { goodSpectra, type SegmentLengths } from "./goodstretches.js";
import { usableSamples } from "./mask.js";
import type { Observation, SampleRange } from "./observation.js";
import { type Step, stretches } from "./stretches.js";
import { summed } from "./tdi.js";

const ESTIMATING: Step = { message: "Estimating tilt-to-length coupling", from: 0.4, to: 0.6 };

/** As much data as coefficients are taken from at most: six hours give 0.03 mm/rad, which leaves 26 dB less than the readout's noise. */
const SPAN: Seconds = 21_600;

/** Segments of the spectra; four at least for 24 coefficients. */
const SEGMENTS: SegmentLengths = { usual: 2000, least: 500, fewest: 4 };

/** Below, test masses drown tilt, and the clocks' leftovers T. */
const LOWEST: Hertz = 2e-3;

/** Share of the sampling rate up to which delays are interpolated well. */
const HIGHEST = 0.1;

const VARIABLES: readonly TdiVariable[] = ["A2", "E2", "T2"];

/**
 * The coefficients of tilt-to-length coupling, from X, Y, Z that have it and the angles; undefined when there is not enough data
 * without gaps for them, or when the angles don't determine them (they stand still, or move together).
 */
export async function estimatedTilt(
  observation: Observation,
  evaluator: Evaluator,
  work: Work,
): Promise<FittedTilt | undefined> {
  const { valid } = evaluator;
  const { dt } = observation;
  const count = Math.min(valid.stop - valid.start, Math.round(SPAN / dt));
  const series = await seriesOf(observation, evaluator, { start: valid.start, count }, work);
  const good = goodSpectra(observation, series, SEGMENTS);
  if (good === undefined) return undefined;
  const middle = await evaluator.delays({ start: valid.start + Math.floor(count / 2), count: 1 });
  return determined({
    variables: VARIABLES.map((name) => beatnoteCombinationOf(name)),
    delays: perMosa((mosa) => middle[mosa][0]!),
    spectra: good.spectra,
    band: [Math.max(LOWEST, 4 / good.segment), HIGHEST / dt],
  });
}

/** The fit; undefined when the data don't determine it. */
function determined(data: TiltData): FittedTilt | undefined {
  try {
    return tiltFit(data);
  } catch (error) {
    if (error instanceof BadDataError) return undefined;
    throw error;
  }
}

/** A, E, T, then the rates of the angles, in memory. */
async function seriesOf(
  observation: Observation,
  evaluator: Evaluator,
  whole: SampleRange,
  work: Work,
): Promise<Float64Array[]> {
  const names = [...VARIABLES, ...ANGLES.flatMap((angle) => MOSAS.map((mosa) => `${angle}_${mosa}`))];
  const series = names.map(() => new Float64Array(whole.count));
  for await (const { start, count } of stretches(whole.count, ESTIMATING, work)) {
    const range = { start: whole.start + start, count };
    const bases = await evaluator.at(range, ["X2", "Y2", "Z2"]);
    for (const [k, name] of VARIABLES.entries()) series[k]!.set(summed(name, bases, count).values, start);
    for (const [a, angle] of ANGLES.entries()) {
      for (const [m, mosa] of MOSAS.entries()) {
        const { values } = await usableSamples(observation, TILT_STREAMS[angle], mosa, range);
        series[VARIABLES.length + a * MOSAS.length + m]!.set(values, start);
      }
    }
  }
  return series;
}
