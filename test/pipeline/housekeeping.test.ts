import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { perMosa, perSpacecraft } from "../../src/core/mosa.js";
import { withHousekeeping } from "../../src/pipeline/housekeeping.js";
import type { InstrumentParameters, Observation } from "../../src/pipeline/observation.js";
import { simulatedObservation } from "../../src/pipeline/simulated-observation.js";

/** An hour without streams: housekeeping needs its times alone. */
function hour(): Observation {
  const length = 14_400;
  const bare: Observation = simulatedObservation({
    t0: instant("TCB", 1000),
    dt: 0.25,
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
  return withHousekeeping(bare, { environment: {}, dynamics: { warmUp: 100 } }, 5n);
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

  it("has no channel that it does not make", () => {
    expect(() => hour().channel("1/eh_temperatur_03")).toThrow(/no channel/);
  });
});
