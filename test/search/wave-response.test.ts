import { expect, it } from "vitest";
import { SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { instant, later } from "../../src/core/instant.js";
import { MOSAS, perMosa } from "../../src/core/mosa.js";
import { psd } from "../../src/math/welch.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { linkResponse } from "../../src/response/links.js";
import { waveResponse } from "../../src/search/wave-response.js";
import { combinationOf } from "../../src/tdi/catalogue.js";
import { delayField, evaluate } from "../../src/tdi/evaluation.js";
import { isotropicBackground } from "../../src/waveforms/stochastic.js";

const LIGHT = 2.5e9 / SPEED_OF_LIGHT.value;
/** Of the long-wave limit at 0.1 mHz, where x² is 3e-5. */
const LONG_WAVES = 3e-5;

it("is 9/20 · 16 x² sin²x for long waves in A and E, nothing in T, and 4 sin²2x more in the second generation", () => {
  const [first, second] = [waveResponse(), waveResponse({ generation: 2 })];
  const f = 1e-4;
  const x = 2 * Math.PI * f * LIGHT;
  const { A, E, T } = first(f);
  expect(Math.abs(A / (7.2 * (x * Math.sin(x)) ** 2) - 1)).toBeLessThan(LONG_WAVES);
  expect(E).toBe(A);
  expect(T / A).toBeLessThan(1e-15);
  for (const frequency of [1e-3, 1e-2, 2e-2]) {
    const factor = 4 * Math.sin(4 * Math.PI * frequency * LIGHT) ** 2;
    expect(second(frequency).A / first(frequency).A / factor).toBeCloseTo(1, 9);
    expect(second(frequency).T / first(frequency).T / factor).toBeCloseTo(1, 6);
  }
});

it("knows unequal arms, and refuses what is no arm", () => {
  const delays = perMosa((mosa) => ({ 12: 8.3, 21: 8.3, 23: 8.35, 32: 8.35, 31: 8.28, 13: 8.28 })[mosa]);
  const [{ A, E }, equal] = [waveResponse({ delays })(3e-3), waveResponse()(3e-3)];
  expect(A).not.toBe(E);
  expect(Math.abs((A + E) / (equal.A + equal.E) - 1)).toBeLessThan(0.03);
  expect(() => waveResponse({ generation: 3 as 2 })).toThrow(/1.5 or 2/);
  expect(() => waveResponse({ armLength: -1 })).toThrow(/must be positive/);
});

it("is what the links, and the combinations of them, have of a background in time", () => {
  const [dt, count, from] = [7, 14_000, instant("TCB", 0)];
  const [lowest, highest] = [3e-3, 4e-2];
  const background = isotropicBackground({ seed: 3n, spectrum: () => 1, lowest, highest, nside: 2 });
  const orbits = equalArm().table({ t0: later(from, -20_000), dt: 5000, length: 100 });
  const links = linkResponse([background], orbits, { frame: "TCB" }).at(from, dt, count);
  const field = delayField(
    perMosa(() => new Float64Array(count).fill(LIGHT)),
    dt,
  );
  const measurements = Object.fromEntries(MOSAS.map((mosa) => [`eta_${mosa}`, links[mosa]]));
  const expected = waveResponse();
  for (const [channel, low, high] of [
    ["A", 4e-3, 3e-2],
    ["E", 4e-3, 3e-2],
    ["T", 2e-2, 3e-2],
  ] as const) {
    const series = evaluate(combinationOf(`${channel}1`), measurements, field).subarray(200);
    const { df, dof, values } = psd({ t0: from, dt, values: series.slice(), unit: "" }, { segment: 7000 });
    let [sum, bins] = [0, 0];
    for (let k = Math.ceil(low / df); k * df < high; k++, bins++) sum += values[k]! / expected(k * df)[channel];
    // Neighbouring bins of Hann's window share some; the sky of 48 directions is good to a hundredth.
    const error = Math.sqrt((2 * 1.5) / (bins * dof));
    expect(Math.abs(sum / bins - 1)).toBeLessThan(4 * error + 0.02);
  }
});
