import { type PerMosa, type PerSpacecraft, perSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Figure, Mark } from "../figure/figure.js";
import type { TimeCorrelations } from "../pipeline/observation.js";
import {
  type ClockPlan,
  type ClockState,
  clockRates,
  clocksFromRanges,
  offsetAgainstCorrelation,
  plannedReading,
  sidebandRangeMismatch,
} from "../quality/clocks.js";
import { type MosaValue, twoWayBias, worstMosa } from "../quality/ranging.js";
import { sidebandOnly } from "../quality/readouts.js";
import { correlationAt } from "./correlations.js";
import type { Ranges } from "./ranges.js";
import type { Streams } from "./streams.js";

/** One value of several, and the spacecraft it belongs to. */
export interface SpacecraftValue {
  readonly spacecraft: Spacecraft;
  readonly value: number;
}

/** The three clocks against their plan, against the ground's time correlations, and against each other by two ways. */
export interface Clocks {
  readonly states: PerSpacecraft<ClockState>;
  /** The clock whose rate is farthest from its plan, fractional frequency. */
  readonly worstRate: SpacecraftValue;
  /** The clock whose reading is farthest from the time correlations, in ms; null without these. */
  readonly worstOffset: SpacecraftValue | null;
  /** The link in which sidebands and pseudo-ranges disagree most on the clocks' rate, fractional frequency. */
  readonly worstMismatch: MosaValue;
  /** The arm whose two-way range is farthest from the orbits, in m. */
  readonly worstBias: MosaValue;
  readonly figure: Figure;
}

/** Judges the clocks. `elapsed` is the time from the plans' and correlations' epoch to the first sample of `streams`. */
export function clocks(
  streams: Streams,
  ranging: Ranges,
  plans: PerSpacecraft<ClockPlan>,
  correlations: TimeCorrelations | null,
  modulation: PerMosa<Hertz>,
  elapsed: Seconds,
): Clocks {
  const middle = elapsed + 0.5 * (streams.length - 1) * streams.dt;
  const states = clocksFromRanges(ranging.residuals, ranging.delays, plans, middle);
  const offsets = correlations && offsetAgainstCorrelation(states, plans, correlationAt(correlations, middle), middle);
  const sidebands = sidebandOnly(streams.sci_usbs, streams.sci_carriers);
  const rates = clockRates(states, plans, middle);
  return {
    states,
    worstRate: worstSpacecraft(perSpacecraft((sc) => states[sc].rate)),
    worstOffset: offsets && worstSpacecraft(perSpacecraft((sc) => offsets[sc] * 1e3)),
    worstMismatch: worstMosa(sidebandRangeMismatch(sidebands, streams.mprs, modulation, streams.dt)),
    worstBias: worstMosa(twoWayBias(ranging.residuals, ranging.delays, rates)),
    figure: differences(ranging, plans, correlations, streams, elapsed),
  };
}

function worstSpacecraft(values: PerSpacecraft<number>): SpacecraftValue {
  const spacecraft = SPACECRAFT.reduce((worst, next) =>
    Math.abs(values[next]) > Math.abs(values[worst]) ? next : worst,
  );
  return { spacecraft, value: values[spacecraft] };
}

/** Links that each show one pair of clocks, receiver less emitter. */
const PAIRS = ["12", "23", "31"] as const;

function differences(
  { residuals }: Ranges,
  plans: PerSpacecraft<ClockPlan>,
  correlations: TimeCorrelations | null,
  { dt }: Streams,
  elapsed: Seconds,
): Figure {
  const marks = PAIRS.flatMap((pair): Mark[] => {
    const [receiver, emitter] = [pair[0] as Spacecraft, pair[1] as Spacecraft];
    const measured = residuals[pair].difference;
    const hours = Float64Array.from(measured, (_, index) => (elapsed + index * dt) / 3600);
    const planned = hours.map(
      (hour) => 1e3 * (plannedReading(plans[receiver], hour * 3600) - plannedReading(plans[emitter], hour * 3600)),
    );
    const radio = correlations && correlationAt(correlations, elapsed);
    return [
      {
        type: "line",
        name: `clock ${receiver} − clock ${emitter}, ranging`,
        x: hours,
        y: measured.map((value) => value * 1e3),
      },
      { type: "line", name: "plan", x: hours, y: planned, dashed: true },
      ...(radio === null
        ? []
        : [
            {
              type: "points" as const,
              name: "radio",
              x: [elapsed / 3600],
              y: [1e3 * (radio[receiver] - radio[emitter])],
            },
          ]),
    ];
  });
  return {
    title: "Clocks against each other",
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Clock difference", unit: "ms", scale: "linear" },
    marks,
  };
}
