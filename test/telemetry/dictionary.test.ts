import { describe, expect, it, test } from "vitest";
import { MOSAS } from "../../src/core/mosa.js";
import {
  CONFIGURATIONS,
  type Configuration,
  channelNamed,
  channelOf,
  dictionary,
  mosaOf,
  splitChannel,
} from "../../src/telemetry/dictionary.js";

/** The mission's budget of one spacecraft, as it is stated: channels × Hz × bits, or bit/s. */
const STATED: Readonly<Record<string, readonly [channels: number, rate: number, bits: number] | number>> = {
  "inter-S/C IFO": [2, 3, 64],
  "test-mass IFO": [2, 3, 64],
  "reference IFO": [2, 3, 64],
  "clock sidebands": [4, 3, 64],
  "frequency reference error point": [1, 3, 32],
  "frequency reference feedback": [2, 3, 32],
  "sideband monitoring": [1, 3, 32],
  "IFO angular: SC eta, phi": [4, 3, 32],
  "IFO angular: TM eta, phi": [4, 3, 32],
  "ancillary: time semaphores": [4, 3, 64],
  "ancillary: PRDS metrology": [4, 3, 32],
  "GRS: TM x, y, z": [6, 1, 32],
  "GRS: TM theta, eta, phi": [6, 1, 32],
  "DFACS: breathing actuator": [2, 1, 32],
  "DFACS: TM torques": [12, 1, 24],
  "DFACS: TM forces": [12, 1, 24],
  "DFACS: SC torques": [3, 1, 24],
  "DFACS: SC forces": [3, 1, 24],
  "thermometers: EH": [16, 0.1, 32],
  "thermometers: OB": [20, 0.1, 32],
  "thermometers: telescope interface": [10, 0.1, 32],
  magnetometers: [12, 0.1, 32],
  "radiation monitor": 30,
  "FIOS powers": [6, 3, 32],
  "RIN monitoring": [8, 3, 32],
  "payload housekeeping": 1000,
  reserve: 32.4,
  "platform housekeeping": 4000,
};
/** Rows that the budget counts 0 times: Hz × bits of each of their channels. */
const NOT_COUNTED: Readonly<Record<string, readonly [rate: number, bits: number]>> = {
  "TM y IFO": [3, 64],
  "TM theta from the y IFO": [3, 32],
  "optical monitoring and truss": [3, 32],
  "breathing error point": [1, 32],
  "pressure sensor": [0.1, 32],
  "body microphones": [3, 32],
  "CGAS tanks": [3, 32],
  "breathing mechanism": [3, 32],
};
/** Sums of tenths in binary. */
const ROUNDING = 1e-9;

function rateOf(configuration: Configuration, rows: (row: string) => boolean): number {
  const sent = dictionary(configuration).channels.filter(({ on, row }) => on && rows(row));
  return sent.reduce((sum, { bits, rate }) => sum + bits * rate, 0);
}

describe("the dictionary in the budget's configuration", () => {
  test.each(Object.entries(STATED))("has the row %s as it is stated", (row, stated) => {
    const channels = dictionary("budget").channels.filter((channel) => channel.row === row);
    const expected = typeof stated === "number" ? stated : stated[0] * stated[1] * stated[2];
    expect(rateOf("budget", (name) => name === row)).toBeCloseTo(expected, 9);
    if (typeof stated === "number") return;
    expect(channels).toHaveLength(stated[0]);
    for (const channel of channels) expect(channel).toMatchObject({ rate: stated[1], bits: stated[2], on: true });
  });

  it("adds up to the totals that are stated", () => {
    const payload = (row: string): boolean => row !== "platform housekeeping";
    const rows = rateOf("budget", (row) => payload(row) && row !== "reserve");
    expect(Math.abs(rows - 7951.6)).toBeLessThan(ROUNDING);
    expect(Math.abs(rateOf("budget", payload) - 7984)).toBeLessThan(ROUNDING);
    expect(Math.abs(rateOf("budget", () => true) - 11_984)).toBeLessThan(ROUNDING);
  });

  it("has what the budget counts 0 times, switched off", () => {
    const { channels } = dictionary("budget");
    for (const [row, [rate, bits]] of Object.entries(NOT_COUNTED)) {
      const found = channels.filter((channel) => channel.row === row);
      expect(found.length, row).toBeGreaterThan(0);
      for (const channel of found) expect(channel).toMatchObject({ rate, bits, on: false });
    }
  });

  it("sends what is switched on, and says that it is another dictionary", () => {
    const usual = dictionary("budget");
    const more = dictionary("budget", { switchedOn: ["cgas_tank_01"], switchedOff: ["memory_fill"] });
    expect(channelNamed(more.channels, "cgas_tank_01").on).toBe(true);
    expect(more.applications.flatMap(({ channels }) => channels.map(({ name }) => name))).not.toContain("memory_fill");
    expect(more.identification).not.toBe(usual.identification);
    expect(dictionary("budget").identification).toBe(usual.identification);
  });
});

describe("every configuration", () => {
  test.each(CONFIGURATIONS)("%s has unique names, and packets of whole bytes, about a kilobyte", (configuration) => {
    const { channels, applications } = dictionary(configuration);
    expect(new Set(channels.map(({ name }) => name)).size).toBe(channels.length);
    for (const { channels: own, rate, epochs, epochBits, period } of applications) {
      expect(own.every((channel) => channel.rate === rate)).toBe(true);
      expect(epochs).toBeCloseTo(rate * period, 9);
      expect((epochs * epochBits) % 8).toBe(0);
      expect((epochs * epochBits) / 8).toBeLessThan(2048);
      expect(600 % period).toBe(0);
    }
  });

  it("knows our 4 Hz streams, the test-mass sidebands among them", () => {
    const { channels } = dictionary("4Hz");
    const streams = ["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers", "tmi_usbs", "mprs"];
    for (const stream of [...streams, "sci_dws_etas", "sci_dws_phis"]) {
      for (const mosa of MOSAS) {
        const { spacecraft, channel } = splitChannel(channelOf(stream, mosa));
        expect(channelNamed(channels, channel)).toMatchObject({ rate: 4, on: true });
        expect(mosaOf(spacecraft, channel)).toEqual({ stream, mosa });
      }
    }
    expect(mosaOf("1", "memory_fill")).toBeUndefined();
  });

  it("names what it does not know, with the nearest", () => {
    expect(() => channelNamed(dictionary("budget").channels, "eh_temprature_03")).toThrow(
      /no channel "eh_temprature_03" .* nearest is "eh_temperature_03"/,
    );
    expect(() => dictionary("5Hz" as Configuration)).toThrow(/no configuration "5Hz" .* budget, 4Hz/);
    expect(() => dictionary("budget", { switchedOn: ["presure"] })).toThrow(/nearest is "pressure"/);
    expect(() => splitChannel("eh_temperature_03")).toThrow(/write spacecraft, slash and channel/);
  });
});
