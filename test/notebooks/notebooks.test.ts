import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Executed, executes, read } from "./running.js";

/** These take longer, and are executed by test/long. */
const LONG = ["05-massive-black-holes", "07-global-fit"];

const EXECUTED: readonly Executed[] = [
  {
    name: "01-first-light",
    figures: 6,
    cells: 10,
    // The sensitivity over its requirement at 3 and 10 mHz, and HM Cnc's height above the curve.
    code: `[3e-3, 1e-2].map((f) => reached(f) / Math.sqrt(noise.requiredSensitivity(f)))
      .concat((hmCnc.amplitude * Math.sqrt(year)) / reached(hmCnc.frequency))`,
    holds: ([low, high, height]) => {
      expect(low).toBeGreaterThan(0.3);
      expect(low).toBeLessThan(2);
      expect(high).toBeGreaterThan(0.3);
      expect(high).toBeLessThan(2);
      expect(height).toBeGreaterThan(10);
      expect(height).toBeLessThan(100);
    },
  },
  {
    name: "02-what-tdi-does",
    figures: 6,
    cells: 9,
    // How far the ways of each generation differ at most, and by how much raw delays are worse at 1-3 mHz.
    code: `(["Michelson", "X1", "X2"] as const).map((name) => Math.max(...times.map((time) => Math.abs(mismatch(name, time)))))
      .concat(spectrumOf(fromRaw.series.Y2, fromRaw.valid).values[4] / y2.values[4])`,
    holds: ([michelson, first, second, raw]) => {
      expect(michelson).toBeGreaterThan(1e-4);
      expect(first).toBeGreaterThan(1e-12);
      expect(first).toBeLessThan(1e-4 * michelson!);
      expect(second).toBeLessThan(1e-13);
      expect(10 * Math.log10(raw!)).toBeGreaterThan(15);
    },
  },
  {
    name: "03-design-a-lisa",
    figures: 8,
    cells: 13,
    // Longer arms against LISA's at 1 and 50 mHz; laser noise left in X1 and X2 over all others at 1 mHz; what is heard.
    code: `[1e-3, 5e-2].map((f) => Math.sqrt(yours.strain(f) / lisa.strain(f)))
      .concat((["X1", "X2"] as const).map((name) =>
        Math.sqrt((tdi.residualPower(name, delays, 86_400)(1e-3) * noise.laserNoise(1e-3, 30)) / others[name](1e-3)),
      ))
      .concat(binarySnr(lisa, hmCnc), inspiralSnr(lisa))`,
    holds: ([low, high, first, second, binary, holes]) => {
      // Twice the arm is half the strain while waves are long; no more than that when they are not.
      expect(low).toBeCloseTo(0.5, 2);
      expect(high).toBeGreaterThan(0.6);
      expect(first).toBeGreaterThan(0.3);
      expect(first).toBeLessThan(3);
      expect(second).toBeLessThan(1e-4);
      expect(binary).toBeGreaterThan(50);
      expect(holes).toBeGreaterThan(100);
    },
  },
  {
    name: "04-galactic-binaries",
    figures: 8,
    cells: 12,
    // What was found, and how far off at most (bins); the posterior's truths; distances; the scale over its error.
    code: `[
        found.binaries.length,
        Math.max(...found.binaries.map(({ binary }, n) => Math.abs(binary.frequency - nearest[n].frequency) * days(91))),
        posterior.rHat,
        located.length,
        Math.abs(scale.factor.value - 1.03) / scale.factor.sigma,
        scale.factor.sigma,
      ]`,
    holds: ([count, off, rHat, placed, away, sigma]) => {
      expect(count).toBeGreaterThanOrEqual(15);
      expect(off).toBeLessThan(1);
      expect(rHat).toBeLessThan(1.2);
      expect(placed).toBeGreaterThan(60);
      expect(away).toBeLessThan(3);
      expect(sigma).toBeLessThan(0.05);
    },
  },
  {
    name: "06-emri-and-others",
    figures: 7,
    cells: 9,
    // Signal to noise of the EMRI and of the bursts; T over E of a burst; how far the pair has moved (mHz); both backgrounds.
    code: `[
        inference.optimalSnr(signal, density),
        ...heard.map(({ snr }) => snr),
        Math.max(...sine.T) / Math.max(...sine.E),
        loudest[5] - loudest[0],
        ratio(flat),
        ratio(peak),
      ]`,
    holds: ([emri, cusp, kink, sine, silent, moved, flat, peak]) => {
      expect(emri).toBeGreaterThan(30);
      for (const snr of [cusp, kink, sine]) expect(snr).toBeGreaterThan(8);
      expect(silent).toBeLessThan(0.02);
      expect(moved).toBeGreaterThan(1);
      expect(flat).toBeGreaterThan(10);
      expect(peak).toBeGreaterThan(flat!);
    },
  },
  {
    name: "08-simulate-a-lisa",
    figures: 5,
    cells: 9,
    // A at 8 to 20 mHz over its model, with noise as usual and with spacecraft under control; the binary's line; the jump (m/s).
    code: `[l1.A, steeredL1.A].map((series) => {
        const { df, values } = psd(series, { segment: 900, detrend: "none" });
        const bins = Array.from({ length: 11 }, (_, k) => k + 8);
        const sum = (of: (bin: number) => number) => bins.reduce((total, bin) => total + of(bin), 0);
        return sum((bin) => values[bin]) / sum((bin) => noise.tdi("A", { level: "lisainstrument" })(bin * df));
      }).concat(
        Math.max(...quietSpectrum.values.slice(18, 22)) / (parts.testmass(6.22e-3) + parts.oms_sci(6.22e-3)),
        0.5 * wavelength * (Math.max(...around) - Math.min(...around)),
      )`,
    holds: ([usual, steered, line, jump]) => {
      // Eleven bins of 23 and of 7 segments: 6 % and 11 %; four times that.
      expect(Math.abs(usual! - 1)).toBeLessThan(0.3);
      expect(Math.abs(steered! - 1)).toBeLessThan(0.5);
      expect(line).toBeGreaterThan(30);
      // 20 µN s on two tonnes, seen at 30 degrees, and the thrusters' answer, which overshoots.
      expect(jump).toBeGreaterThan(0.8e-8);
      expect(jump).toBeLessThan(2e-8);
    },
  },
];

describe.each([
  ...[...EXECUTED.map(({ name }) => name), ...LONG].map((name) => `notebooks/${name}`),
  "runbooks/daily-ops",
])("%s", (name) => {
  const { cells, ...notebook } = read(`${name}.ipynb`);

  test("is committed without outputs, with ids that stay, for a kernel of ours", () => {
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    expect(notebook.metadata.kernelspec.name).toMatch(/^lisalab-(development|operations)$/);
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    expect(code.flatMap(({ outputs }) => outputs)).toEqual([]);
    expect(code.every(({ execution_count }) => execution_count === null)).toBe(true);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(cells.map(({ id }) => id).join(" ")).toMatch(/^[a-z0-9- ]+$/);
  });
});

test("every notebook is among those that are executed", () => {
  const found = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));
  expect(found).toEqual([...EXECUTED.map(({ name }) => name), ...LONG].sort().map((name) => `${name}.ipynb`));
});

for (const notebook of EXECUTED) executes(notebook);
