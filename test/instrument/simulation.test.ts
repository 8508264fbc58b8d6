import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, perMosa } from "../../src/core/mosa.js";
import { MEASUREMENTS, type Measurement } from "../../src/instrument/beatnotes.js";
import { MOSA_NOISES, type NoiseFamily, SPACECRAFT_NOISES } from "../../src/instrument/channels.js";
import { locksOf } from "../../src/instrument/locking.js";
import { type Piece, Simulation, type SimulationOptions } from "../../src/instrument/simulation.js";
import { keplerian } from "../../src/orbits/orbits.js";
import type { OrbitTable } from "../../src/orbits/table.js";

const START = instant("TCB", 400_000);

let orbits: OrbitTable;
beforeAll(() => {
  orbits = keplerian().table({ t0: instant("TCB", 0), dt: 10_000, length: 100 });
});

function options(more: Partial<SimulationOptions> = {}): SimulationOptions {
  return { orbits, start: START, seed: 7n, duration: 60, ...more };
}

function all(simulation: Simulation): Piece[] {
  const pieces: Piece[] = [];
  for (let piece = simulation.next(); piece !== null; piece = simulation.next()) pieces.push(structuredClone(piece));
  return pieces;
}

/** The one piece of a short simulation. */
function measured(more: Partial<SimulationOptions>): Piece["measurements"] {
  const [piece, ...rest] = all(new Simulation(options(more)));
  expect(rest).toEqual([]);
  return piece!.measurements;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Measurements that differ between two simulations, on any MOSA. */
function changed(a: Piece["measurements"], b: Piece["measurements"]): readonly Measurement[] {
  return MEASUREMENTS.filter((name) =>
    MOSAS.some((mosa) => a[name][mosa].some((value, n) => value !== b[name][mosa][n])),
  );
}

describe("a simulation", () => {
  const long = { duration: 1000, dt: 0.25 };

  it("has every sample once, in order, the last piece too", () => {
    const pieces = all(new Simulation(options(long)));
    expect(pieces.length).toBeGreaterThan(2);
    let next = 0;
    for (const { start, count, measurements } of pieces) {
      expect(start).toBe(next);
      for (const mosa of MOSAS) expect(measurements.mprs[mosa]).toHaveLength(count);
      next += count;
    }
    expect(next).toBe(4000);
  });

  it("goes on with the same bits from a state that was plain text, after any of its pieces", () => {
    const glitches = [
      { shape: "exponential", place: "tm_23", begin: 200, rise: 10, fall: 300, amplitude: 1e-10 } as const,
    ];
    const told = options({ ...long, glitches, lock: "N4-23", noises: { laser_12: { coefficients: [30, -3] } } });
    const whole = all(new Simulation(told));
    const run = new Simulation(told);
    for (let done = 0; run.next() !== null; done++) {
      const text = JSON.stringify(run.state(), (_, value: unknown) =>
        value instanceof Float64Array ? { numbers: [...value] } : value,
      );
      const state = JSON.parse(text, (_, value: unknown) =>
        typeof value === "object" && value !== null && "numbers" in value
          ? Float64Array.from(value.numbers as number[])
          : value,
      );
      expect(all(new Simulation(told, state))).toEqual(whole.slice(done + 1));
    }
  });

  it("has the same bits again by the same seed, and others by another", () => {
    const once = measured({});
    expect(measured({})).toEqual(once);
    expect(changed(measured({ seed: 8n }), once)).toContain("tmi_carrier_fluctuations");
  });

  it.each(["N1-12", "N4-31", "N6-21", "three"])(
    "by %s holds beatnotes of locked lasers at their frequencies",
    (lock) => {
      const measurements = measured({ lock });
      const plan = new Simulation(options()).instrument.frequencyPlan;
      const locks = locksOf(lock);
      for (const mosa of MOSAS.filter((one) => locks[one] !== "cavity")) {
        const readout = locks[mosa] === "distant" ? "sci" : "ref";
        for (const offset of measurements[`${readout}_carrier_offsets`][mosa]) {
          // Offsets are rounded at 2e7 Hz: 3.7e-9 Hz each.
          expect(Math.abs(offset - plan[mosa])).toBeLessThan(5e-8);
        }
        expect(largest(measurements[`${readout}_carrier_fluctuations`][mosa])).toBeLessThan(1e-9);
      }
    },
  );
});

describe("each part by itself", () => {
  /** Free lasers, so that nothing comes back from other spacecraft, and clocks that only their noise makes wrong. */
  const QUIET = { lock: "six", clocks: false, noises: { all: 0 } } as const;

  const carriers: Measurement[] = ["sci_carrier_fluctuations", "ref_carrier_fluctuations", "tmi_carrier_fluctuations"];
  const sidebands: Measurement[] = ["sci_usb_fluctuations", "ref_usb_fluctuations", "tmi_usb_fluctuations"];
  const sci: Measurement[] = ["sci_carrier_fluctuations", "sci_usb_fluctuations"];
  const ref: Measurement[] = ["ref_carrier_fluctuations", "ref_usb_fluctuations"];
  const tmi: Measurement[] = ["tmi_carrier_fluctuations", "tmi_usb_fluctuations"];
  const CHANGES: Readonly<Record<Exclude<NoiseFamily, "moc_time_correlation">, readonly Measurement[]>> = {
    laser: [...carriers, ...sidebands],
    modulation: sidebands,
    // A clock that is wrong reads smooth offsets and ranges at wrong times, too.
    clock: [...carriers, ...sidebands, "sci_carrier_offsets", "sci_usb_offsets", "mprs"],
    backlink: [...ref, ...tmi],
    reciprocal_backlink: [...ref, ...tmi],
    testmass: tmi,
    ranging: ["mprs"],
    oms_sci_carrier: ["sci_carrier_fluctuations"],
    oms_sci_usb: ["sci_usb_fluctuations"],
    oms_ref_carrier: ["ref_carrier_fluctuations"],
    oms_ref_usb: ["ref_usb_fluctuations"],
    oms_tmi_carrier: ["tmi_carrier_fluctuations"],
    oms_tmi_usb: ["tmi_usb_fluctuations"],
    dws_phi: ["sci_dws_phis"],
    dws_eta: ["sci_dws_etas"],
    mosa_jitter_x: [...sci, ...tmi],
    mosa_jitter_phi: [...sci, "sci_dws_phis"],
    mosa_jitter_eta: [...sci, "sci_dws_etas"],
    sc_jitter_phi: [...sci, "sci_dws_phis"],
    sc_jitter_eta: [...sci, "sci_dws_etas"],
    sc_jitter_theta: [...sci, "sci_dws_etas"],
  };

  let silence: Piece["measurements"];
  beforeAll(() => {
    silence = measured(QUIET);
  });

  it("without noise nothing fluctuates", () => {
    for (const name of MEASUREMENTS.filter((one) => one.includes("fluctuations") || one.includes("dws"))) {
      for (const mosa of MOSAS) expect(largest(silence[name][mosa]), `${name} ${mosa}`).toBe(0);
    }
  });

  it.each([...MOSA_NOISES, ...SPACECRAFT_NOISES])("%s is seen where it should, and nowhere else", (family) => {
    const level = family === "modulation" ? 5.2e-14 : undefined;
    const usual = new Simulation(options()).instrument;
    expect(usual.centralFrequency).toBe(2.816e14);
    const noises = { all: 0, [family]: level ?? LEVELS[family] };
    const seen = changed(measured({ ...QUIET, noises }), silence);
    expect([...seen].sort()).toEqual([...CHANGES[family]].sort());
  });

  it("tilts couple only where there are coefficients", () => {
    const noises = { all: 0, sc_jitter_phi: 5e-9 };
    const seen = changed(measured({ ...QUIET, noises, tiltToLength: false }), silence);
    expect(seen).toEqual(["sci_dws_phis"]);
    const one = measured({ ...QUIET, noises, tiltToLength: { "12": { localPhi: 1e-3 } } });
    const without = MOSAS.filter((mosa) => largest(one.sci_carrier_fluctuations[mosa]) > 0);
    // Coefficients that aren't given keep their usual values.
    expect(without).toEqual(MOSAS);
  });

  it("Doppler shifts go when they are switched off, and light still takes its time", () => {
    const still = measured({ ...QUIET, dopplers: false });
    for (const mosa of MOSAS) {
      const offsets = perMosa((one) => new Simulation(options(QUIET)).instrument.cavityOffsets[one]);
      const constant = offsets[distantOf(mosa)] - offsets[mosa];
      expect(largest(still.sci_carrier_offsets[mosa].map((value) => value - constant))).toBe(0);
    }
    expect(still.mprs).toEqual(silence.mprs);
  });

  it("clock offsets, biases and ambiguities of ranges add up", () => {
    const clocks = { "1": { offset: 0.5, frequencyOffset: 0, drift: 0, driftRate: 0 } };
    const others = { "2": PERFECT, "3": PERFECT };
    const late = measured({ ...QUIET, clocks: { ...clocks, ...others }, rangingBiases: { "12": 1e-3 } });
    // Half a second later the arms are less than 1e-7 s longer or shorter.
    expect(late.mprs["12"][0]! - silence.mprs["12"][0]!).toBeCloseTo(0.501, 6);
    expect(late.mprs["13"][0]! - silence.mprs["13"][0]!).toBeCloseTo(0.5, 6);
    expect(late.mprs["21"][0]! - silence.mprs["21"][0]!).toBeCloseTo(-0.5, 6);
    expect(late.mprs["23"][0]! - silence.mprs["23"][0]!).toBeCloseTo(0, 6);
  });

  it("a test mass that moves is seen twice by its own beatnotes, in the sideband by its own frequency", () => {
    const glitches = [{ shape: "rectangle", place: "tm_12", begin: 0, width: 1e4, amplitude: 1e-9 } as const];
    const moved = measured({ ...QUIET, glitches });
    expect(changed(moved, silence)).toEqual(["tmi_carrier_fluctuations", "tmi_usb_fluctuations"]);
    for (const mosa of MOSAS.filter((one) => one !== "12")) {
      expect(largest(moved.tmi_carrier_fluctuations[mosa])).toBe(0);
    }
    // Constant after the filter's 9 s and its interpolation: −2 v ν/c, with ν of the carrier and of the sideband.
    const [carrier, usb] = [moved.tmi_carrier_fluctuations["12"][150]!, moved.tmi_usb_fluctuations["12"][150]!];
    expect(carrier / ((-2e-9 * 2.816e14) / 299792458)).toBeCloseTo(1, 12);
    expect(usb / ((-2e-9 * (2.816e14 + 2.4e9)) / 299792458)).toBeCloseTo(1, 12);
  });

  it("given series come out as they went in, without filter and clocks", () => {
    const values = Float64Array.from({ length: 20_000 }, (_, n) => Math.sin(n));
    const raw = { ...QUIET, filter: false, upsampling: 1, dt: 1, duration: 100 } as const;
    const seen = measured({ ...raw, noises: { all: 0, dws_eta_31: { values, start: -5000 } } });
    expect(largest(seen.sci_dws_etas["31"].map((value, n) => value - values[5000 + n]!))).toBeLessThan(1e-15);
    expect(largest(seen.sci_dws_etas["12"])).toBe(0);
  });

  it("waves are on the link that they are said to be on", () => {
    const waves = { at: (_from: unknown, _dt: number, count: number) => link("23", count) };
    const seen = measured({ ...QUIET, waves });
    const wavy = MOSAS.filter((mosa) => largest(seen.sci_carrier_fluctuations[mosa]) > 0);
    expect(wavy).toEqual(["23"]);
    const offset = new Simulation(options(QUIET)).instrument.cavityOffsets[distantOf("23")];
    // The light's frequency there, times 1e-18.
    expect(seen.sci_carrier_fluctuations["23"][200]! / ((2.816e14 + offset) * 1e-18)).toBeCloseTo(1, 9);
    expect(largest(seen.ref_carrier_fluctuations[adjacentOf("23")])).toBe(0);
  });
});

const PERFECT = { offset: 0, frequencyOffset: 0, drift: 0, driftRate: 0 };

/** Levels that are seen above rounding. */
const LEVELS: Readonly<Record<string, number>> = {
  laser: 30,
  clock: 6.32e-10,
  backlink: 3e-12,
  reciprocal_backlink: 1.7e-9,
  testmass: 2.4e-15,
  ranging: 3e-9,
  ...Object.fromEntries(MOSA_NOISES.filter((name) => name.startsWith("oms")).map((name) => [name, 1e-11])),
  dws_phi: 2e-10,
  dws_eta: 2e-10,
  mosa_jitter_x: 2e-9,
  mosa_jitter_phi: 2e-9,
  mosa_jitter_eta: 2e-9,
  sc_jitter_phi: 5e-9,
  sc_jitter_eta: 5e-9,
  sc_jitter_theta: 5e-9,
};

function link(mosa: Mosa, count: number): Record<Mosa, Float64Array> {
  return perMosa((one) => new Float64Array(count).fill(one === mosa ? 1e-18 : 0));
}

describe("what can't be simulated", () => {
  it.each([
    [{ duration: -5 }, "A simulation of -5 s"],
    [{ duration: Number.NaN }, "A simulation of NaN s"],
    [{ duration: 0.1 }, "a duration of a sample or more"],
    [{ dt: 0 }, "every 0 s"],
    [{ dt: -0.25 }, "every -0.25 s"],
    [{ upsampling: 2.5 }, "2.5 physics samples"],
    [{ seed: 7 as never }, "seed"],
    [{ lock: "N7-12" }, 'no locking scheme "N7-12"'],
    [{ lock: "N1-11" }, 'no locking scheme "N1-11"'],
    [{ centralFrequency: -1 }, "centralFrequency of the instrument is -1 Hz"],
    [{ rangeAmbiguity: Number.NaN }, "rangeAmbiguity of the instrument is NaN s"],
    [{ frequencyPlan: { "12": Number.NaN } }, "frequencyPlan of MOSA 12 of the instrument is NaN"],
    [{ frequencyPlan: { "14": 8e6 } as never }, 'frequencyPlan has no option "14"'],
    [{ clocks: { "1": { frequencyOffset: 1e-2 } } }, "clock of spacecraft 1"],
    [{ clocks: { "1": { frequencyOfset: 1e-8 } } as never }, 'Did you mean "frequencyOffset"?'],
    [{ clocks: { "4": {} } as never }, 'has no option "4"'],
    [{ tiltToLength: { localFi: 1e-3 } as never }, 'Did you mean "localPhi"?'],
    [{ tiltToLength: { "12": { localPhi: "1" } } as never }, "tiltToLength of MOSA 12"],
    [{ start: instant("TCB", 5) }, "The orbits"],
    [{ start: instant("TCB", 989_950) }, "The orbits"],
    [{ filter: { attenuation: -3 } }, "attenuation"],
    [{ filter: { coefficients: [1, 2, 3] } }, "not symmetric"],
    [{ filter: { atenuation: 240 } as never }, 'Did you mean "attenuation"?'],
    [{ timeCorrelationInterval: 0 }, "timeCorrelationInterval"],
    [{ mosaAngles: "wide" as never }, 'mosaAngles is "wide"'],
    [{ dopplers: "no" as never }, "dopplers"],
  ])("is refused: %j", (more, message) => {
    expect(() => new Simulation(options(more as Partial<SimulationOptions>))).toThrow(message);
  });

  it("is refused when links are not LISA's: half a light second, or five minutes", () => {
    for (const [armLength, length] of [
      [1.5e8, "0.5003 s"],
      [1e11, "314.0 s"],
    ] as const) {
      const far = keplerian({ armLength }).table({ t0: instant("TCB", 0), dt: 10_000, length: 100 });
      expect(() => new Simulation(options({ orbits: far }))).toThrow(
        /Link 12 of .* s long .*; the instrument can do 2 s to 60 s/,
      );
      expect(() => new Simulation(options({ orbits: far }))).toThrow(length);
    }
  });

  it("is refused when a table of orbits has holes", () => {
    const holed = perMosa((mosa) => orbits.properPseudoRangeRates[mosa].slice());
    holed["31"][42] = Number.NaN;
    expect(() => new Simulation(options({ orbits: { ...orbits, properPseudoRangeRates: holed } }))).toThrow(
      /Link 31 .* grows by NaN s\/s in row 42/,
    );
  });
});
