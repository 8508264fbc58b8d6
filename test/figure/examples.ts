import type { Figure } from "../../src/figure/figure.js";

/** Numbers that look like noise and are the same each time. */
function noise(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (state * 16_807) % 2_147_483_647;
    return -Math.log(state / 2_147_483_647);
  });
}

function level(frequency: number): number {
  return 1e-12 * (1 + (1e-3 / frequency) ** 4 + (frequency / 0.01) ** 2);
}

const frequencies = Float64Array.from({ length: 60 }, (_, index) => 10 ** (-4 + index / 15));
const bins = Float64Array.from({ length: 6000 }, (_, index) => index * 1e-4);
const jitter = noise(bins.length, 3);

/** A dense spectrum from zero frequency, its model, a band that is allowed, and an event. */
export const SPECTRUM: Figure = {
  title: "Noise of A2 & E2 <secondary>",
  x: { label: "Frequency", unit: "Hz", scale: "log" },
  y: { label: "Power spectral density", unit: "Hz^2/Hz", scale: "log" },
  marks: [
    { type: "line", name: "A2", x: bins, y: bins.map((bin, index) => level(bin) * jitter[index]!) },
    { type: "line", name: "model", x: frequencies, y: frequencies.map(level), dashed: true },
    {
      type: "band",
      name: "allowed",
      x: frequencies,
      low: frequencies.map((frequency) => level(frequency) / 2),
      high: frequencies.map((frequency) => level(frequency) * 9),
    },
    { type: "rule", name: "1 mHz", axis: "x", at: 1e-3 },
  ],
};

const hours = Array.from({ length: 49 }, (_, index) => index / 2);

/** Six series with a gap, very small numbers, on linear axes. */
export const RANGES: Figure = {
  title: "Ranging",
  x: { label: "Time", unit: "h", scale: "linear" },
  y: { label: "Difference", unit: "s", scale: "linear" },
  marks: ["12", "23", "31", "13", "32", "21"].map((mosa, phase) => ({
    type: "line" as const,
    name: mosa,
    x: hours,
    y: hours.map((hour) => (hour > 9 && hour < 11 ? Number.NaN : 3e-9 * Math.sin(hour / 3 + phase))),
  })),
};

/** Points and a limit. */
export const POINTS: Figure = {
  title: "",
  x: { label: "Day", unit: "", scale: "linear" },
  y: { label: "Completeness", unit: "", scale: "linear", domain: [0.9, 1] },
  marks: [
    { type: "points", name: "days", x: [1, 2, 3, 4], y: [0.99, 0.97, 0.94, 1] },
    { type: "rule", name: "fail below", axis: "y", at: 0.95 },
  ],
};

const columns = Float64Array.from({ length: 201 }, (_, index) => index / 10);
const rows = Float64Array.from({ length: 301 }, (_, index) => 1e-4 + index * 1e-3);
const speckle = noise(200 * 300, 7);

/** A spectrogram on logarithmic frequencies with a gap, a burst and what was found. */
export const HEAT: Figure = {
  title: "Spectrogram of T",
  x: { label: "Time after the start", unit: "h", scale: "linear" },
  y: { label: "Frequency", unit: "Hz", scale: "log" },
  marks: [
    {
      type: "heat",
      name: "T",
      x: columns,
      y: rows,
      values: speckle.map((value, index) => {
        const [row, column] = [Math.floor(index / 200), index % 200];
        if (column >= 60 && column < 75) return Number.NaN;
        return 10 * Math.log10(0.3 + value) + (column === 140 && row < 60 ? 14 : 0);
      }),
      colour: { label: "Above its median", unit: "dB", scale: "linear", domain: [-5, 15] },
    },
    { type: "spans", name: "planned gap", axis: "x", spans: [[6, 7.5]] },
    {
      type: "events",
      name: "glitches",
      at: [
        { x: 14, text: "tm 12" },
        { x: 14.2, text: "readout 31" },
        { x: 19.9, text: "tm 23" },
      ],
    },
  ],
};

/** A line with stretches that are not to be used, one of them of no width. */
export const GAPS: Figure = {
  ...RANGES,
  marks: [
    ...RANGES.marks.slice(0, 1),
    {
      type: "spans",
      name: "planned",
      axis: "x",
      spans: [
        [2, 4],
        [20, 20],
      ],
    },
    { type: "spans", name: "unplanned", axis: "x", spans: [[9, 11]] },
    { type: "spans", name: "allowed", axis: "y", spans: [[-2e-9, 2e-9]] },
    { type: "events", name: "glitch", at: [{ x: 15, text: "SNR 12" }] },
  ],
};
