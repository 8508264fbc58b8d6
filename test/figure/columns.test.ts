import { describe, expect, it } from "vitest";
import { TABLE_MIME, tableBundle } from "../../src/figure/columns.js";

describe("a table in a cell", () => {
  const bundle = tableBundle({ mosa: ["12", "<b>"], mean: Float64Array.from([1.5e-9, Number.NaN]) });

  it("is data, HTML and text", () => {
    expect(bundle[TABLE_MIME]).toMatchObject({
      data: [
        { mosa: "12", mean: "1.5·10⁻⁹" },
        { mosa: "<b>", mean: "NaN" },
      ],
    });
    expect(bundle["text/html"]).toContain("<td>&lt;b&gt;</td>");
    expect(bundle["text/plain"]).toBe("mosa  mean\n12    1.5·10⁻⁹\n<b>   NaN");
  });

  it("says how many rows it leaves out", () => {
    expect(tableBundle({ x: new Float64Array(700) })["text/plain"]).toMatch(/… 200 more rows$/);
  });

  it("refuses columns of different lengths, and none", () => {
    expect(() => tableBundle({ a: [1], b: [1, 2] })).toThrow('"a" has 1 values, "b" has 2');
    expect(() => tableBundle({})).toThrow("at least one column");
  });
});
