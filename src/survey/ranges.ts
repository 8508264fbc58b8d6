import { SPEED_OF_LIGHT } from "../core/constants.js";
import { LisalabError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { distantOf, MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Metres, Seconds } from "../core/units.js";
import type { Figure } from "../figure/figure.js";
import { rangeModel } from "../orbits/delays.js";
import type { OrbitTable } from "../orbits/table.js";
import { type MosaValue, type RangeResidual, rangeResiduals, worstMosa } from "../quality/ranging.js";
import { trendOf } from "../quality/trend.js";
import type { Streams } from "./streams.js";

/** The measured pseudo-ranges against the orbits. */
export interface Ranges {
  /** What each link measures beyond the orbits. */
  readonly residuals: PerMosa<RangeResidual>;
  /** Why the orbits can't be used for these ranges; "" when they can. Then noise and delays are from the ranges alone. */
  readonly orbitsRefused: string;
  /** Light travel time of each link in the middle of the stretch, from the orbits, or half of the way there and back. */
  readonly delays: PerMosa<Seconds>;
  /** The noisiest link, its rms in ns. */
  readonly noisiest: MosaValue;
  /** The link with the largest single deviation, in units of its rms. */
  readonly roughest: MosaValue;
  /** The noise of one link after another. */
  readonly figure: Figure;
}

/** Orbits from the ground are good to that: beyond, they are of another day or constellation. */
const ORBIT_ERROR: Metres = 50_000;

/** Compares the pseudo-ranges with the orbits; `filterDelay` is the group delay that every stream has behind its time stamps. */
export function ranges(streams: Streams, orbits: OrbitTable, filterDelay: Seconds): Ranges {
  const { dt, length, mprs } = streams;
  const expected = predicted(streams, orbits, filterDelay);
  const refused = typeof expected === "string" ? expected : otherConstellation(streams, expected);
  const residuals = rangeResiduals(
    mprs,
    typeof expected === "string" || refused !== "" ? smoothed(streams) : expected,
    dt,
  );
  const middle = (mosa: Mosa): Seconds => trendOf(mprs[mosa], dt, SMOOTH_DEGREE).value;
  const delays = perMosa((mosa) =>
    typeof expected === "string" || refused !== ""
      ? 0.5 * (middle(mosa) + middle(distantOf(mosa)))
      : expected[mosa][length >> 1]!,
  );
  return {
    residuals,
    orbitsRefused: refused,
    delays,
    noisiest: worstMosa(perMosa((mosa) => residuals[mosa].noiseRms * 1e9)),
    roughest: worstMosa(perMosa((mosa) => residuals[mosa].worstSample)),
    figure: noiseFigure(residuals, dt),
  };
}

/** The pseudo-ranges between perfect clocks, or why the orbits don't say. */
function predicted(streams: Streams, orbits: OrbitTable, filterDelay: Seconds): PerMosa<Float64Array> | string {
  const taken = instant("TCB", streams.start - filterDelay);
  try {
    const model = rangeModel(orbits);
    return perMosa((mosa) => model.at(mosa, taken, streams.dt, streams.length));
  } catch (error) {
    if (error instanceof LisalabError) return error.message;
    throw error;
  }
}

/** Both ranges of an arm together are free of the clocks' offsets, so that they must be the orbits'; "" when they are. */
function otherConstellation({ mprs, dt }: Streams, expected: PerMosa<Float64Array>): string {
  const off = (mosa: Mosa): Seconds =>
    trendOf(
      mprs[mosa].map((value, n) => value - expected[mosa][n]!),
      dt,
      1,
    ).value;
  const twoWay = perMosa((mosa) => 0.5 * (off(mosa) + off(distantOf(mosa))) * SPEED_OF_LIGHT.value);
  const { mosa, value } = worstMosa(twoWay);
  if (Math.abs(value) <= ORBIT_ERROR) return "";
  const kilometres = Math.abs(value / 1e3).toLocaleString("en-US", { maximumSignificantDigits: 4 });
  return `the arm of link ${mosa} is ${kilometres} km ${value < 0 ? "shorter" : "longer"} than by the orbits, which are good to ${ORBIT_ERROR / 1e3} km`;
}

/** Orbits and clocks together, over hours. */
const SMOOTH_DEGREE = 5;

function smoothed({ mprs, dt }: Streams): PerMosa<Float64Array> {
  return perMosa((mosa) => {
    const { rest } = trendOf(mprs[mosa], dt, SMOOTH_DEGREE);
    return mprs[mosa].map((value, n) => value - rest[n]!);
  });
}

/** Distance between two curves of the figure, in ns: several times the noise. */
const SPACING = 50;

function noiseFigure(residuals: PerMosa<RangeResidual>, dt: Seconds): Figure {
  const marks = MOSAS.map((mosa, row) => {
    const { noise } = residuals[mosa];
    const shift = (MOSAS.length - 1 - row) * SPACING;
    return {
      type: "line" as const,
      name: mosa,
      x: Float64Array.from(noise, (_, index) => (index * dt) / 3600),
      y: noise.map((value) => value * 1e9 + shift),
    };
  });
  return {
    title: `Pseudo-ranges less orbits and clocks, links ${SPACING} ns apart`,
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Ranging noise", unit: "ns", scale: "linear" },
    marks,
  };
}
