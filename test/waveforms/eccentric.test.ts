import { describe, expect, it } from "vitest";
import { harmonicPower, harmonicsRoom, highestHarmonic, orbitHarmonics } from "../../src/waveforms/eccentric.js";

/** 200 harmonics hold all but this of the power at e = 0.8. */
const LEFT_OUT = 1e-12;

describe("harmonics of a Kepler orbit", () => {
  it.each([0, 0.1, 0.5, 0.8])("have together the power of P. C. Peters' closed form at e = %s", (e) => {
    let sum = 0;
    for (let n = 1; n <= 200; n++) sum += harmonicPower(n, e);
    const wanted = (1 + (73 / 24) * e ** 2 + (37 / 96) * e ** 4) / (1 - e * e) ** 3.5;
    expect(Math.abs(sum / wanted - 1)).toBeLessThan(LEFT_OUT);
  });

  it("are one for a circle: a_2 = b_2 = −2", () => {
    const { a, b, c } = orbitHarmonics(0, 1, harmonicsRoom(5));
    expect([...a]).toEqual([0, -0, -2, -0, -0, -0].map((value) => expect.closeTo(value, 15)));
    expect([...b]).toEqual([0, -0, -2, -0, -0, -0].map((value) => expect.closeTo(value, 15)));
    expect([...c].every((value) => value === 0)).toBe(true);
  });

  it("are more the more eccentric the orbit is", () => {
    expect(highestHarmonic(0, 50, 1e-3)).toBe(2);
    expect(highestHarmonic(0.3, 50, 1e-3)).toBeGreaterThan(5);
    expect(highestHarmonic(0.7, 50, 1e-3)).toBeGreaterThan(highestHarmonic(0.3, 50, 1e-3));
  });
});
