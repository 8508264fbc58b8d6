import { describe, expect, it } from "vitest";
import { MOSA_NOISES, NOISE_STREAMS, SPACECRAFT_NOISES } from "../../src/instrument/channels.js";
import { NoiseSources } from "../../src/instrument/noises.js";
import { filterDensity } from "../../src/noise/design.js";
import type { ColouredState } from "../../src/noise/generator.js";

/** What is promised of every noise's density (issue 4); test/noise measures that generators keep to their filter's. */
const PROMISED = 0.03;
const DT = 1 / 16;
const FREQUENCIES = Array.from({ length: 60 }, (_, n) => 1e-4 * 7.8e4 ** (n / 59));

const C = 299792458;
const TAU = 2 * Math.PI;

function interferometric(f: number, displacement: number): number {
  return ((TAU * f * displacement) / C) ** 2 * (1 + (2e-3 / f) ** 4);
}

function jitter(f: number, angle: number): number {
  return (TAU * angle) ** 2 * (f ** 2 + 0.8e-3 ** 4 / f ** 2);
}

/** The Consortium's table of noises, as lisainstrument 2.3 states it, in the units of the streams. */
const STATED: Readonly<Record<string, (f: number, right: boolean) => number>> = {
  laser: (f) => 30 ** 2 * (1 + (2e-3 / f) ** 4),
  clock: (f) => 6.32e-14 ** 2 / f,
  modulation: (f, right) => (right ? 5.2e-13 : 5.2e-14) ** 2 * f ** (2 / 3),
  backlink: (f) => interferometric(f, 3e-12),
  reciprocal_backlink: (f) => ((TAU * f * 1.7e-9) / C) ** 2,
  testmass: (f) => (2.4e-15 / (TAU * f)) ** 2 * (1 + (0.4e-3 / f) ** 2) * (1 + (f / 8e-3) ** 4),
  ranging: () => 3e-9 ** 2,
  oms_sci_carrier: (f) => interferometric(f, 6.35e-12),
  oms_sci_usb: (f) => interferometric(f, 12.5e-12),
  oms_tmi_carrier: (f) => interferometric(f, 1.42e-12),
  oms_tmi_usb: (f) => interferometric(f, 3.38e-12),
  oms_ref_carrier: (f) => interferometric(f, 3.32e-12),
  oms_ref_usb: (f) => interferometric(f, 7.9e-12),
  mosa_jitter_x: (f) => (TAU * f * 2e-9) ** 2,
  mosa_jitter_phi: (f) => jitter(f, 2e-9),
  mosa_jitter_eta: (f) => jitter(f, 2e-9),
  sc_jitter_phi: (f) => jitter(f, 5e-9),
  sc_jitter_eta: (f) => jitter(f, 5e-9),
  sc_jitter_theta: (f) => jitter(f, 5e-9),
  dws_phi: (f) => (TAU * f * (7e-8 / 335)) ** 2,
  dws_eta: (f) => (TAU * f * (7e-8 / 335)) ** 2,
};

function sources(settings: ConstructorParameters<typeof NoiseSources>[0]): NoiseSources {
  return new NoiseSources(settings, 1n, DT, 86_400, [0, 1000]);
}

function density(noises: NoiseSources, stream: string, f: number): number {
  return filterDensity((noises.generator(stream)!.state() as ColouredState).filter, f);
}

describe("the noises of the instrument", () => {
  it("have a stated density each", () => {
    expect(Object.keys(STATED).sort()).toEqual([...MOSA_NOISES, ...SPACECRAFT_NOISES].sort());
  });

  it("are within 3 % of what the Consortium states, in each of the streams, from 0.1 mHz to 7.8 Hz", () => {
    const noises = sources({});
    for (const stream of NOISE_STREAMS) {
      const [family, place] = [stream.slice(0, stream.lastIndexOf("_")), stream.slice(stream.lastIndexOf("_") + 1)];
      const right = ["13", "32", "21"].includes(place);
      for (const f of FREQUENCIES) {
        const ratio = density(noises, stream, f) / STATED[family]!(f, right);
        expect(Math.abs(ratio - 1), `${stream} at ${f} Hz`).toBeLessThan(PROMISED);
      }
    }
  });

  it("of the ground's time correlations are 1 ms a day", () => {
    const state = sources({}).generator("moc_time_correlation_2")!.state() as ColouredState;
    expect(state.filter.direct).toBeCloseTo(0.42 / Math.sqrt(2 * 86_400), 12);
    expect(state.filter.poles).toEqual([]);
  });

  it("take levels for all, for a family and for a stream; the nearest counts, and 0 and false are none", () => {
    const noises = sources({ all: 0, oms_sci_carrier: 1e-11, oms_sci_carrier_12: 2e-11, oms_sci_carrier_31: false });
    const of = (stream: string): number => density(noises, stream, 0.1) / interferometric(0.1, 1e-11);
    expect(of("oms_sci_carrier_12")).toBeCloseTo(4, 1);
    expect(of("oms_sci_carrier_23")).toBeCloseTo(1, 1);
    expect(noises.generator("oms_sci_carrier_31")).toBeNull();
    expect(noises.generator("laser_12")).toBeNull();
  });

  it("can each be another model, a table, FIR coefficients of white noise, or a series", () => {
    const model = (f: number): number => 1 + (1e-3 / f) ** 2;
    const frequencies = [1e-4, 1e-3, 1e-2, 1];
    const noises = sources({
      all: 0,
      laser_12: { model },
      laser_23: { frequencies, psd: frequencies.map((f) => 1e-3 / f) },
      laser_31: { coefficients: [1, -1] },
      laser_13: { values: Float64Array.from({ length: 1200 }, (_, n) => n), start: -100 },
    });
    expect(density(noises, "laser_12", 1e-3) / 2).toBeCloseTo(1, 1);
    expect(density(noises, "laser_23", 0.05) / 0.02).toBeCloseTo(1, 1);
    const differences = noises.generator("laser_31")!.next(new Float64Array(20_000));
    // White noise of density 1 has the variance 1/(2 dt), its differences twice that; 20,000 of them are good to 2 %.
    const variance = differences.reduce((sum, value) => sum + value ** 2, 0) / differences.length;
    expect(variance / (1 / DT)).toBeCloseTo(1, 1);
    expect([...noises.generator("laser_13")!.next(new Float64Array(3))]).toEqual([100, 101, 102]);
  });

  it("are the same whichever others are there", () => {
    const alone = sources({ all: 0, dws_phi_32: 1e-9 }).generator("dws_phi_32")!.next(new Float64Array(512));
    expect(sources({ dws_phi: 1e-9 }).generator("dws_phi_32")!.next(new Float64Array(512))).toEqual(alone);
  });
});

describe("settings of noises that can't be", () => {
  it.each([
    [{ laser_noise: 3 }, 'noises has no option "laser_noise". Did you mean "laser_12"?'],
    [{ oms_isi_carrier_12: 3 }, 'Did you mean "oms_sci_carrier_12"?'],
    [{ laser: -30 }, "The noise laser_12 is set to -30"],
    [{ clock_1: Number.NaN }, "The noise clock_1 is set to NaN"],
    [{ laser: "loud" as never }, 'The noise laser_12 is set to "loud"'],
    [{ laser_12: { values: [1, 2, 3] } }, "ends at physics sample 3, the simulation at 1000"],
    [{ laser_12: { coefficients: [] } }, "one coefficient or more"],
    [{ laser_12: { model: () => -1 } }, "must be positive"],
    [{ laser_12: { frequencies: [2, 1], psd: [1, 1] } }, "frequencies"],
    [{ laser_12: { model: "x" } as never }, 'model of a noise is "x"; it must be a function'],
    [{ laser_12: null as never }, "The noise laser_12 is set to null; give a level"],
    [{ laser: [1, 2] as never }, "The noise laser is set to [1,2]; give a level"],
    [[] as never, "noises is []; it must be false, or an object by streams"],
    [{ laser_12: { coefficients: [1], foo: 3 } as never }, 'The noise laser_12 has no option "foo"'],
    [{ laser_12: { frequencies: [1, 2], psd: "x" } as never }, 'psd of the noise laser_12 is "x"'],
    [{ laser_12: { frequencies: [1, 2] } as never }, "psd of the noise laser_12 is undefined"],
    [{ laser_12: { values: [null, "a"] } as never }, "values of the noise laser_12 has null at place 0"],
    [{ laser_12: { values: [0, Number.NaN] } }, "values of the noise laser_12 has NaN at place 1"],
    [{ laser_12: { values: [0], start: 0.5 } }, "start of the noise laser_12 is 0.5; it must be a whole number"],
    [{ laser_12: { level: 3 } as never }, "The noise laser_12 is set to"],
  ])("are refused: %j", (settings, message) => {
    expect(() => sources(settings)).toThrow(message);
  });
});
