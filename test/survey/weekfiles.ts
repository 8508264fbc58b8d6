import { join } from "node:path";
import { FLAGS } from "../../src/core/flags.js";
import { MOSAS, type PerMosa, perMosa } from "../../src/core/mosa.js";
import { writeHdf5 } from "../../src/io/hdf5.js";
import { tdi } from "../../src/noise/tdi.js";
import { colouredNoise } from "../quality/signals.js";

/** Length of a test's day (s), with samples a second apart: a power of two, quick to make and to search. */
export const DAY = 16_384;
/** 2037-01-01T00:00:00 TCB. */
const START = 63_158_400;
const DELAYS: PerMosa<number> = perMosa((mosa) => 8.2 + 0.05 * (Number(mosa[0]) + Number(mosa[1])));
const VARIABLES = ["A2", "E2", "T2"] as const;
const OTHERS = ["X2", "Y2", "Z2", ...MOSAS.map((mosa) => `eta_${mosa}`)];

/** What is wrong with a day. */
export interface Trouble {
  /** All levels times this, in amplitude. */
  readonly louder?: number;
  /** Samples from 4000 on that are flagged as a gap. */
  readonly gap?: number;
  /** A push in E2, of so many Hz. */
  readonly push?: number;
  /** Added to the tilt-to-length coefficient "local phi 12" (m/rad). */
  readonly tilt?: number;
  /** Added to the reading of clock 2 (s). */
  readonly clock?: number;
  /** The file does without the noise's covariances. */
  readonly incomplete?: boolean;
}

/** Writes day `index` of a week as a level-1 file. */
export async function writeDay(folder: string, index: number, trouble: Trouble = {}): Promise<string> {
  const path = join(folder, `day-${index + 1}.h5`);
  const t0 = START + index * DAY;
  await writeHdf5(path, async (file) => {
    file.attributes({ laser_frequency: 2.816e14, pipeline_name: "lisalab test" });
    file.group("lisalab", { provenance_json: JSON.stringify(provenanceOf(index, trouble)) });
    const sampling = { t0, dt: 1, size: BigInt(DAY) };
    file.group("tdis/sampling", sampling);
    for (const name of VARIABLES) file.put(`tdis/${name}`, { shape: [DAY] }, seriesOf(name, index, trouble));
    for (const name of OTHERS) file.put(`tdis/${name}`, { shape: [DAY], compression: "lzf" }, new Float64Array(DAY));
    const flags = new BigInt64Array(DAY).fill(BigInt(FLAGS.gap), 4000, 4000 + (trouble.gap ?? 0));
    const layout = { type: "int64", shape: [DAY], compression: "lzf" } as const;
    for (const name of ["tdis/tdi_flags", "tdis/eta_flags", "lisalab/flags/tdi", "lisalab/flags/eta"]) {
      file.put(name, layout, flags);
    }
    const coarse = { t0: t0 - 1000, dt: 5000, size: 6n };
    for (const mosa of MOSAS) file.put(`ltts/ltt_${mosa}`, { shape: [6] }, new Float64Array(6).fill(DELAYS[mosa]));
    for (const group of ["ltts", "orbits"]) file.group(`${group}/sampling`, coarse);
    if (trouble.incomplete) return;
    file.group("noise_estimates/sampling", coarse);
    file.group("noise_estimates/log_frequency_sampling", { fmin: 1e-4, fmax: 1, size: 10n });
  });
  return path;
}

function seriesOf(name: (typeof VARIABLES)[number], index: number, { louder = 1, push = 0 }: Trouble): Float64Array {
  const model = tdi(name, { delays: DELAYS, level: "lisainstrument" });
  const noise = colouredNoise(DAY, 1, model, `${name} on day ${index}`);
  const pulse = (n: number): number => (n < 9000 ? 0 : ((n - 9000) / 10) * Math.exp(1 - (n - 9000) / 10));
  return noise.map((value, n) => louder * value + (name === "E2" ? push * pulse(n) : 0));
}

/** As pipeline.l1 writes it: coefficients of tilt-to-length coupling, clocks, ranges, and what is left of the lasers. */
function provenanceOf(index: number, { tilt = 0, clock = 0 }: Trouble): unknown {
  const sigma = 1e-5;
  const scattered = (k: number): number => 2.2e-3 + sigma * Math.sin(17 * index + k);
  const of = (value: (mosa: string, k: number) => number) => ({
    local: { phi: perMosa((mosa) => value(mosa, 0)), eta: perMosa((mosa) => value(mosa, 1)) },
    distant: { phi: perMosa((mosa) => value(mosa, 2)), eta: perMosa((mosa) => value(mosa, 3)) },
  });
  const coefficients = of((mosa, k) => scattered(k) + (mosa === "12" && k === 0 ? tilt : 0));
  return {
    parameters: { tilt: "subtracted, as found in the data" },
    findings: {
      clocks: { deviations: { "1": 1 + 1e-3 * index, "2": 2 - 2e-3 * index + 1e-6 * index ** 2 + clock, "3": 1.5 } },
      ranging: perMosa(() => ({ noise: 4.2e-9, uncertainty: 1e-11, ambiguities: 0 })),
      tilt: { coefficients, uncertainties: of(() => sigma) },
      laser: { levels: [{ frequency: 1e-2, measured: 1e-12, laser: 1e-15 }] },
    },
  };
}
