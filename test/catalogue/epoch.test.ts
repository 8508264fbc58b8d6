import { expect, it } from "vitest";
import { atEpoch } from "../../src/catalogue/epoch.js";
import { type CatalogueSource, parameterIn } from "../../src/catalogue/source.js";
import { exact, release } from "./made.js";

/** Cycles counted by numbers of 16 digits. */
const ROUNDING = 1e-5;
const YEAR = 31_557_600;

const source: CatalogueSource = {
  ...exact("GB-1", { frequency: 3e-3, fdot: 4e-16, fddot: 2e-28, phase: 1.2, lambda: 1, beta: 0.1 }),
  samples: { frequency: Float64Array.of(3e-3, 3.1e-3), phase: Float64Array.of(1.2, 0.3) },
};
const merger: CatalogueSource = { ...exact("M", { time: 5e6, phase: 0.4 }), class: "massive-binary" };

/** The phase of the wave at a time after an epoch. */
function phaseAt(time: number, of: (name: string) => number): number {
  const [f, fdot, fddot] = [of("frequency"), of("fdot"), of("fddot")];
  return 2 * Math.PI * time * (f + (fdot * time) / 2 + (fddot * time * time) / 6) - of("phase");
}

it("the wave is the same at the same time", () => {
  const [moved] = atEpoch(release("W1", "", [source]), YEAR).sources;
  for (const time of [0, 1e6, 2 * YEAR]) {
    const before = phaseAt(time + YEAR, (name) => parameterIn(source, name).value);
    const after = phaseAt(time, (name) => parameterIn(moved!, name).value);
    expect(Math.abs(Math.sin((before - after) / 2))).toBeLessThan(ROUNDING);
  }
  const sample = (n: number) => (name: string) => moved!.samples[name]?.[n] ?? parameterIn(moved!, name).value;
  const known = (name: string) => ({ frequency: 3.1e-3, phase: 0.3, fdot: 4e-16, fddot: 2e-28 })[name] as number;
  expect(Math.abs(Math.sin((phaseAt(YEAR + 5, known) - phaseAt(5, sample(1))) / 2))).toBeLessThan(ROUNDING);
});

it("mergers are earlier after it, and back is back", () => {
  const there = atEpoch(release("W1", "", [source, merger]), 1e6);
  expect(there.epoch).toBe(1e6);
  expect(parameterIn(there.sources[1]!, "time").value).toBe(4e6);
  expect(parameterIn(there.sources[1]!, "phase").value).toBe(0.4);
  const back = atEpoch(there, 0).sources[0]!;
  expect(parameterIn(back, "frequency").value).toBeCloseTo(3e-3, 18);
  const turn = (parameterIn(back, "phase").value - 1.2) / (2 * Math.PI);
  expect(Math.abs(turn - Math.round(turn))).toBeLessThan(ROUNDING);
  expect(atEpoch(there, 1e6)).toBe(there);
  expect(() => atEpoch(there, Number.NaN)).toThrow(/time \(s of TCB\)/);
});
