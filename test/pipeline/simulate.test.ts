import { beforeAll, describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { instant } from "../../src/core/instant.js";
import { MOSAS, type Mosa, perMosa, SPACECRAFT } from "../../src/core/mosa.js";
import { LISAINSTRUMENT } from "../../src/noise/levels.js";
import { tdi as noiseOf } from "../../src/noise/tdi.js";
import { keplerian } from "../../src/orbits/orbits.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { l1 } from "../../src/pipeline/l1.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { RECEIVED_STREAMS, type SimulateOptions, SimulationRun, simulate } from "../../src/pipeline/simulate.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { levelInBand } from "./level.js";

const START = instant("TCB", 400_000);

let orbits: OrbitTable;
beforeAll(() => {
  orbits = keplerian().table({ t0: instant("TCB", 0), dt: 10_000, length: 100 });
});

function options(more: Partial<SimulateOptions> = {}): SimulateOptions {
  return { orbits, start: START, seed: 3n, duration: 100, ...more };
}

describe("all noises of the instrument", () => {
  /** TDI of unequal, moving arms against the model; chance: 20,000 s leave 1 dB in the lowest band. */
  const WITHIN = 3;
  const BANDS = [
    [[0.85e-3, 1.15e-3], 4096],
    [[8e-3, 12e-3], 1024],
    [[90e-3, 110e-3], 1024],
  ] as const;

  it("leave in X, A and E of the second generation what the model of the secondary noises says, at 1, 10 and 100 mHz", async () => {
    const observation = await simulate(options({ duration: 20_000 }));
    const product = await l1(observation, { orbits });
    const delays = perMosa((mosa) => product.delays[mosa].values[0]!);
    for (const name of ["X", "A", "E"] as const) {
      const model = noiseOf(name, { delays, level: LISAINSTRUMENT });
      for (const [band, segment] of BANDS) {
        const level = levelInBand(product[name].values, product[name].dt, model, band, segment);
        expect(Math.abs(level), `${name} at ${band[0]} Hz: ${level} dB`).toBeLessThan(WITHIN);
      }
    }
  }, 120_000);
});

describe("what a simulation gives", () => {
  it("are the streams that the ground receives, with the parameters of the instrument", async () => {
    const observation = await simulate(options());
    expect(observation.streams).toEqual(RECEIVED_STREAMS);
    expect(observation).toMatchObject({ dt: 0.25, length: 400, duration: 100, t0: START });
    expect(observation.instrument).toMatchObject({ filterDelay: 4.5, lock: "N1-12", rangeAmbiguity: 0 });
    expect((await observation.timeCorrelations()).times).toEqual(Float64Array.of(0, 100));
  });

  it("are totals that are the sum of offsets and fluctuations, and offsets of test masses that are those of the reference", async () => {
    const parts = ["tmi_carrier_offsets", "tmi_carrier_fluctuations", "ref_carrier_offsets"] as const;
    const all = await simulate(options({ streams: ["tmi_carriers", ...parts] }));
    const [offset, fluctuation, reference] = (await Promise.all(parts.map(async (one) => all.read(one, "31")))).map(
      ({ values }) => values,
    ) as [Float64Array, Float64Array, Float64Array];
    const { values } = await all.read("tmi_carriers", "31");
    expect(values).toEqual(offset.map((value, n) => value + fluctuation[n]!));
    expect(offset).toEqual(reference);
  });

  it("are ranges modulo the code's length, where there is one", async () => {
    const code = 400e3 / 299792458;
    const [whole, part] = await Promise.all([
      simulate(options({ streams: ["mprs"] })),
      simulate(options({ streams: ["mprs"], rangeAmbiguity: code })),
    ]);
    const [ranges, rest] = [(await whole.read("mprs", "12")).values, (await part.read("mprs", "12")).values];
    rest.forEach((value, n) => {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(code);
      const turns = (ranges[n]! - value) / code;
      expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-9);
    });
  });

  it("is silent and flagged in gaps, on the spacecraft that has them", async () => {
    const gaps = {
      list: [
        { begin: 20, duration: 5, spacecraft: "2" },
        { begin: 60, duration: 2.5 },
      ],
    } as const;
    const observation = await simulate(options({ gaps }));
    const missing = async (mosa: Mosa): Promise<number[]> => {
      const { values } = await observation.read("sci_carriers", mosa);
      return [...values.keys()].filter((n) => Number.isNaN(values[n]));
    };
    const [own, common] = [range(80, 100), range(240, 250)];
    expect(await missing("23")).toEqual([...own, ...common]);
    expect(await missing("12")).toEqual(common);
    const flags = await observation.flags("sci_carriers", "21");
    expect([...flags.keys()].filter((n) => flags[n] === FLAGS.gap)).toEqual([...own, ...common]);
  });

  it("has the same samples with gaps as without, elsewhere", async () => {
    const read = async (of: Observation): Promise<Float64Array> => (await of.read("tmi_usbs", "13")).values;
    const whole = await read(await simulate(options()));
    const gapped = await read(await simulate(options({ gaps: { random: [{ interval: 20, duration: 5 }] } })));
    const kept = [...gapped.keys()].filter((n) => !Number.isNaN(gapped[n]));
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(400);
    for (const n of kept) expect(gapped[n]).toBe(whole[n]);
  });

  it("is the same from orbits that can be asked at any time", async () => {
    const asked = await simulate(options({ orbits: keplerian(), streams: ["mprs"] }));
    const table = await simulate(options({ streams: ["mprs"] }));
    for (const mosa of MOSAS) {
      const [a, b] = [(await asked.read("mprs", mosa)).values, (await table.read("mprs", mosa)).values];
      // Splines through rows 2000 s and 10,000 s apart: 1 mm.
      expect(Math.max(...a.map((value, n) => Math.abs(value - b[n]!)))).toBeLessThan(3e-12);
    }
  });
});

describe("a simulation's parts, from a cell", () => {
  it("can be switched off, turned up and replaced one by one", async () => {
    // As docs and README have it: only the test masses push, one of them ten times as much, one as somebody measured it.
    const observation = await simulate(
      options({
        lock: "six",
        clocks: false,
        tiltToLength: false,
        noises: { all: 0, testmass: 2.4e-15, testmass_23: 2.4e-14, testmass_31: { coefficients: [1e-12, -1e-12] } },
        streams: ["tmi_carrier_fluctuations", "sci_carrier_fluctuations"],
      }),
    );
    const rms = async (mosa: Mosa): Promise<number> => {
      const { values } = await observation.read("tmi_carrier_fluctuations", mosa);
      return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    };
    expect(await rms("23")).toBeGreaterThan(3 * (await rms("12")));
    expect(await rms("31")).toBeGreaterThan(0);
    expect((await observation.read("sci_carrier_fluctuations", "12")).values.every((value) => value === 0)).toBe(true);
  });
});

describe("options", () => {
  it.each([
    ['simulate has no option "noise". Did you mean "noises"?', { noise: {} }],
    ['Did you mean "glitches"?', { glitch: [] }],
    ['streams has no option "isi_carriers". Did you mean "sci_carriers"?', { streams: ["isi_carriers"] }],
    ['gaps has no option "planed". Did you mean "planned"?', { gaps: { planed: [] } }],
    ["duration of gaps is -1 s", { gaps: { list: [{ begin: 3, duration: -1 }] } }],
    ['no option "lasts"', { gaps: { list: [{ begin: 3, lasts: 1 }] } }],
    ["interval of gaps is NaN s", { gaps: { random: [{ interval: Number.NaN, duration: 1 }] } }],
    ['no place "tm_14"', { glitches: [{ place: "tm_14", begin: 0, shape: "rectangle", width: 1 }] }],
    ['Did you mean "width"?', { glitches: [{ place: "tm_12", begin: 0, shape: "rectangle", widht: 1 }] }],
    ["every 0.25 s", { glitches: [{ place: "tm_12", begin: 0, shape: "series", values: [1], interval: 0.25 }] }],
    ['streams is "sci_carriers"; it must be a list', { streams: "sci_carriers" }],
    ["gaps is null; it must be an object with list, planned, random", { gaps: null }],
    ["list of gaps is {}; it must be a list of gaps", { gaps: { list: {} } }],
    ["a gap of the list is null", { gaps: { list: [null] } }],
    ["begins at null s", { gaps: { planned: [{ first: null, interval: 10, duration: 1 }] } }],
    ['duration of gaps is "x" s', { gaps: { random: [{ interval: 1e9, duration: "x" }] } }],
    ["on spacecraft 4", { gaps: { random: [{ interval: 1e9, duration: 1, spacecraft: 4 }] } }],
    ["give the start", { start: undefined, orbits: keplerian() }],
  ])("that can't be are refused: %s", (message, more) => {
    expect(() => new SimulationRun(options(more as unknown as Partial<SimulateOptions>))).toThrow(message);
  });

  it("with sources that the measurements can't show are taken with a warning", () => {
    const wave = { amplitude: 1e-20, inclination: 0, polarization: 0, phase: 0, lambda: 1, beta: 0 };
    const sources = [0.1, 3, 9].map((frequency) => galacticBinary({ ...wave, frequency, name: `${frequency} Hz` }));
    const run = new SimulationRun(options({ sources }));
    expect(run.warnings).toHaveLength(2);
    expect(run.warnings[0]).toMatch(/^3 Hz reaches 3 Hz, above the 2 Hz .* the filter takes it away/);
    expect(run.warnings[1]).toMatch(/^9 Hz reaches 9 Hz, above the 2 Hz .* aliased\.$/);
    expect(run.instrument.raw["warnings"]).toEqual(run.warnings);
    expect(new SimulationRun(options({ sources: sources.slice(0, 1) })).warnings).toEqual([]);
  });

  it("without a stream that is asked for are told of", async () => {
    const observation = await simulate(options({ streams: ["mprs"] }));
    await expect(observation.read("sci_carriers", "12")).rejects.toThrow("sci_carriers of MOSA 12 was not simulated");
    await expect(observation.readChannel("1/eh_temperature_01")).rejects.toThrow("no channel");
    for (const sc of SPACECRAFT) expect((await observation.timeCorrelations()).values[sc]).toHaveLength(2);
  });

  it("stop when they are told to", async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(simulate(options({ duration: 2000 }), { signal: stop.signal, onProgress })).rejects.toThrow(/abort/);
  });
});

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, n) => from + n);
}

describe("level 1 of a simulation", () => {
  it("takes the same orbits that reach everywhere, and knows its options", async () => {
    const everywhere = keplerian();
    const observation = await simulate({ orbits: everywhere, start: START, seed: 3n, duration: 2000 });
    const [found, expected] = [await l1(observation, { orbits: everywhere }), await l1(observation, { orbits })];
    const middle = found.X.values.length >> 1;
    const worst = Math.max(...expected.X.values.map((value, n) => Math.abs(value - found.X.values[n]!)));
    // Splines of rows 2000 s and 10,000 s apart give the same delays to 1e-12 s, which lasers of 30 Hz/√Hz can't tell apart.
    expect(worst).toBeLessThan(1e-6 * Math.abs(expected.X.values[middle]!) + 1e-7);
    await expect(l1(observation, { tilts: "keep" } as object)).rejects.toThrow(/tilts.*tilt/);
  });
});
