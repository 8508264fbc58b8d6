import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { responseConfiguration } from "../../src/io/responseconfig.js";

const BINARY = {
  type: "galacticBinary",
  frequency: 0.0031,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
};

const CONFIG = { t0: 900, dt: 12.5, duration: 5000, sources: [BINARY] };

describe("configurations of responses", () => {
  it("are sources and samples; dates count from 2035", () => {
    const sources = [
      { known: "HM Cnc", phase: 1, reference: "2035-01-02" },
      { type: "knownBinary", name: "ES Cet" },
    ];
    const { options, sources: made } = responseConfiguration({ ...CONFIG, t0: "2037-01-01", frame: "TPS", sources });
    expect(options).toEqual({ t0: instant("TCB", 731 * 86_400), dt: 12.5, duration: 5000, frame: "TPS" });
    expect(made.map(({ name }) => name)).toEqual(["HM Cnc", "ES Cet"]);
    expect(made[0]!.parameters).toMatchObject({ phase: 1, reference: 86_400, lambda: expect.closeTo(2.10205, 5) });
  });

  it.each([
    ["no sources", { ...CONFIG, sources: [] }, /it must be a list of sources/],
    ["a time that is none", { ...CONFIG, t0: "2037" }, /"2037" is no TCB: dates look like/],
    [
      "an unknown type",
      { ...CONFIG, sources: [{ ...BINARY, type: "galacticbinary" }] },
      /Did you mean "galacticBinary"/,
    ],
    ["a known binary that is none", { ...CONFIG, sources: [{ known: "HM Cne" }] }, /Did you mean "HM Cnc"\?/],
    [
      "a known binary's misspelt option",
      { ...CONFIG, sources: [{ known: "HM Cnc", phse: 1 }] },
      /the known binary HM Cnc has no option "phse". Did you mean "phase"/,
    ],
    [
      "a source without type",
      { ...CONFIG, sources: [{ knwon: "HM Cnc" }] },
      /a source without type has no option "knwon". Did you mean "known"/,
    ],
    [
      "a source that says nothing",
      { ...CONFIG, sources: [{}] },
      /A source is {}; it must be an object with a type and its options, or a known binary/,
    ],
    ["a source that is none", { ...CONFIG, sources: [3] }, /A source is 3; it must be an object/],
    [
      "a latitude beyond the pole",
      { ...CONFIG, sources: [{ ...BINARY, beta: 2 }] },
      /beta of a galactic binary is 2 rad/,
    ],
    ["a misspelt option", { ...CONFIG, sources: [{ ...BINARY, fDot: 1 }] }, /Did you mean "fdot"/],
    [
      "a seed that is none",
      { ...CONFIG, sources: [{ type: "stochasticPoint", seed: 1.5 }] },
      /seed is 1.5; it must be a whole/,
    ],
    ["no dates", { ...CONFIG, t0: undefined }, /t0 is undefined; it must be seconds of TCB, or a date/],
    ["a time of nothing", { ...CONFIG, duration: 0 }, /duration of the configuration is 0 s/],
  ])("are refused with %s", (_, config, message) => {
    expect(() => responseConfiguration(config)).toThrow(message);
  });
});
