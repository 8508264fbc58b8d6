import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { perMosa, perSpacecraft } from "../../src/core/mosa.js";
import { CONTROLLERS } from "../../src/dynamics/control.js";
import type { DisturbanceOptions } from "../../src/instrument/disturbances.js";
import { withHousekeeping } from "../../src/pipeline/housekeeping.js";
import type { InstrumentParameters, Observation } from "../../src/pipeline/observation.js";
import { simulatedObservation } from "../../src/pipeline/simulated-observation.js";

/** An hour without streams: housekeeping needs its times alone. */
function hour(rate = 4, dynamics: DisturbanceOptions["dynamics"] = { warmUp: 100 }): Observation {
  const length = 3600 * rate;
  const bare: Observation = simulatedObservation({
    t0: instant("TCB", 1000),
    dt: 1 / rate,
    length,
    instrument: {
      centralFrequency: 2.816e14,
      modulationFrequencies: perMosa(() => 2.4e9),
      filterDelay: 0,
      rangeAmbiguity: 0,
      lock: "",
      raw: {},
    } satisfies InstrumentParameters,
    timeCorrelations: { times: new Float64Array(2), values: perSpacecraft(() => new Float64Array(2)) },
    streams: [],
    values: {},
    gaps: perSpacecraft(() => new Uint8Array(length)),
  });
  return withHousekeeping(bare, { environment: {}, dynamics }, 5n);
}

describe("housekeeping of a simulation", () => {
  it("is the same read whole, in stretches, and backwards", async () => {
    const observation = hour();
    for (const name of ["1/eh_temperature_03", "2/tm_x_left"]) {
      const { values } = await observation.readChannel(name);
      const third = values.length / 3;
      for (const part of [2, 0, 1]) {
        const range = { start: part * third, count: third };
        expect((await observation.readChannel(name, range)).values).toEqual(
          values.slice(range.start, range.start + third),
        );
      }
      expect(new Set(values).size).toBeGreaterThan(third);
    }
  });

  it("has the channels of every spacecraft, sampled as the dictionary says", async () => {
    const observation = hour();
    expect(observation.channel("3/eh_temperature_03")).toMatchObject({ dt: 10, length: 360, unit: "K" });
    expect(observation.channels.filter((name) => name.endsWith("/tm_x_left"))).toHaveLength(3);
    expect((await observation.readChannel("3/eh_temperature_03")).t0).toEqual(instant("SCET3", 1000));
  });

  it.each([3, 4])("has the test masses' angles by light as often as its streams, at %i Hz", async (rate) => {
    const observation = hour(rate);
    for (const name of ["1/tmi_dws_etas_left", "2/tmi_dws_phis_right"]) {
      expect(observation.channel(name)).toMatchObject({ dt: 1 / rate, length: 3600 * rate, unit: "rad" });
      const { values } = await observation.readChannel(name);
      expect(values).toHaveLength(3600 * rate);
      expect((await observation.readChannel(name, { start: 600, count: 7 })).values).toEqual(values.slice(600, 607));
      // The sensor's 2 nrad/√Hz up to half the rate, and some more of motion.
      const rms = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
      expect(rms / (2e-9 * Math.sqrt(rate / 2))).toBeGreaterThan(0.97);
      expect(rms / (2e-9 * Math.sqrt(rate / 2))).toBeLessThan(1.3);
    }
  });

  it("has no angles by light when loops are closed at other times than streams are sampled", () => {
    const slower = { loopInterval: 0.5, controllers: { ...CONTROLLERS, delay: 0.3 } };
    const names = hour(4, { warmUp: 100, ...slower }).channels;
    expect(names).toContain("1/tm_x_left");
    expect(names.filter((name) => name.includes("tmi_dws"))).toEqual([]);
  });

  it("has no channel that it does not make", () => {
    expect(() => hour().channel("1/eh_temperatur_03")).toThrow(/no channel/);
  });
});
