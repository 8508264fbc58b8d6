import { later } from "../core/instant.js";
import { MOSAS, type Mosa, receiverOf } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { TimeSeries } from "../core/series.js";
import type { TdiVariable } from "../tdi/variable.js";
import type { Observation } from "./observation.js";
import type { L1, TdiOptions, TdiProduct } from "./product.js";
import { provenanceOf } from "./provenance.js";
import { collected, tdiRun } from "./tdi.js";

const SECOND_GENERATION: readonly TdiVariable[] = ["X2", "Y2", "Z2", "A2", "E2", "T2"];

/**
 * Calibrates an observation to level 1: pseudo-ranges smoothed, clock noise removed, second-generation TDI; its edges, where
 * delayed samples are missing, are cut off. Takes the observation into memory: 6 variables and 6 delays.
 * @throws BadDataError when the observation has gaps or is too short
 */
export async function l1(observation: Observation, options: TdiOptions = {}, work: Work = {}): Promise<L1> {
  const run = await tdiRun(observation, SECOND_GENERATION, options, work);
  const product = (await collected(observation, run)) as TdiProduct<"X2" | "Y2" | "Z2" | "A2" | "E2" | "T2">;
  const { start, stop } = run.valid;
  const applied = await run.delays({ start, count: stop - start });
  const t0 = later(observation.t0, start * observation.dt);
  const delays = Object.fromEntries(
    MOSAS.map((mosa) => [
      mosa,
      { t0: { ...t0, scale: `SCET${receiverOf(mosa)}` }, dt: observation.dt, values: applied[mosa], unit: "s" },
    ]),
  ) as Record<Mosa, TimeSeries>;
  const cut = ({ values, ...series }: TimeSeries): TimeSeries => ({
    ...series,
    t0: later(series.t0, start * series.dt),
    values: values.slice(start, stop),
  });
  const { X2, Y2, Z2, A2, E2, T2 } = product.series;
  return {
    X: cut(X2),
    Y: cut(Y2),
    Z: cut(Z2),
    A: cut(A2),
    E: cut(E2),
    T: cut(T2),
    delays,
    provenance: await provenanceOf(observation, run, options),
  };
}
