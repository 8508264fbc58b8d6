import { describe, expect, it } from "vitest";
import { NOISE_STREAMS } from "../../src/instrument/channels.js";
import { Flight, type FlightOptions } from "../../src/instrument/flight.js";
import { channelNamed, dictionary } from "../../src/telemetry/dictionary.js";

const { channels } = dictionary("4Hz");
const SEED = 3n;
const TIMES = { dt: 1 / 16, start: -320, upsampling: 4, duration: 60 };
const OPTIONS: FlightOptions = {
  dynamics: { warmUp: 1000 },
  environment: { channels, couplings: [{ channel: "1/magnetic_field_1_x", mosa: "12", coefficient: 1e-6 }] },
};

describe("a flight", () => {
  const whole = new Flight(OPTIONS, TIMES, SEED).next(320 + 16 * 80);

  it("takes the place of jitter, and adds to the test masses", () => {
    const names = [...whole.instead.keys(), ...whole.added.keys()];
    expect(names.filter((name) => !NOISE_STREAMS.includes(name))).toEqual([]);
    expect(names.length).toBe(6 + 9 + 6);
    expect([...whole.instead.values()].every((values) => values.length === 1600 && values.every(Number.isFinite))).toBe(
      true,
    );
  });

  it("has housekeeping of the measurements' time alone, each channel once and within its range", () => {
    const samples = new Map<string, number>();
    for (const group of whole.housekeeping["3"]) {
      expect(group.start, String(group.rate)).toBe(0);
      for (const [name, values] of Object.entries(group.channels)) {
        expect(values.length, name).toBe(Math.round(60 * group.rate));
        samples.set(name, (samples.get(name) ?? 0) + 1);
        const { range, rate } = channelNamed(channels, name);
        expect(group.rate, name).toBe(rate);
        expect(
          values.every((value) => value >= range[0] && value <= range[1]),
          name,
        ).toBe(true);
      }
    }
    expect([...samples.values()].every((count) => count === 1)).toBe(true);
    // All that is sent but what light measures, semaphores and the reserve.
    expect(samples.size).toBe(406 + 38 + 6 + 4);
  });

  it("does not depend on blocks, and goes on where it was", () => {
    const first = new Flight(OPTIONS, TIMES, SEED);
    const parts = [first.next(64), first.next(256), first.next(320)];
    const state = JSON.parse(JSON.stringify(first.state()));
    parts.push(new Flight(OPTIONS, TIMES, SEED, state, 320).next(960));
    for (const name of ["mosa_jitter_x_12", "sc_jitter_eta_2"]) {
      expect(parts.flatMap(({ instead }) => [...instead.get(name)!])).toEqual([...whole.instead.get(name)!]);
    }
    expect(parts.flatMap(({ added }) => [...added.get("testmass_12")!])).toEqual([...whole.added.get("testmass_12")!]);
    for (const name of ["tmi_dws_etas_left", "tm_x_right", "ob_temperature_07", "breathing_angle_left"]) {
      const joined = (blocks: readonly (typeof whole)[]): number[] =>
        blocks.flatMap(({ housekeeping }) => housekeeping["1"].flatMap((group) => [...(group.channels[name] ?? [])]));
      expect(joined(parts), name).toEqual(joined([whole]));
    }
  });
});
