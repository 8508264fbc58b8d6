import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { MOSAS, type Mosa, perMosa, perSpacecraft, SPACECRAFT } from "../../src/core/mosa.js";
import type { NoiseSetting } from "../../src/instrument/noises.js";
import type { LinkWaves } from "../../src/instrument/simulation.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import type { Stream } from "../../src/pipeline/observation.js";
import { SIMULATED_STREAMS, type SimulatedChunk, SimulationRun } from "../../src/pipeline/simulate.js";

/** lisainstrument's noises and waves at 16 Hz, and the beatnotes that it made of them. See test/fixtures/instrument/cut.py. */
const FIXTURE = "test/fixtures/instrument/replay.h5";
const ORBITS = "test/fixtures/orbits/keplerian.h5";

/** Where the given noises' begin has left the filters: two links of 8.4 s, interpolation, the filter's 9 s. */
const SETTLED = 115;

/** The acceptance of issue 4 (Hz); measured: 9e-11, from the noise of clocks within the filter's reach. */
const FLUCTUATIONS = 1e-9;
/** Offsets are rounded at 2e7 Hz (ulp 3.7e-9), and at 2.4e9 Hz (4.8e-7) before they are subtracted there (Hz). */
const CARRIER_OFFSETS = 5e-8;
const SIDEBAND_OFFSETS = 5e-6;
/** Clock offsets of 4e-5 s and ranges of 8 s in double precision (s). */
const RANGES = 1e-13;
const ANGLES = 1e-18;

/** Of the fixture's datasets, which is which noise. */
const NOISES: Readonly<Record<string, string>> = {
  laser_noises: "laser",
  modulation_noises: "modulation",
  backlink_noises: "backlink",
  testmass_noises: "testmass",
  ranging_noises: "ranging",
  oms_sci_carrier_noises: "oms_sci_carrier",
  oms_sci_usb_noises: "oms_sci_usb",
  oms_tmi_carrier_noises: "oms_tmi_carrier",
  oms_ref_carrier_noises: "oms_ref_carrier",
  oms_ref_usb_noises: "oms_ref_usb",
  dws_phi_noises: "dws_phi",
  dws_eta_noises: "dws_eta",
  mosa_jitter_xs: "mosa_jitter_x",
  mosa_jitter_phis: "mosa_jitter_phi",
  mosa_jitter_etas: "mosa_jitter_eta",
  clock_noise_fluctuations: "clock",
  reciprocal_backlink_noises: "reciprocal_backlink",
  sc_jitter_phis: "sc_jitter_phi",
  sc_jitter_etas: "sc_jitter_eta",
  sc_jitter_thetas: "sc_jitter_theta",
};

let given: ReadonlyMap<string, Float64Array>;
let chunk: SimulatedChunk;
let run: SimulationRun;

function of(name: string): Float64Array {
  const values = given.get(name);
  if (values === undefined) throw new Error(`the fixture has no ${name}`);
  return values;
}

async function readAll(): Promise<ReadonlyMap<string, Float64Array>> {
  return readHdf5(FIXTURE, (file) => {
    const all = new Map<string, Float64Array>();
    const groups = [...file.names("debug").map((name) => `debug/${name}`), ...file.names("/")];
    for (const group of groups.filter((name) => name !== "debug" && name !== "aafilter_coeffs")) {
      for (const key of file.names(group)) all.set(`${group}/${key}`, file.table(`${group}/${key}`).values);
    }
    return all.set("aafilter_coeffs", file.table("aafilter_coeffs").values);
  });
}

function givenNoises(): Record<string, NoiseSetting> {
  const noises: Record<string, NoiseSetting> = { all: 0 };
  for (const [dataset, noise] of Object.entries(NOISES)) {
    for (const key of [...MOSAS, ...SPACECRAFT]) {
      const values = given.get(`debug/${dataset}/${key}`);
      if (values !== undefined && values.length > 1) noises[`${noise}_${key}`] = { values };
    }
  }
  return noises;
}

function givenWaves(): LinkWaves {
  return {
    at: (from, dt, count) => {
      const first = Math.round((from.seconds - 1000 + from.fraction) / dt);
      return perMosa((mosa) => Float64Array.from({ length: count }, (_, n) => of(`debug/gws/${mosa}`)[first + n] ?? 0));
    },
  };
}

beforeAll(async () => {
  given = await readAll();
  const clocks = perSpacecraft((sc) => {
    // Its integrated noise began earlier; ours begins with half a step to the first sample.
    const first = of(`debug/clock_noise_fluctuations/${sc}`)[0]!;
    return { offset: of(`debug/integrated_clock_noise_fluctuations/${sc}`)[0]! - first / 32 };
  });
  run = new SimulationRun({
    orbits: await openOrbits(ORBITS),
    seed: 1n,
    start: instant("TCB", 1000),
    duration: 60,
    noises: givenNoises(),
    waves: givenWaves(),
    clocks,
    streams: SIMULATED_STREAMS,
  });
  const first = run.next();
  if (first?.count !== 240) throw new Error("60 s are one chunk");
  chunk = first;
});

function deviation(stream: Stream, mosa: Mosa, reference: Float64Array): number {
  const values = chunk.streams[stream]![mosa];
  const from = reference.length === 1 ? 0 : SETTLED;
  return values
    .slice(from)
    .reduce((worst, value, n) => Math.max(worst, Math.abs(value - (reference[from + n] ?? reference[0]!))), 0);
}

describe("the noises and waves of a simulation of lisainstrument's", () => {
  it.each([
    ["sci_carrier_fluctuations", FLUCTUATIONS],
    ["sci_usb_fluctuations", FLUCTUATIONS],
    ["ref_carrier_fluctuations", FLUCTUATIONS],
    ["ref_usb_fluctuations", FLUCTUATIONS],
    ["tmi_carrier_fluctuations", FLUCTUATIONS],
    ["sci_carrier_offsets", CARRIER_OFFSETS],
    ["ref_carrier_offsets", CARRIER_OFFSETS],
    ["tmi_carrier_offsets", CARRIER_OFFSETS],
    ["sci_usb_offsets", SIDEBAND_OFFSETS],
    ["ref_usb_offsets", SIDEBAND_OFFSETS],
    ["sci_carriers", CARRIER_OFFSETS],
    ["ref_carriers", CARRIER_OFFSETS],
    ["tmi_carriers", CARRIER_OFFSETS],
    ["sci_usbs", SIDEBAND_OFFSETS],
    ["ref_usbs", SIDEBAND_OFFSETS],
    ["mprs", RANGES],
    ["sci_dws_phis", ANGLES],
    ["sci_dws_etas", ANGLES],
  ] as const)("make the same %s, within %s", (stream, tolerance) => {
    for (const mosa of MOSAS) {
      const name = given.has(`${stream}/${mosa}`) ? `${stream}/${mosa}` : `debug/${stream}/${mosa}`;
      expect(deviation(stream, mosa, of(name)), `${stream} of ${mosa}`).toBeLessThan(tolerance);
    }
  });

  it("make beatnotes that are not all zero", () => {
    const free = MOSAS.filter((mosa) => rms(chunk.streams.sci_carrier_fluctuations![mosa].slice(SETTLED)) > 1);
    expect(free).toEqual(["12", "23", "13", "32"]);
  });

  it("make the same time correlation, its noise apart", () => {
    for (const sc of SPACECRAFT) {
      const reference = of(`moc_time_correlations/${sc}`)[0]! - of(`debug/moc_time_correlation_noises/${sc}`)[0]!;
      // The reference subtracts a noise of 1 ms: 2e-19 s of rounding; and its proper times are splines of the whole file.
      expect(Math.abs(run.timeCorrelations.values[sc][0]! - reference)).toBeLessThan(1e-15);
    }
  });

  it("go through the same filter", () => {
    const ours = run.instrument.raw["aafilter_coeffs"] as readonly number[];
    const theirs = of("aafilter_coeffs");
    expect(ours).toHaveLength(theirs.length);
    // Both are quotients of sines and Bessel functions: some units in the last place of the largest tap, 0.25.
    expect(Math.max(...ours.map((tap, k) => Math.abs(tap - theirs[k]!)))).toBeLessThan(1e-15);
  });
});

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
