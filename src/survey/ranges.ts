import { instant } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Figure } from "../figure/figure.js";
import { rangeModel } from "../orbits/delays.js";
import type { OrbitTable } from "../orbits/table.js";
import { type MosaValue, type RangeResidual, rangeResiduals, worstMosa } from "../quality/ranging.js";
import type { Streams } from "./streams.js";

/** The measured pseudo-ranges against the orbits. */
export interface Ranges {
  /** What each link measures beyond the orbits. */
  readonly residuals: PerMosa<RangeResidual>;
  /** Light travel time of each link in the middle of the stretch, from the orbits. */
  readonly delays: PerMosa<Seconds>;
  /** The noisiest link, its rms in ns. */
  readonly noisiest: MosaValue;
  /** The link with the largest single deviation, in units of its rms. */
  readonly roughest: MosaValue;
  /** The noise of one link after another. */
  readonly figure: Figure;
}

/** Compares the pseudo-ranges with the orbits; `filterDelay` is the group delay that every stream has behind its time stamps. */
export function ranges(streams: Streams, orbits: OrbitTable, filterDelay: Seconds): Ranges {
  const { dt, length } = streams;
  const model = rangeModel(orbits);
  const taken = instant("TCB", streams.start - filterDelay);
  const predicted = perMosa((mosa) => model.at(mosa, taken, dt, length));
  const residuals = rangeResiduals(streams.mprs, predicted, dt);
  return {
    residuals,
    delays: perMosa((mosa) => predicted[mosa][length >> 1]!),
    noisiest: worstMosa(perMosa((mosa) => residuals[mosa].noiseRms * 1e9)),
    roughest: worstMosa(perMosa((mosa) => residuals[mosa].worstSample)),
    figure: noiseFigure(residuals, dt),
  };
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
