import { expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { eventRate } from "../../src/science/rate.js";

// scipy.stats.chi2.ppf(0.05, 2n)/2 and ppf(0.95, 2n + 2)/2.
it.each([
  [1, 0.05129329438755053, 4.743864518390577],
  [10, 5.425405697091295, 16.962219235721903],
])("the interval of %d events is that of χ²", (count, low, high) => {
  const rate = eventRate(count, 2);
  expect(rate.value).toBe(count / 2);
  expect(rate.low * 2).toBeCloseTo(low, 9);
  expect(rate.high * 2).toBeCloseTo(high, 9);
});

it("of no event at all there is an upper limit", () => {
  expect(eventRate(0, 4)).toMatchObject({ value: 0, low: 0 });
  expect(eventRate(0, 4).high).toBeCloseTo(-Math.log(0.05) / 4, 9);
});

it("holds the true rate at least as often as it says", () => {
  const random = randomStream(3n, "counts");
  const poisson = (mean: number): number => {
    let [count, time] = [0, -Math.log(1 - random.uniform())];
    for (; time < mean; time -= Math.log(1 - random.uniform())) count++;
    return count;
  };
  const intervals = Array.from({ length: 2000 }, () => eventRate(poisson(4.2), 1, 0.9));
  const held = intervals.filter(({ low, high }) => low <= 4.2 && high >= 4.2).length / 2000;
  // Three standard deviations of 2,000 trials.
  expect(held).toBeGreaterThan(0.9 - 0.02);
});

it("refuses counts and exposures that can't be", () => {
  expect(() => eventRate(1.5, 1)).toThrow("whole number");
  expect(() => eventRate(1, 0)).toThrow("exposure");
  expect(() => eventRate(1, 1, 1)).toThrow("between 0 and 1");
});
