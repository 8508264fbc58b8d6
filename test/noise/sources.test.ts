import { describe, expect, it } from "vitest";
import {
  angularJitterNoise,
  clockNoise,
  displacementNoise,
  laserNoise,
  modulationNoise,
  rangingNoise,
  testMassNoise,
  wavefrontSensingNoise,
  whiteDisplacementNoise,
} from "../../src/noise/sources.js";

const TAU = 2 * Math.PI;
const NU_OVER_C = 2.816e14 / 299_792_458;

describe("noise sources", () => {
  it.each([
    ["laser at its knee: twice white", laserNoise(2e-3, 30), 2 * 900],
    ["laser far above", laserNoise(1, 30), 900 * (1 + 16e-12)],
    ["displacement at its knee", displacementNoise(2e-3, 1e-12), 2 * (TAU * 2e-3 * 1e-12 * NU_OVER_C) ** 2],
    ["white displacement", whiteDisplacementNoise(0.1, 1e-9), (TAU * 0.1 * 1e-9 * NU_OVER_C) ** 2],
    [
      "test mass at its lower knee",
      testMassNoise(4e-4, 3e-15),
      2 * ((3e-15 * NU_OVER_C) / (TAU * 4e-4)) ** 2 * (1 + 0.05 ** 4),
    ],
    [
      "test mass at its upper knee",
      testMassNoise(8e-3, 3e-15),
      2 * ((3e-15 * NU_OVER_C) / (TAU * 8e-3)) ** 2 * (1 + 0.05 ** 2),
    ],
    ["clock", clockNoise(0.01, 6.32e-14), 3.99424e-25],
    ["modulation", modulationNoise(8e-3, 5.2e-14), 5.2e-14 ** 2 * 0.04],
    ["ranging", rangingNoise(0.1, 3e-9), 9e-18],
    ["angular jitter at its knee: twice", angularJitterNoise(8e-4, 5e-9), 2 * (TAU * 5e-9 * 8e-4) ** 2],
    ["wavefront sensing", wavefrontSensingNoise(0.1, 2e-10), (TAU * 0.1 * 2e-10) ** 2],
  ])("%s", (_, value, expected) => {
    expect(value / expected).toBeCloseTo(1, 12);
  });
});
