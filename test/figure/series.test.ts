import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import type { LineMark } from "../../src/figure/figure.js";
import { seriesFigure } from "../../src/figure/series.js";

const values = new Float64Array(4 * 3600);
const one = { t0: instant("TCB", 1000), dt: 1, values, unit: "Hz" };

describe("a figure of time series", () => {
  it("counts time from the first, in a unit that suits", () => {
    const figure = seriesFigure({ early: one, late: { ...one, t0: instant("TCB", 4600) } }, { label: "Beatnote" });
    expect(figure.x).toMatchObject({ unit: "h", label: "Time since TCB = 1000 s" });
    expect(figure.y).toMatchObject({ unit: "Hz", label: "Beatnote" });
    expect((figure.marks[1] as LineMark).x[0]).toBe(1);
  });

  it("refuses series that don't go together", () => {
    expect(() => seriesFigure({ one, other: { ...one, unit: "m" } })).toThrow("one is in Hz on TCB, other in m on TCB");
  });
});
