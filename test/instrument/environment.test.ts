import { describe, expect, it } from "vitest";
import { SPACECRAFT } from "../../src/core/mosa.js";
import { type EnvironmentOptions, environment, resumedEnvironment } from "../../src/instrument/environment.js";
import { channelNamed, dictionary } from "../../src/telemetry/dictionary.js";

const { channels } = dictionary("4Hz");
const DT = 1 / 16;
const SEED = 11n;

/** A channel of spacecraft 1 in several chunks, joined. */
function joined(
  chunks: readonly ReturnType<ReturnType<typeof environment>["next"]>[],
  name: string,
): readonly number[] {
  return chunks.flatMap(({ groups }) => groups["1"].flatMap((group) => [...(group.channels[name] ?? [])]));
}

describe("the environment", () => {
  const sample = environment({ dt: DT, channels }, SEED).next(16 * 600);

  it("makes every channel that neither interferometers nor dynamics make, at its rate", () => {
    for (const sc of SPACECRAFT) {
      expect(sample.groups[sc].map(({ rate, count }) => [rate, count])).toEqual(
        expect.arrayContaining([
          [0.1, 60],
          [1, 600],
          [4, 2400],
        ]),
      );
    }
    const made = sample.groups["1"].flatMap((group) => Object.keys(group.channels));
    expect(made.length).toBe(406);
    const others = channels.filter(({ name, on }) => on && !made.includes(name)).map(({ name }) => name);
    const foreign =
      /^(sci|tmi|ref|mprs|semaphore|prds_code|tm_(x|y|z|theta|eta|phi|force|torque)|breathing|sc_|payload_reserve)/;
    expect(others.filter((name) => !foreign.test(name))).toEqual([]);
  });

  it("keeps within what the channels can tell", () => {
    for (const { channels: made } of sample.groups["1"]) {
      for (const [name, values] of Object.entries(made)) {
        const [low, high] = channelNamed(channels, name).range;
        expect(
          values.every((value) => value >= low && value <= high),
          name,
        ).toBe(true);
      }
    }
  });

  it("does not depend on chunks, and goes on where it was", () => {
    const options: EnvironmentOptions = {
      dt: DT,
      channels: channels.filter(({ name }) => /^(eh_temperature|radiation|fios_power_01|laser_left)/.test(name)),
      couplings: [{ channel: "1/eh_temperature_03", mosa: "12", coefficient: 1e-11 }],
    };
    const whole = environment(options, SEED).next(4000);
    const cut = environment(options, SEED);
    const first = [cut.next(1), cut.next(158), cut.next(2), cut.next(839)];
    const state = JSON.parse(JSON.stringify(cut.state()));
    const all = [...first, resumedEnvironment(options, SEED, state).next(3000)];
    for (const name of ["eh_temperature_03", "radiation_counts_02", "fios_power_01", "laser_left_voltage"]) {
      expect(joined(all, name), name).toEqual(joined([whole], name));
    }
    expect(all.flatMap(({ testMass }) => [...testMass["12"]])).toEqual([...whole.testMass["12"]]);
  });

  it("draws counts of Poisson's distribution", () => {
    const counting = channels.filter(({ name }) => name === "radiation_counts_05");
    const counts = joined([environment({ dt: DT, channels: counting }, SEED).next(160 * 4000)], "radiation_counts_05");
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    // 4000 counts of 32 give the mean to 0.3 % and the variance to 2.3 %.
    expect(mean / (120 * 0.72 ** 4)).toBeCloseTo(1, 1.5);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.1);
  });
});

describe("a planted coupling", () => {
  it("gives the test mass the acceleration that the channel's excess tells", () => {
    const coefficient = 2e-11;
    const options: EnvironmentOptions = {
      dt: DT,
      channels: channels.filter(({ name }) => name === "eh_temperature_03"),
      oscillations: { "1/eh_temperature_03": { amplitude: 0.05, period: 1000 } },
      couplings: [{ channel: "1/eh_temperature_03", mosa: "12", coefficient }],
    };
    const { testMass, groups } = environment(options, SEED).next(160 * 100);
    const read = groups["1"][0]!.channels.eh_temperature_03!;
    // Velocity gained between two samples of the channel, 160 of the streams apart; the first sample gives the constant.
    const gained = (k: number): number => testMass["12"][160 * (k + 1)]! - testMass["12"][160 * k]!;
    for (let k = 1; k < 99; k++) {
      const expected = coefficient * (read[k]! - read[0]!) * 10;
      // The sensor's own noise is 2.2 µK, with that of the first sample 3.2 µK.
      expect(Math.abs(gained(k) - gained(0) - expected)).toBeLessThan(coefficient * 10 * 6 * 3.2e-6);
    }
    expect(testMass["13"].every((velocity) => velocity === 0)).toBe(true);
  });

  it.each([
    [
      { couplings: [{ channel: "1/eh_temperatur_03", mosa: "12", coefficient: 1 }] },
      /no channel "1\/eh_temperatur_03"/,
    ],
    [{ couplings: [{ channel: "1/eh_temperature_03", mosa: "23", coefficient: 1 }] }, /one spacecraft/],
    [{ oscillations: { eh_temperature_03: { amplitude: 1, period: 1 } } }, /no channel "eh_temperature_03"/],
    [{ models: { eh_temperatures_03: { mean: 1 } } }, /nearest is "eh_temperature_03"/],
    [{ couplings: 5 }, /couplings is 5; it must be a list/],
    [{ couplings: [null] }, /a coupling is null; it must be an object with channel, mosa, coefficient/],
    [{ couplings: [{ channel: "1/eh_temperature_03", coefficient: 1 }] }, /test mass undefined/],
    [{ couplings: [{ channel: "1/eh_temperature_03", mosa: "12", coeficient: 1 }] }, /Did you mean "coefficient"/],
    [{ models: 5 }, /models is 5; it must be an object by channel/],
    [{ models: { eh_temperature_01: { leve: 1 } } }, /the model of eh_temperature_01 has no option "leve"/],
    [{ models: { eh_temperature_01: 5 } }, /the model of eh_temperature_01 is 5; it must be an object with mean/],
    [{ models: { eh_temperature_01: {} } }, /mean of the model of eh_temperature_01 is undefined/],
    [{ models: { eh_temperature_01: { mean: 1, white: -1 } } }, /white of .* is -1; .* at least 0/],
    [{ models: { eh_temperature_01: { mean: 1, hold: 1.5 } } }, /hold of .* is 1.5; it must be a whole number/],
    [{ models: { eh_temperature_01: { mean: 1, share: ["thermals", 1] } } }, /it can be of thermal, field_x/],
    [{ models: { eh_temperature_01: { mean: 1, isCount: "no" } } }, /isCount of .* is "no"/],
    [{ oscillations: 5 }, /oscillations is 5/],
    [
      { oscillations: { "1/eh_temperature_03": { amplitude: 1, period: 1, phse: 1 } } },
      /the oscillation of 1\/eh_temperature_03 has no option "phse"/,
    ],
    [{ oscillations: { "1/eh_temperature_03": { amplitude: 1, period: 0 } } }, /period of .* is 0 s; .* above 0/],
    [{ copulings: [] }, /Did you mean "couplings"/],
    [{ dt: 0.3 }, /no whole fraction/],
  ] as const)("is refused when it can't be: %j", (options, message) => {
    expect(() => environment({ dt: DT, channels, ...options } as EnvironmentOptions, SEED)).toThrow(message);
  });
});
