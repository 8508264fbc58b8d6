import { describe, expect, it } from "vitest";
import { type DisturbanceOptions, Disturbances } from "../../src/instrument/disturbances.js";

const SEED = 11n;
const OPTIONS: DisturbanceOptions = {
  dynamics: { warmUp: 100 },
  environment: {
    oscillations: { "1/eh_temperature_03": { amplitude: 0.5, period: 100 } },
    couplings: [{ channel: "1/eh_temperature_03", mosa: "12", coefficient: 1e-12 }],
  },
};
const STREAMS = { dt: 0.25, streamDt: 0.25, first: 0, housekeeping: true };
const PHYSICS = { dt: 1 / 16, streamDt: 0.25, first: -4096, housekeeping: false };

function thermometer(disturbances: Disturbances, count: number): Float64Array {
  const groups = disturbances.next(count).channels["1"];
  return groups.find(({ channels }) => "eh_temperature_03" in channels)!.channels["eh_temperature_03"]!;
}

describe("disturbances", () => {
  it("are the same for the telemetry as for the physics, which begins earlier and samples finer", () => {
    const told = thermometer(new Disturbances(OPTIONS, STREAMS, SEED), 2400);
    const physics = new Disturbances(OPTIONS, PHYSICS, SEED);
    physics.next(4096);
    expect(thermometer(physics, 2400 * 4)).toEqual(told);
    expect(told).toHaveLength(60);
  });

  it("tell the number of a channel's sample from the begin of the measurements", () => {
    const disturbances = new Disturbances(OPTIONS, STREAMS, SEED);
    const starts = (): readonly number[] =>
      disturbances.next(2400).channels["2"].map(({ start, rate }) => start / rate);
    expect(new Set(starts())).toEqual(new Set([0]));
    expect(new Set(starts())).toEqual(new Set([600]));
  });

  it("have impacts as long after the begin of the measurements as is said", () => {
    const hit = {
      kind: "impact",
      spacecraft: "1",
      time: 30.1,
      momentum: [2e-5, 0, 0],
      angularMomentum: [0, 0, 0],
    } as const;
    const dynamics = { warmUp: 100, transients: [hit] };
    const disturbances = new Disturbances({ dynamics }, PHYSICS, SEED);
    const jitter = disturbances.next(4096 + 60 * 16).instead.get("mosa_jitter_x_12")!;
    // From the loop's next sample on the bench goes as fast as 1e-8 m/s, some hundred times its noise.
    const begun = jitter.findIndex((speed) => Math.abs(speed) > 5e-9);
    expect(begun - 4096).toBeGreaterThanOrEqual(30 * 16);
    expect(begun - 4096).toBeLessThanOrEqual(30.5 * 16);
    const told = new Disturbances({ dynamics }, STREAMS, SEED).next(4 * 60).channels["1"];
    const { sc_force_x: force } = told.find(({ channels }) => "sc_force_x" in channels)!.channels;
    const strongest = force!.reduce((best, value, k) => (value < force![best]! ? k : best), 0);
    expect(strongest).toBeGreaterThanOrEqual(30);
    expect(strongest).toBeLessThan(34);
  });

  it("move spacecraft in the place of jitter noise, and push test masses", () => {
    const { instead, added } = new Disturbances(OPTIONS, PHYSICS, SEED).next(64);
    expect([...instead.keys()].sort()).toEqual([
      ...["12", "13", "21", "23", "31", "32"].map((mosa) => `mosa_jitter_x_${mosa}`),
      ...["eta", "phi", "theta"].flatMap((axis) => ["1", "2", "3"].map((sc) => `sc_jitter_${axis}_${sc}`)),
    ]);
    expect(added.size).toBe(6);
  });

  it("leave out channels that nobody asks for, and still name the misspelt", () => {
    const { channels } = new Disturbances(OPTIONS, PHYSICS, SEED).next(16 * 20);
    expect(channels["1"].flatMap((group) => Object.keys(group.channels))).not.toContain("eh_temperature_04");
    const misspelt = { environment: { oscillations: { "1/eh_temprature_04": { amplitude: 1, period: 100 } } } };
    expect(() => new Disturbances(misspelt, PHYSICS, SEED)).toThrow(/no channel "1\/eh_temprature_04"/);
  });

  it("go on from a state with the same bits", () => {
    const whole = new Disturbances(OPTIONS, PHYSICS, SEED);
    whole.next(1000);
    const state = JSON.parse(JSON.stringify(whole.state())) as ReturnType<Disturbances["state"]>;
    const resumed = new Disturbances(OPTIONS, PHYSICS, SEED, state);
    expect(resumed.next(500)).toEqual(whole.next(500));
  });

  it("refuse streams that are no telemetry's", () => {
    expect(() => new Disturbances(OPTIONS, { ...STREAMS, streamDt: 0.2 }, SEED)).toThrow(/3 or 4 in a second/);
  });
});
