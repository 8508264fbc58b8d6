import { beforeAll, describe, expect, test } from "vitest";
import { type PerMosa, perMosa } from "../../src/core/mosa.js";
import { complexArray } from "../../src/math/complex.js";
import { fftPlan } from "../../src/math/plan.js";
import { tdi } from "../../src/noise/tdi.js";
import { findGlitches, type Glitch, type GlitchChannel, type GlitchSearch } from "../../src/quality/glitches.js";
import { directGlitches, type GlitchShape, shapeOnGrid, tdiGlitches } from "../../src/quality/templates.js";
import { added, colouredNoise } from "./signals.js";

const DELAYS: PerMosa<number> = perMosa((mosa) => 8.2 + 0.05 * (Number(mosa[0]) + Number(mosa[1])));
const VARIABLES = ["A2", "E2", "T2"] as const;
const SOURCES = tdiGlitches(VARIABLES, DELAYS);
const LENGTH = 40_000;
const DT = 1;
const OPTIONS = { dt: DT, band: { from: 1e-3, to: 0.4 } };

/** What the channels show of a glitch at `time`, exactly as delays make it. */
function planted(place: string, shape: GlitchShape, amplitude: number, time: number): Float64Array[] {
  const source = SOURCES.find((one) => one.place === place)!;
  const plan = fftPlan(LENGTH);
  const df = 1 / (LENGTH * DT);
  const pulse = shapeOnGrid(shape, df, plan.bins);
  return source.response(df, plan.bins).map((response) => {
    const bins = complexArray(plan.bins);
    for (let bin = 1; bin < plan.bins; bin++) {
      const [re, im] = [
        response.re[bin]! * pulse.re[bin]! - response.im[bin]! * pulse.im[bin]!,
        response.re[bin]! * pulse.im[bin]! + response.im[bin]! * pulse.re[bin]!,
      ];
      const phase = -2 * Math.PI * bin * df * time;
      const scale = (amplitude * source.beatnote) / DT;
      bins.re[bin] = scale * (re * Math.cos(phase) - im * Math.sin(phase));
      bins.im[bin] = scale * (re * Math.sin(phase) + im * Math.cos(phase));
    }
    return plan.inverseReal(bins, new Float64Array(LENGTH));
  });
}

function noiseOnly(name: string): GlitchChannel[] {
  return VARIABLES.map((variable) => {
    const model = tdi(variable, { delays: DELAYS, level: "lisainstrument" });
    return { name: variable, values: colouredNoise(LENGTH, DT, model, `${variable} ${name}`), model };
  });
}

const within = (channels: readonly GlitchChannel[], more: readonly ArrayLike<number>[]): GlitchChannel[] =>
  channels.map((channel, index) => ({ ...channel, values: added(channel.values, more[index]!) }));

describe("glitches in TDI variables", () => {
  let quiet: GlitchChannel[];
  const search = (channels: readonly GlitchChannel[], falseAlarmsPerDay?: number): GlitchSearch =>
    findGlitches(channels, SOURCES, { ...OPTIONS, ...(falseAlarmsPerDay && { falseAlarmsPerDay }) });
  const only = ({ glitches }: GlitchSearch): Glitch => {
    expect(glitches).toHaveLength(1);
    return glitches[0]!;
  };
  beforeAll(() => {
    quiet = noiseOnly("quiet");
  });

  test("are none in noise, where no more than stated are found when many are allowed", () => {
    expect(search(quiet)).toMatchObject({ glitches: [] });
    const { glitches, falseAlarms, searched } = search(quiet, 100);
    expect(falseAlarms).toBeCloseTo((100 * searched) / 86_400, 6);
    // 44 expected at most, since templates that are alike count twice; with none at all, sensitivity would be given away.
    expect(glitches.length).toBeLessThan(falseAlarms + 3 * Math.sqrt(falseAlarms));
    expect(glitches.length).toBeGreaterThan(0);
  });

  test("a push of a test mass is found, once, with its place, time and size", () => {
    const pushed = within(quiet, planted("test mass 23", { kind: "step", duration: 20 }, 3e-12, 17_000));
    const glitch = only(search(pushed));
    expect([glitch.place, ...glitch.alternatives]).toContain("test mass 23");
    expect(glitch).toMatchObject({ shape: { kind: "step" }, unit: "m/s" });
    expect(Math.abs(glitch.time - 17_000)).toBeLessThan(30);
    // Time constants of the templates are a factor of three apart.
    expect(glitch.amplitude / 3e-12).toBeGreaterThan(0.7);
    expect(glitch.amplitude / 3e-12).toBeLessThan(1.4);
    expect(glitch.snr).toBeGreaterThan(30);
    expect(glitch.falseAlarms).toBeLessThan(1e-12);
  });

  test("a loud one stays one, and hides no other", () => {
    const loud = within(quiet, planted("test mass 31", { kind: "step", duration: 5 }, 1e-10, 12_000));
    expect(only(search(loud)).place).toBe("test mass 31");
    const two = within(loud, planted("sci readout 12", { kind: "pulse", duration: 3 }, 3e-4, 30_000));
    expect(search(two).glitches.map(({ place }) => place)).toEqual(["test mass 31", "sci readout 12"]);
  });

  test("a readout's is told from a test mass's", () => {
    const glitch = only(
      search(within(quiet, planted("sci readout 32", { kind: "pulse", duration: 10 }, 5e-5, 21_000))),
    );
    expect(glitch).toMatchObject({ place: "sci readout 32", mosa: "32", unit: "Hz", shape: { kind: "pulse" } });
    expect(Math.abs(glitch.amplitude / 5e-5 - 1)).toBeLessThan(0.2);
  });

  test("a binary is none, not even one of a hundred times the strength of any known", () => {
    const wave = (amplitude: number): Float64Array =>
      Float64Array.from({ length: LENGTH }, (_, n) => amplitude * Math.sin(2 * Math.PI * 6.22e-3 * n * DT));
    // 1e-6 Hz in A: a signal-to-noise ratio of some hundreds in this stretch.
    expect(search(within(quiet, [wave(1e-6), wave(5e-7), new Float64Array(LENGTH)])).glitches).toEqual([]);
  });

  test("a gap is none, and what is around it is searched", () => {
    const gap = (channels: readonly GlitchChannel[]): GlitchChannel[] =>
      channels.map((channel) => ({ ...channel, values: channel.values.slice().fill(Number.NaN, 15_000, 19_000) }));
    const found = search(gap(quiet));
    expect(found.glitches).toEqual([]);
    expect(found.searched).toBeLessThan(LENGTH - 4000);
    const pushed = within(quiet, planted("test mass 12", { kind: "step", duration: 10 }, 5e-12, 25_000));
    expect(Math.abs(only(search(gap(pushed))).time - 25_000)).toBeLessThan(30);
  });
});

describe("glitches in a single channel", () => {
  const noise = colouredNoise(LENGTH, 0.25, (f) => 1e-6 * (f * f + 1e-4), "readout");
  const channel = (values: Float64Array): GlitchChannel[] => [{ name: "tmi − ref 12", values }];
  const options = { dt: 0.25, band: { from: 3e-3, to: 0.4 } };

  test("are found without a model, at four samples a second too", () => {
    const sources = directGlitches("tmi − ref 12", "Hz", "12");
    expect(findGlitches(channel(noise), sources, options).glitches).toEqual([]);
    const rate = (n: number): number => (n < 22_000 ? 0 : ((n - 22_000) / 20) * Math.exp(1 - (n - 22_000) / 20));
    const shaken = noise.map((value, n) => value + 2e-3 * rate(n));
    const { glitches } = findGlitches(channel(shaken), sources, options);
    expect(glitches).toHaveLength(1);
    expect(glitches[0]).toMatchObject({ place: "tmi − ref 12", mosa: "12", unit: "Hz" });
    expect(Math.abs(glitches[0]!.time - 5500)).toBeLessThan(10);
    // Time constants are a factor of three apart; what is known well of a short pulse is its area.
    const { amplitude, shape } = glitches[0]!;
    expect(Math.abs((amplitude * shape.duration) / (2e-3 * 5) - 1)).toBeLessThan(0.3);
  });

  test("what can't be searched is refused", () => {
    const short = channel(new Float64Array(1000));
    expect(() => findGlitches(short, directGlitches("x", "Hz"), options)).toThrow(/complete for 3000 s/);
    expect(() => findGlitches(channel(noise), [], { ...options, band: { from: 0.1, to: 2 } })).toThrow(/0 and 1.8 Hz/);
    expect(() => findGlitches([...short, ...channel(noise)], [], options)).toThrow(/as many samples each/);
  });
});
