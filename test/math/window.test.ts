import { expect, test } from "vitest";
import { equivalentNoiseBandwidth, type WindowName, windowOf } from "../../src/math/window.js";
import { expectClose, reference } from "./series.js";

const NAMES: Record<keyof typeof reference.windows, WindowName> = {
  hann: "hann",
  hamming: "hamming",
  blackman: "blackman",
  blackmanharris: "blackmanharris",
  nuttall4: "nuttall4",
  flattop: "flattop",
  kaiser: { kaiser: 8.6 },
  tukey: { tukey: 0.4 },
};

/** Sums of five cosines round to a few units in the last place of 1. */
const ROUNDING = 1e-15;

test.each(Object.entries(NAMES))("%s is scipy's", (name, window) => {
  expectClose(windowOf(window, 16), reference.windows[name as keyof typeof NAMES], ROUNDING);
});

test("symmetric windows read the same from both ends", () => {
  for (const window of Object.values(NAMES)) {
    const values = windowOf(window, 33, "symmetric");
    expectClose(values.slice().reverse(), values, ROUNDING);
    expect(values[16]).toBeCloseTo(1, 8);
  }
});

test("noise bandwidths are those of the literature", () => {
  // G. Heinzel et al. (2002), table of windows: Hann 1.5, Nuttall4b-like minimal 4-term 1.9761, rectangular 1.
  expect(equivalentNoiseBandwidth(windowOf("rectangular", 100))).toBe(1);
  expect(equivalentNoiseBandwidth(windowOf("hann", 100))).toBeCloseTo(1.5, 12);
  expect(equivalentNoiseBandwidth(windowOf("nuttall4", 100))).toBeCloseTo(1.9761, 4);
});

test("a window of one sample is 1", () => {
  expect([...windowOf("hann", 1)]).toEqual([1]);
});

test("says what is wrong", () => {
  expect(() => windowOf("hann", 0)).toThrow(/1 sample or more/);
  expect(() => windowOf("hanning" as "hann", 8)).toThrow(/no window "hanning"; choose one of rectangular, hann/);
  expect(() => windowOf({ kaiser: -1 }, 8)).toThrow(/0 or more/);
  expect(() => windowOf({ tukey: 1.1 }, 8)).toThrow(/from 0 to 1/);
});
