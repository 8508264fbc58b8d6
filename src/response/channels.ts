import { type Instant, later } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline } from "../math/spline.js";
import { equalArm } from "../orbits/orbits.js";
import type { OrbitTable } from "../orbits/table.js";
import { combinationOf } from "../tdi/catalogue.js";
import { delayField, evaluate, lookback } from "../tdi/evaluation.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { linkResponse } from "./links.js";

/** Which samples, and of which instrument. */
export interface ChannelsOptions {
  /** The first sample. */
  readonly t0: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  /** Of time-delay interferometry: 1.5 (the default) or 2. */
  readonly generation?: 1.5 | 2;
  /** Default: equal arms of 2.5e9 m. */
  readonly orbits?: OrbitTable;
}

/** A, E and T in fractional frequency. */
export interface ChannelSeries {
  readonly dt: Seconds;
  readonly A: Float64Array;
  readonly E: Float64Array;
  readonly T: Float64Array;
}

/** Samples computed at a time. */
const ROWS = 65_536;
/** Between rows of the orbits that are taken when none are given (s), and how far they reach beyond the samples. */
const ORBIT_STEP = 3600;
const AROUND = 86_400;
/** Part of the work that the links are. */
const LINKS = 0.9;

/**
 * What sources are in A, E and T, in time: through links, light travel times and the combinations, as the instrument's path has them. Yields
 * how far it is, 0 to 1. The sign is that of measured beatnotes, which is that of chirpChannels, too, and the
 * other one of galacticBinaryResponse's.
 *
 *     const { A } = finished(response.tdiChannels([source], { t0: instant("TCB", 0), dt: 15, length: 86_400 }));
 *
 * @throws BadDataError when sources or orbits don't cover the samples
 */
export function* tdiChannels(
  sources: readonly (Source | SourceGroup)[],
  { t0, dt, length, generation = 1.5, orbits = equalArmsRound(t0, length * dt) }: ChannelsOptions,
): Generator<number, ChannelSeries, void> {
  const longest = Math.max(...MOSAS.map((mosa) => orbits.lightTravelTimes[mosa].reduce((a, b) => Math.max(a, b), 0)));
  const [A, E, T] = (["A", "E", "T"] as const).map((name) => combinationOf(`${name}${generation === 2 ? 2 : 1}`));
  const combinations = { A: A!, E: E!, T: T! };
  // Some samples more on both sides, since delays and interpolation reach out.
  const before = Math.max(...Object.values(combinations).map((combination) => lookback(combination, longest / dt)));
  const begin = later(t0, -before * dt);
  const total = length + 2 * before;
  const response = linkResponse(sources, orbits, { frame: "TCB" });
  const links = perMosa(() => new Float64Array(total));
  for (let start = 0; start < total; start += ROWS) {
    yield (LINKS * start) / total;
    const part = response.at(later(begin, start * dt), dt, Math.min(ROWS, total - start));
    for (const mosa of MOSAS) links[mosa].set(part[mosa], start);
  }
  yield LINKS;
  const field = delayField(delaysAt(orbits, begin, dt, total), dt);
  const measurements = Object.fromEntries(MOSAS.map((mosa) => [`eta_${mosa}`, links[mosa]]));
  const of = (name: "A" | "E" | "T"): Float64Array =>
    evaluate(combinations[name], measurements, field).subarray(before, before + length);
  return { dt, A: of("A"), E: of("E"), T: of("T") };
}

function equalArmsRound(t0: Instant<"TCB">, duration: Seconds): OrbitTable {
  const rows = Math.ceil((duration + 2 * AROUND) / ORBIT_STEP) + 1;
  return equalArm().table({ t0: later(t0, -AROUND), dt: ORBIT_STEP, length: rows });
}

/** Light travel times at the samples. */
function delaysAt(orbits: OrbitTable, begin: Instant<"TCB">, dt: Seconds, count: number): PerMosa<Float64Array> {
  const first = begin.seconds - orbits.t0.seconds + (begin.fraction - orbits.t0.fraction);
  const rows = Float64Array.from({ length: orbits.length }, (_, n) => n * orbits.dt);
  return perMosa((mosa) => {
    const spline = interpolatingSpline(rows, orbits.lightTravelTimes[mosa]);
    return Float64Array.from({ length: count }, (_, n) => spline.at(first + n * dt));
  });
}
