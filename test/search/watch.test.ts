import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { randomStream } from "../../src/core/random.js";
import type { MassiveBinary } from "../../src/inference/chirpamplitudes.js";
import { complexArray } from "../../src/math/complex.js";
import { irfft } from "../../src/math/fft.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { chirpChannels } from "../../src/response/chirp.js";
import { constellationPath } from "../../src/response/path.js";
import type { TdiSeries } from "../../src/search/merger-spectrogram.js";
import { MergerWatch, type WatchState } from "../../src/search/watch.js";
import { phenomDModes } from "../../src/waveforms/phenomhm.js";

const DAY = 86_400;
const [DT, COUNT] = [30, 131_072];
const DURATION = DT * COUNT;
const models = equalArms({ level: "Sangria" });
const path = constellationPath(equalArm(), instant("TCB", 0), DURATION);
const options = { noise: models, path, generation: 1.5, cadence: 10 * DAY } as const;
const chirpMassOf = ({ mass, eta }: MassiveBinary): number => mass * eta ** 0.6;

const BINARY: MassiveBinary = {
  mass: 2.4e6,
  eta: (1 - 0.2 ** 2) / 4,
  delta: 0.2,
  chi1: 0.3,
  chi2: 0.1,
  distance: 15_000 * 3.0857e22,
  inclination: 1,
  polarization: 0.4,
  phase: 2,
  time: 32 * DAY,
  lambda: 2.1,
  beta: -0.4,
};

/** 45 days of noise with a binary, or without one. */
function seriesOf(seed: bigint, binary?: MassiveBinary): TdiSeries {
  const bins = COUNT / 2 + 1;
  const df = 1 / DURATION;
  const frequencies = Float64Array.from({ length: bins }, (_, k) => Math.max(k, 0.5) * df);
  const empty = { A: complexArray(bins), E: complexArray(bins), T: complexArray(bins) };
  const signal =
    binary === undefined
      ? empty
      : chirpChannels(phenomDModes(binary), binary, path, { duration: DURATION, generation: 1.5 }, frequencies);
  const random = randomStream(seed, "watch test");
  const channel = (name: "A" | "E" | "T"): Float64Array => {
    const [re, im] = [0, 1].map(() => random.normals(new Float64Array(bins))) as [Float64Array, Float64Array];
    const size = frequencies.map((f) => (f > 1e-5 ? Math.sqrt(models[name](f) / (4 * df)) : 0));
    const part = (noise: Float64Array, wave: Float64Array): Float64Array =>
      noise.map((x, k) => size[k]! * x + wave[k]!);
    return irfft({ re: part(re, signal[name].re), im: part(im, signal[name].im) }, COUNT).map((x) => x / DT);
  };
  return { dt: DT, start: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

/** Days of a series, from one on up to another. */
function daysOf(series: TdiSeries, from: number, to: number): TdiSeries {
  const [first, last] = [from, to].map((day) => Math.round((day * DAY) / DT));
  const part = (name: "A" | "E" | "T"): Float64Array => series[name].slice(first, last);
  return { dt: DT, start: first! * DT, A: part("A"), E: part("E"), T: part("T") };
}

const noise = seriesOf(1n);

describe("a watch for mergers", () => {
  it("sees one two days ahead, with its time, mass and place", () => {
    const series = seriesOf(3n, BINARY);
    const watch = MergerWatch.begin(options);
    const { versions } = watch.feed(daysOf(series, 0, 30.1));
    expect(versions).toHaveLength(1);
    const { version } = versions[0]!;
    expect(version).toMatchObject({ class: "merger", version: 1 });
    expect(version.snr).toBeGreaterThan(10);
    expect(version.falseAlarmRate).toBeLessThan(1e-6);
    // The wave passes the constellation up to 500 s before or after the Sun.
    expect(Math.abs(version.time.value - BINARY.time)).toBeLessThan(4 * version.time.sigma + 500);
    expect(version.time.sigma).toBeLessThan(3 * 3600);
    expect(Math.abs(version.chirpMass!.value / chirpMassOf(BINARY) - 1)).toBeLessThan(0.02);
    const area = version.sky!.cells.reduce((sum, { probability }) => sum + probability, 0);
    expect(area).toBeCloseTo(1, 9);
    expect(version.sky!.area50).toBeLessThan(version.sky!.area90);
    expect(version.sky!.area90).toBeLessThan(41_253);
  }, 300_000);

  it("has the same bits in whatever stretches data come, and going on from a state", () => {
    const whole = MergerWatch.begin(options);
    whole.feed(daysOf(noise, 0, 10.5));
    const first = MergerWatch.begin(options);
    for (const [from, to] of [
      [0, 0.013],
      [0.013, 3],
      [3, 3.7],
    ] as const)
      first.feed(daysOf(noise, from, to));
    const state = JSON.parse(JSON.stringify(first.state())) as WatchState;
    const second = MergerWatch.resume(options, state);
    second.feed(daysOf(noise, 3.7, 10.5));
    expect(second.state()).toEqual(whole.state());
    expect(whole.candidates).toEqual([]);
    // Bounded: what is kept does not grow.
    expect(JSON.stringify(whole.state()).length).toBeLessThan(2e6);
  }, 300_000);

  it("tells glitches, which T has too, from bursts", () => {
    const pushed = (names: readonly ("A" | "E" | "T")[], size: number): readonly string[] => {
      const series = daysOf(noise, 0, 10.1);
      // A readout that jumps and comes back within an hour.
      for (let n = 0; n < 120; n++) {
        for (const name of names) series[name][20_000 + n]! += size * Math.sin((Math.PI * n) / 120) ** 2;
      }
      return MergerWatch.begin(options)
        .feed(series)
        .versions.map(({ version }) => version.class);
    };
    expect(pushed(["A", "E", "T"], 2e-20)).toEqual(["glitch"]);
    expect(pushed(["A", "E"], 2e-20)).toEqual(["burst"]);
  }, 300_000);
});

describe("what may come in wrong", () => {
  const begun = (): MergerWatch => {
    const watch = MergerWatch.begin(options);
    watch.feed(daysOf(noise, 0, 1));
    return watch;
  };

  it("the same day twice, and an older one after a newer one, change nothing", () => {
    const watch = begun();
    const before = watch.state();
    expect(watch.feed(daysOf(noise, 0, 1))).toMatchObject({ fresh: 0, repeated: 2880, missing: 0 });
    expect(watch.feed(daysOf(noise, 0, 0.5))).toMatchObject({ fresh: 0, repeated: 1440 });
    expect(watch.state()).toEqual(before);
    // What overlaps brings its new part.
    expect(watch.feed(daysOf(noise, 0.5, 1.5))).toMatchObject({ fresh: 1440, repeated: 1440 });
  });

  it("a day that is missing is a gap, as NaN are", () => {
    const [skipped, gap] = [begun(), begun()];
    expect(skipped.feed(daysOf(noise, 2, 3))).toMatchObject({ fresh: 2880, missing: 2880 });
    const nothing = daysOf(noise, 1, 2);
    nothing.E.fill(Number.NaN);
    gap.feed(nothing);
    gap.feed(daysOf(noise, 2, 3));
    expect(gap.state()).toEqual(skipped.state());
  });

  it("other rates, times between samples, uneven channels and long pauses are refused and leave the watch as it was", () => {
    const watch = begun();
    const before = watch.state();
    const day = daysOf(noise, 1, 2);
    expect(() => watch.feed({ ...day, dt: 15 })).toThrow(/15 s apart, those before it 30 s/);
    expect(() => watch.feed({ ...day, start: DAY + 7 })).toThrow(/between two samples/);
    expect(() => watch.feed({ ...day, T: day.T.slice(1) })).toThrow(/2880 samples of A, 2880 of E and 2879 of T/);
    expect(() => watch.feed({ ...day, start: 90 * DAY })).toThrow(/89 days after the latest.*Begin another watch/);
    expect(watch.state()).toEqual(before);
    expect(() => MergerWatch.begin(options).feed({ ...day, dt: 60 })).toThrow(/up to 30 s apart/);
  });

  it("a state of another configuration, a newer version or that is damaged is refused", () => {
    const state = begun().state();
    const loud = { ...options, threshold: 9 };
    expect(() => MergerWatch.resume(loud, state)).toThrow(/another configuration.*begin anew/);
    const newer = { ...state, format: "lisalab watch 2" } as unknown as WatchState;
    expect(() => MergerWatch.resume(options, newer)).toThrow(/"lisalab watch 2" where "lisalab watch 1"/);
    const stream = { ...state.stream!, white: ["AAAA", ...state.stream!.white.slice(1)] };
    expect(() => MergerWatch.resume(options, { ...state, stream })).toThrow(/3 bytes of samples where/);
  });

  it("options that make no sense are refused", () => {
    expect(() => MergerWatch.begin({ ...options, threshold: 2 })).toThrow(/threshold/);
    expect(() => MergerWatch.begin({ ...options, generation: 1 as 2 })).toThrow(/1.5 or 2/);
    expect(() => MergerWatch.begin({ ...options, kadence: 3 } as never)).toThrow(/Did you mean "cadence"/);
  });
});
