import { describe, expect, it } from "vitest";
import { toPlotly } from "../../src/figure/plotly.js";
import { toSvg } from "../../src/figure/svg.js";
import { RANGES, SPECTRUM } from "./examples.js";

interface Trace {
  readonly name: string;
  readonly mode: string;
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
  readonly line: { readonly color?: string; readonly dash?: string };
  readonly fill?: string;
}

const spectrum = toPlotly(SPECTRUM);
const traces = spectrum.data as unknown as readonly Trace[];
const layout = spectrum.layout as {
  readonly xaxis: {
    readonly type: string;
    readonly range: readonly number[];
    readonly title: { readonly text: string };
  };
  readonly yaxis: { readonly exponentformat: string };
  readonly shapes: readonly { readonly x0: number; readonly name: string }[];
  readonly title: { readonly text: string };
};

describe("figures for Plotly", () => {
  it("have a trace a line, two a band, and a shape a rule", () => {
    expect(traces.map(({ name }) => name)).toEqual(["A2", "model", "allowed", "allowed"]);
    expect(traces[3]!.fill).toBe("tonexty");
    expect(layout.shapes).toHaveLength(1);
    expect(layout.shapes[0]).toMatchObject({ x0: 1e-3, name: "1 mHz" });
  });

  it("leave their width to whoever shows them", () => {
    expect(spectrum.config).toEqual({ displaylogo: false });
  });

  it("have logarithmic ranges in powers, and units in the labels", () => {
    expect(layout.xaxis.type).toBe("log");
    expect(layout.xaxis.range[0]).toBeCloseTo(-4, 9);
    expect(layout.xaxis.title.text).toBe("Frequency (Hz)");
    expect(layout.yaxis.exponentformat).toBe("power");
  });

  it("take no markup from names", () => {
    expect(layout.title.text).toBe("<b>Noise of A2 &amp; E2 &lt;secondary&gt;</b>");
  });

  it("use the colours and dashes of the SVG", () => {
    const svg = toSvg(SPECTRUM);
    for (const { line, mode } of traces.slice(0, 2)) {
      expect(mode).toBe("lines");
      expect(svg).toContain(`stroke="${line.color}"`);
    }
    expect(traces[0]!.line.dash).toBe("solid");
    expect(traces[1]!.line.dash).toBe("6px,3px");
    expect(svg).toContain('stroke-dasharray="6 3"');
  });

  it("travel as JSON: gaps as null, nothing else that JSON can't say", () => {
    const text = JSON.stringify(toPlotly(RANGES));
    const read = JSON.parse(text) as { readonly data: readonly Trace[] };
    expect(read.data[0]!.y).toContain(null);
    expect(read).toEqual(toPlotly(RANGES));
  });

  it("stay small however long the series", () => {
    const x = Float64Array.from({ length: 345_600 }, (_, index) => index / 4);
    const figure = { ...RANGES, marks: [{ type: "line" as const, name: "day", x, y: x.map(Math.sin) }] };
    expect(JSON.stringify(toPlotly(figure)).length).toBeLessThan(150_000);
  });
});
