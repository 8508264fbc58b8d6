import { describe, expect, it } from "vitest";
import { planAxis } from "../../src/figure/axis.js";

const LOG = { label: "Frequency", unit: "Hz", scale: "log" } as const;
const LINEAR = { label: "Time", unit: "s", scale: "linear" } as const;

function labels(ticks: readonly { readonly label: string }[]): readonly string[] {
  return ticks.map(({ label }) => label).filter((label) => label !== "");
}

describe("a logarithmic axis", () => {
  it("opens to whole decades and labels them as powers", () => {
    const axis = planAxis(LOG, [3e-4, 0.7], false);
    expect(axis.domain[0]).toBeCloseTo(1e-4, 12);
    expect(axis.domain[1]).toBeCloseTo(1, 12);
    expect(labels(axis.ticks)).toEqual(["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]);
  });

  it("thins the labels of many decades and never repeats one", () => {
    const names = labels(planAxis(LOG, [1e-42, 1e-12], false).ticks);
    expect(names.length).toBeLessThanOrEqual(10);
    expect(new Set(names).size).toBe(names.length);
  });

  it("labels 2 and 5 where there are less than two decades", () => {
    expect(labels(planAxis(LOG, [1e-3, 8e-3], false).ticks)).toEqual(["10⁻³", "2·10⁻³", "5·10⁻³"]);
  });

  it("has ticks at exact powers of ten", () => {
    const at = planAxis(LOG, [1e-23, 1e-19], true)
      .ticks.filter(({ label }) => label !== "")
      .map((tick) => tick.at);
    expect(at).toEqual([1e-23, 1e-22, 1e-21, 1e-20, 1e-19]);
  });

  it("makes room around a single value", () => {
    expect(planAxis(LOG, [1e-3, 1e-3], true).domain).toEqual([1e-4, 1e-2]);
  });
});

describe("a linear axis", () => {
  it("has round ticks and as many digits as they need", () => {
    expect(labels(planAxis(LINEAR, [0, 1], true).ticks)).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    expect(labels(planAxis(LINEAR, [-3, 9], true).ticks)).toEqual(["−2", "0", "2", "4", "6", "8"]);
  });

  it("puts a common power of ten into the label", () => {
    const axis = planAxis({ ...LINEAR, label: "Residual" }, [-2e-9, 3e-9], true);
    expect(axis.label).toBe("Residual (10⁻⁹ s)");
    expect(axis.plainLabel).toBe("Residual (s)");
    expect(labels(axis.ticks)).toEqual(["−2", "−1", "0", "1", "2", "3"]);
  });

  it("shows what it is told to", () => {
    expect(planAxis({ ...LINEAR, domain: [5, 25] }, [6, 7], false).domain).toEqual([5, 25]);
  });

  it("makes room around a constant, zero included", () => {
    expect(planAxis(LINEAR, [0, 0], false).domain).toEqual([-1, 1]);
    const [low, high] = planAxis(LINEAR, [-4, -4], false).domain;
    expect(low).toBeLessThan(-4);
    expect(high).toBeGreaterThan(-4);
  });
});
