import { expect, it } from "vitest";
import { years } from "../../src/core/units.js";
import { noiseDensity } from "../../src/inference/density.js";
import { complexArray } from "../../src/math/complex.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { galacticBinaryResponse } from "../../src/response/galactic.js";
import { forecaster } from "../../src/science/forecast.js";
import { amplitudeCalibration, measuredAmplitude, standardBinaries } from "../../src/science/standards.js";
import { mockNoise } from "../../src/search/mock.js";
import { observation } from "../../src/search/observation.js";
import { addSignal } from "../../src/search/templates.js";

const duration = years(0.5);
const response = galacticBinaryResponse({ duration, samples: 256 });
const [hmCnc] = standardBinaries();
const louder = { ...hmCnc!, amplitude: 2 * hmCnc!.amplitude, phase: 1, polarization: 0.4 };

it("HM Cnc is there, with the amplitude of its masses and distance", () => {
  expect(hmCnc).toMatchObject({ name: "HM Cnc", frequency: 6.22e-3 });
  expect(hmCnc!.amplitude).toBeGreaterThan(5e-23);
  expect(hmCnc!.amplitude).toBeLessThan(8e-23);
});

it("an amplitude is measured within its error, most of which is the inclination's when that is badly known", () => {
  const { data, noise } = mockNoise(observation({ duration, bins: 256 }), 6.3e-3, 4n);
  addSignal(data, response.signal(louder), 1);
  const measured = (sigma: number) =>
    measuredAmplitude(hmCnc!, { value: hmCnc!.inclination, sigma }, { data, noise, response, seed: 1n });
  const [well, badly] = [measured(0.01), measured(0.2)];
  expect(Math.abs(well.value - louder.amplitude)).toBeLessThan(4 * well.sigma);
  expect(well.sigma / well.value).toBeLessThan(0.03);
  expect(badly.sigma).toBeGreaterThan(1.5 * well.sigma);
});

it("without the binary there is no amplitude", () => {
  const { data, noise } = mockNoise(observation({ duration, bins: 256 }), 6.3e-3, 4n);
  const from = { data, noise, response, seed: 1n };
  expect(() => measuredAmplitude(hmCnc!, { value: 0.6, sigma: 0.1 }, from)).toThrow("2F");
});

it("the factor is the weighted mean, its error what the weights say", () => {
  const check = (name: string, value: number, sigma: number) => ({
    name,
    measured: { value, sigma: 1e-6 },
    expected: { value: 1, sigma },
  });
  const same = amplitudeCalibration([check("a", 1.1, 0.1), check("b", 1.1, 0.1), check("c", 1.1, 0.05)]);
  expect(same.factor.value).toBeCloseTo(1.1, 9);
  expect(same.factor.sigma).toBeCloseTo(1.1 / Math.sqrt(100 + 100 + 400), 4);
  expect(same.probability).toBeCloseTo(1, 6);
  const apart = amplitudeCalibration([check("a", 1, 0.01), check("b", 1.2, 0.01)]);
  expect(apart.probability).toBeLessThan(1e-6);
  expect(() => amplitudeCalibration([])).toThrow("there is none");
});

it("forecasts are what the data say: amplitude and signal to noise", () => {
  const level = equalArms({ level: "Sangria" });
  const told = forecaster({ duration, noise: level })(louder);
  const signal = response.signal(louder);
  const density = noiseDensity(level, { df: signal.df, first: signal.first, count: 256 });
  const flat = { ...signal, T: complexArray(256) };
  expect(density.A.length).toBe(flat.A.re.length);
  // 32 bins or more have all but a thousandth.
  expect(told.snr).toBeGreaterThan(50);
  // The error of a frequency alone is √6/(π ρ T); with drift and place it is some times as much.
  const alone = Math.sqrt(6) / (Math.PI * told.snr * duration);
  expect(told.frequency / alone).toBeGreaterThan(1);
  expect(told.frequency / alone).toBeLessThan(10);
  expect(told.sky).toBeGreaterThan(0);
  expect(told.distance).toBeGreaterThan(told.amplitude);
});
