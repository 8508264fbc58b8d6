import { secondsBetween } from "../core/instant.js";
import { MOSAS, perMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { tdiCovariance } from "../noise/covariance.js";
import type { OrbitTable } from "../orbits/table.js";
import type { L1Run } from "../pipeline/l1.js";
import type { TdiVariable } from "../tdi/variable.js";
import type { Hdf5Writer } from "./hdf5writer.js";

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
  const times = Math.max(1, Math.ceil((run.length * run.dt) / INTERVAL));
  const step = Math.log(HIGHEST / LOWEST) / (COUNT - 1);
  const frequencies = Array.from({ length: COUNT }, (_, n) => LOWEST * Math.exp(step * n));
  for (const [name, variables] of Object.entries(VARIABLES)) {
    const size = variables.length;
    const shape = [times, COUNT, size, size];
    file.create(`noise_estimates/${name}`, { type: "complex128", shape });
    for (let n = 0; n < times; n++) {
      const covariance = tdiCovariance(variables, { delays: travelAt(orbits, run, n), level: "lisainstrument" });
      const all = frequencies.map(covariance);
      file.write(`noise_estimates/${name}`, n, {
        re: joined(all.map(({ re }) => re)),
        im: joined(all.map(({ im }) => im)),
      });
    }
  }
  file.attributes({ description: WHAT }, "noise_estimates");
  const t0 = run.t0.seconds + run.t0.fraction;
  file.group("noise_estimates/sampling", { t0, dt: INTERVAL, size: BigInt(times) });
  file.group("noise_estimates/log_frequency_sampling", { fmin: LOWEST, fmax: HIGHEST, size: BigInt(COUNT) });
}

/** The light travel times (s) of the orbits' nearest row. */
function travelAt(orbits: OrbitTable, run: L1Run, day: number): Record<(typeof MOSAS)[number], Seconds> {
  const row = Math.round((secondsBetween(run.t0, orbits.t0) + day * INTERVAL) / orbits.dt);
  const nearest = Math.min(orbits.length - 1, Math.max(0, row));
  return perMosa((mosa) => orbits.lightTravelTimes[mosa][nearest]!);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.length * (parts[0]?.length ?? 0));
  parts.forEach((part, n) => {
    out.set(part, n * part.length);
  });
  return out;
}
