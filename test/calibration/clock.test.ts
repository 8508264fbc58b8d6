import { describe, expect, it } from "vitest";
import { clockNoiseIn } from "../../src/calibration/clock.js";
import { adjacentOf, isLeft, MOSAS, type Mosa, type PerMosa, perMosa } from "../../src/core/mosa.js";
import { power, responseOf } from "../../src/noise/response.js";
import { combinationOf } from "../../src/tdi/catalogue.js";
import { Combination } from "../../src/tdi/combination.js";
import type { TdiVariable } from "../../src/tdi/variable.js";

const MODULATION: PerMosa<number> = perMosa((mosa) => (isLeft(mosa) ? 2.4e9 : 2.401e9));
const DELAYS: PerMosa<number> = { "12": 8.1, "23": 8.4, "31": 7.9, "13": 7.95, "32": 8.45, "21": 8.15 };

/** Frequencies of six lasers, and the beatnotes they make when nothing moves. */
const LASERS: PerMosa<number> = { "12": 0, "23": 11e6, "31": 7.5e6, "13": 16e6, "32": -12e6, "21": -7e6 };
function beatnote(name: string): number {
  const [readout, mosa] = name.split("_") as [string, Mosa];
  const other = readout === "sci" ? (`${mosa[1]}${mosa[0]}` as Mosa) : adjacentOf(mosa);
  return LASERS[other] - LASERS[mosa];
}

/** η's clock noise: each beatnote stamped by its spacecraft's clock gains −b q (the calculation of calibration/clock.ts). */
function clocksInEta(name: string): Combination {
  const mosa = name.slice(-2) as Mosa;
  const [i, j] = mosa;
  if (!isLeft(mosa)) {
    return Combination.of({ [`q_${i}`]: "1" }).scaled(-beatnote(`sci_${mosa}`) - beatnote(`ref_${adjacentOf(mosa)}`));
  }
  const third = adjacentOf(mosa)[1];
  return Combination.of({ [`q_${i}`]: "1" })
    .scaled(-beatnote(`sci_${mosa}`))
    .plus(Combination.of({ [`q_${j}`]: mosa }).scaled(beatnote(`ref_${j}${third}`)));
}

/** What the sidebands measure: "sci_12*sb_12" is b (f₂₁ (D q₂ + D M₂₁) − f₁₂ (q₁ + M₁₂) …)/f₂₁, with modulation noise M of the right-hand MOSAs. */
function measuredClocks(name: string): Combination {
  const [weight, clock] = name.split("*") as [string, string];
  const [kind, index] = clock.split("_") as [string, string];
  if (kind === "dm") return Combination.of({ [`m_${index}`]: "1" }).scaled(beatnote(weight));
  const received = MODULATION[`${index[1]}${index[0]}` as Mosa];
  const clocks = Combination.of({ [`q_${index[1]}`]: index }).minus(Combination.of({ [`q_${index[0]}`]: "1" }));
  const modulation = isLeft(index as Mosa)
    ? Combination.of({ [`m_${index[1]}`]: index }).scaled(-1 / received)
    : Combination.of({ [`m_${index[0]}`]: "1" }).scaled(1 / received);
  return clocks.plus(modulation).scaled(beatnote(weight));
}

/** The largest response to any clock or modulation, in Hz per unit. */
function response(combination: Combination, frequency: number): number {
  return Math.max(
    0,
    ...combination.measurements().map((name) => Math.sqrt(power(responseOf(combination.on(name), DELAYS)(frequency)))),
  );
}

describe("the clock noise in a variable", () => {
  it.each(["X1", "X2", "Y2", "Z2", "A2", "T2", "alpha1", "alpha2", "gamma2"] as TdiVariable[])(
    "%s is just what the sidebands measure of it",
    (variable) => {
      const inVariable = combinationOf(variable).in(clocksInEta);
      const measured = clockNoiseIn(variable, MODULATION).in(measuredClocks);
      for (const frequency of [1e-3, 0.01, 0.07]) {
        const before = response(inVariable, frequency);
        expect(before).toBeGreaterThan(1);
        expect(response(inVariable.minus(measured), frequency)).toBeLessThan(1e-8 * before);
      }
    },
  );

  it("rotates with the variable", () => {
    const equal = perMosa(() => 2.4e9);
    const rotate = (name: string): string => name.replace(/[123]/g, (index) => String((Number(index) % 3) + 1));
    const [x, y] = [clockNoiseIn("X2", equal), clockNoiseIn("Y2", equal)];
    expect(x.measurements().map(rotate).sort()).toEqual([...y.measurements()].sort());
    for (const name of x.measurements())
      expect(
        x
          .on(name)
          .rotated()
          .minus(y.on(rotate(name)))
          .isZero(),
      ).toBe(true);
  });

  it.each(["zeta1", ...MOSAS.map((mosa) => `eta_${mosa}`), "xi_12"] as TdiVariable[])(
    "can't be had for %s",
    (variable) => {
      expect(() => clockNoiseIn(variable, MODULATION)).toThrow(/can't remove the clock noise/);
    },
  );
});
