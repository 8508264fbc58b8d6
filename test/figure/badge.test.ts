import { describe, expect, it } from "vitest";
import { VERDICTS } from "../../src/core/verdict.js";
import { badgeHtml, checkTableHtml, VERDICT_LOOKS, valueLabel } from "../../src/figure/badge.js";

/** WCAG 2.2, success criterion 1.4.3, for text of normal size. */
const LEAST_CONTRAST = 4.5;

/** Relative luminance of an sRGB colour (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe("the look of verdicts", () => {
  it.each(VERDICTS)("%s can be read: white on its colour, and without the colour", (verdict) => {
    expect(1.05 / (luminance(VERDICT_LOOKS[verdict].colour) + 0.05)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    expect(badgeHtml(verdict)).toContain(verdict);
  });

  it("differs in symbol, not only in colour", () => {
    expect(new Set(VERDICTS.map((verdict) => VERDICT_LOOKS[verdict].symbol)).size).toBe(VERDICTS.length);
  });
});

describe("a table of checks", () => {
  const check = {
    name: "a < b",
    verdict: "Fail",
    value: 1.5,
    unit: "Hz^2/Hz",
    expected: "fail above 1",
    reason: '"x" & y',
  } as const;

  it("says name, value with unit, limits and reason, escaped", () => {
    const html = checkTableHtml([check]);
    for (const text of ["a &lt; b", "1.5 Hz²/Hz", "fail above 1", "&quot;x&quot; &amp; y"])
      expect(html).toContain(text);
  });

  it.each([
    [null, "not measured"],
    [true, "yes"],
    ["lock N1-12", "lock N1-12"],
    [24.61e6, "2.461·10⁷ Hz²/Hz"],
  ])("shows %s as %s", (value, label) => {
    expect(valueLabel({ ...check, value })).toBe(label);
  });
});
