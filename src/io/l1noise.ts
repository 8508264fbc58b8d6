import { instant, secondsBetween } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { tdiCovariance } from "../noise/covariance.js";
import type { OrbitTable } from "../orbits/table.js";
import type { L1Run } from "../pipeline/l1.js";
import type { TdiVariable } from "../tdi/variable.js";
import type { Hdf5Writer } from "./hdf5writer.js";
import { concatenated } from "./l1rows.js";

/** The arms change the noises slowly: a matrix a day. */
const INTERVAL: Seconds = 86_400;

/** Frequencies, evenly spaced in their logarithm. */
const LOWEST: Hertz = 1e-5;
const HIGHEST: Hertz = 1;
const COUNT = 200;

const VARIABLES: Readonly<Record<"XYZ" | "AET" | "eta", readonly TdiVariable[]>> = {
  XYZ: ["X2", "Y2", "Z2"],
  AET: ["A2", "E2", "T2"],
  eta: MOSAS.map((mosa) => `eta_${mosa}` as const),
};

const WHAT =
  "Covariances (Hz^2/Hz) of the secondary noises, by model: readout, test masses and backlinks at lisainstrument's default levels, with the light travel times at each time. Entry (a, b) is the cross-spectrum of a with the conjugate of b. Lasers and clocks, which eta still has, are not in it.";

/** Writes the group /noise_estimates of a level-1 file. */
export function writeNoiseEstimates(file: Hdf5Writer, orbits: OrbitTable, run: L1Run): void {
  const begin = run.t0.seconds + run.t0.fraction;
  // Whole days, so that files that follow each other share the grid.
  const t0 = Math.floor(begin / INTERVAL) * INTERVAL;
  const times = Math.ceil((begin - t0 + run.length * run.dt) / INTERVAL);
  const step = Math.log(HIGHEST / LOWEST) / (COUNT - 1);
  const frequencies = Array.from({ length: COUNT }, (_, n) => LOWEST * Math.exp(step * n));
  for (const [name, variables] of Object.entries(VARIABLES)) {
    const size = variables.length;
    const shape = [times, COUNT, size, size];
    file.create(`noise_estimates/${name}`, { type: "complex128", shape });
    for (let n = 0; n < times; n++) {
      const covariance = tdiCovariance(variables, {
        delays: travelAt(orbits, t0 + n * INTERVAL),
        level: "lisainstrument",
      });
      const all = frequencies.map(covariance);
      file.write(`noise_estimates/${name}`, n, {
        re: concatenated(all.map(({ re }) => re)),
        im: concatenated(all.map(({ im }) => im)),
      });
    }
  }
  file.attributes({ description: WHAT }, "noise_estimates");
  file.group("noise_estimates/sampling", { t0, dt: INTERVAL, size: BigInt(times) });
  file.group("noise_estimates/log_frequency_sampling", { fmin: LOWEST, fmax: HIGHEST, size: BigInt(COUNT) });
}

/** The light travel times (s) of the orbits' row nearest to a time (s of TCB). */
function travelAt(orbits: OrbitTable, time: Seconds): PerMosa<Seconds> {
  const row = Math.round(secondsBetween(instant("TCB", time), orbits.t0) / orbits.dt);
  const nearest = Math.min(orbits.length - 1, Math.max(0, row));
  return perMosa((mosa) => orbits.lightTravelTimes[mosa][nearest]!);
}
