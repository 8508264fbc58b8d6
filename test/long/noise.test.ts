import { expect, it } from "vitest";
import { shapedNoise } from "../../src/noise/series.js";
import { bandRatios } from "../noise/bands.js";
import { MODELS } from "../noise/models.js";

/** A year at 16 Hz. */
const COUNT = 2 ** 29;
/** What is promised of every noise, from its lowest frequency to near Nyquist. */
const PROMISED = 0.03;
const LOWEST = 5e-5;
const SIGMAS = 4;
/** Bands known so well tell the filter's own error. */
const SHARP = 0.01;

it.each(Object.keys(MODELS))("%s keeps its model's density over a year", (name) => {
  const model = MODELS[name]!;
  const generator = shapedNoise({ model, dt: 1 / 16 }, 1n, name);
  const bands = bandRatios(generator, model, 1 / 16, COUNT).filter(({ frequency }) => frequency >= LOWEST);
  expect(Math.min(...bands.map(({ frequency }) => frequency))).toBeLessThan(2 * LOWEST);
  const sharp = bands.filter(({ deviation }) => deviation < SHARP);
  const worst = Math.max(...sharp.map(({ ratio }) => Math.abs(ratio - 1)));
  console.info(
    `${name}: within ${(100 * worst).toFixed(2)} % from ${sharp.at(-1)!.frequency.toExponential(1)} Hz to near Nyquist`,
  );
  for (const { frequency, ratio, deviation } of bands) {
    // Where chance alone is less than the promise by far, the promise counts; else as much of chance as a sound noise has.
    const allowed = Math.max(PROMISED, 0.0125 + SIGMAS * deviation);
    expect(Math.abs(ratio - 1), `at ${frequency} Hz, ±${deviation}`).toBeLessThan(allowed);
  }
});
