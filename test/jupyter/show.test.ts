import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { PLOTLY_MIME } from "../../src/figure/plotly.js";
import { KERNEL_PORT, type MimeBundle } from "../../src/jupyter/display.js";
import * as show from "../../src/jupyter/show.js";

interface Shown {
  readonly how: "display" | "update";
  readonly data: MimeBundle;
  readonly id: string | undefined;
}

const shown: Shown[] = [];
const globals = globalThis as unknown as Record<symbol, unknown>;

beforeEach(() => {
  shown.length = 0;
  globals[KERNEL_PORT] = {
    display: (data: MimeBundle, options: { readonly displayId?: string }) =>
      shown.push({ how: "display", data, id: options.displayId }),
    updateDisplay: (id: string, data: MimeBundle) => shown.push({ how: "update", data, id }),
  };
});

afterEach(() => {
  delete globals[KERNEL_PORT];
});

const A2 = { df: 0.1, values: Float64Array.from([1, 2, 3]), unit: "Hz^2/Hz" };

describe("show in a cell", () => {
  it("draws a spectrum for every reader at once", () => {
    show.spectrum({ A2 }, { title: "Noise" });
    expect(Object.keys(shown[0]!.data)).toEqual([PLOTLY_MIME, "image/svg+xml", "text/plain"]);
    expect(shown[0]!.data["text/plain"]).toContain("Noise. Power spectral density (Hz²/Hz) over Frequency (Hz). A2");
  });

  it("draws series and tables", () => {
    show.series({ t0: instant("TCB", 0), dt: 1, values: new Float64Array(5), unit: "Hz" });
    show.table({ mosa: ["12"] });
    expect(shown.map(({ data }) => Object.keys(data).length)).toEqual([3, 3]);
  });
});

describe("a progress bar", () => {
  it("is one output that is drawn anew, not at every step, but at the last", () => {
    const progress = show.progress("L0 → L1");
    for (let step = 0; step <= 1000; step++) progress({ fraction: step / 1000, message: `step ${step}` });
    expect(shown[0]!.how).toBe("display");
    expect(shown.slice(1).every(({ how }) => how === "update")).toBe(true);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(1);
    expect(shown.length).toBeLessThan(100);
    expect(shown.at(-1)!.data["text/plain"]).toBe("L0 → L1: 100 % (step 1000)");
  });

  it("escapes its words and bears senseless fractions", () => {
    show.progress("<b>")({ fraction: Number.NaN, message: "<script>" });
    expect(shown[0]!.data["text/html"]).not.toMatch(/<b>|<script>/);
    expect(shown[0]!.data["text/html"]).toContain('value="0"');
  });
});

describe("a progress bar in a terminal", () => {
  it("is at most eleven lines", () => {
    delete globals[KERNEL_PORT];
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text: string | Uint8Array): boolean => lines.push(String(text)) > 0;
    try {
      const progress = show.progress("TDI");
      for (let step = 0; step <= 1000; step++) progress({ fraction: step / 1000 });
    } finally {
      process.stdout.write = write;
    }
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe("TDI: 100 %\n");
  });
});
