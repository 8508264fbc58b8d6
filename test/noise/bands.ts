import { instant } from "../../src/core/instant.js";
import { kernels } from "../../src/math/engine.js";
import { kaiserDesign, lowPassTaps } from "../../src/math/fir.js";
import { psd } from "../../src/math/welch.js";
import { windowOf } from "../../src/math/window.js";
import type { SeriesGenerator } from "../../src/noise/generator.js";

/** A band of a measured spectrum over its model. */
export interface Band {
  readonly frequency: number;
  readonly ratio: number;
  /** Of the ratio, by the number of independent estimates that it is the mean of. */
  readonly deviation: number;
}

const SEGMENT = 1024;
/** Sidelobes of −92 dB, so that what is strong elsewhere stays there; the main lobe is 4 bins to each side. */
const WINDOW = "blackmanharris";
const LOBE = 4;
const PER_BIN = 8;
/** From this bin on the sidelobes of steep noise and its detrending are negligible. */
const FIRST_BIN = 16;
/** Samples taken at a time, at every rate. */
const BLOCK = 2 ** 16;
/** Each rate is a quarter of the one before: 240 dB, as noises rise by 15 orders; passed up to 0.6 of the new band. */
const TAPS = lowPassTaps(kaiserDesign(240, 0.25 - 0.15), 0.2);
const PASSED = 0.3;
/** Degrees of freedom that are enough of a bin: the higher rates have them soon. */
const ENOUGH = 40_000;
/** Of the highest rate all but the last 2 % below the Nyquist frequency are looked at. */
const NEAR_NYQUIST = 0.49;

/**
 * A generator's spectrum over its model in octaves, from near the Nyquist frequency to as low as a run of `count` samples
 * resolves. The model is seen through the window, as the spectrum is.
 */
export function bandRatios(
  generator: SeriesGenerator,
  model: (f: number) => number,
  dt: number,
  count: number,
): Band[] {
  const rates: Rate[] = [];
  for (let n = 0; n * BLOCK < count; n++) feed(rates, 0, dt, generator.next(new Float64Array(BLOCK)));
  for (const rate of rates) rate.finish();
  return rates.flatMap((rate, n) => rate.bands(model, n === 0 ? NEAR_NYQUIST : PASSED));
}

function feed(rates: Rate[], n: number, dt: number, values: Float64Array): void {
  rates[n] ??= new Rate(dt);
  for (const block of rates[n].take(values)) feed(rates, n + 1, 4 * dt, block);
}

/** What is known of the series at one rate. */
class Rate {
  private readonly pending = new Float64Array(BLOCK);
  private held = 0;
  private past = new Float64Array(0);
  private readonly sum = new Float64Array(SEGMENT / 2 + 1);
  private dof = 0;

  constructor(private readonly dt: number) {}

  /** Takes in samples; gives what full blocks of them are at a quarter of the rate. */
  *take(values: Float64Array): Generator<Float64Array> {
    for (let at = 0; at < values.length; ) {
      const count = Math.min(values.length - at, BLOCK - this.held);
      this.pending.set(values.subarray(at, at + count), this.held);
      this.held += count;
      at += count;
      if (this.held < BLOCK) continue;
      this.estimate(this.pending);
      this.held = 0;
      yield this.decimated(this.pending);
    }
  }

  /** Uses what does not fill a block. */
  finish(): void {
    if (this.held >= 2 * SEGMENT) this.estimate(this.pending.subarray(0, this.held));
  }

  private estimate(values: Float64Array): void {
    if (this.dof > ENOUGH) return;
    const options = { segment: SEGMENT * this.dt, window: WINDOW, detrend: "linear" } as const;
    const { values: bins, dof } = psd({ t0: instant("TCB", 0), dt: this.dt, unit: "Hz", values }, options);
    for (let bin = 0; bin < bins.length; bin++) this.sum[bin]! += bins[bin]! * dof;
    this.dof += dof;
  }

  private decimated(block: Float64Array): Float64Array {
    const joined = new Float64Array(this.past.length + block.length);
    joined.set(this.past);
    joined.set(block, this.past.length);
    const out = new Float64Array(Math.floor((joined.length - TAPS.length) / 4) + 1);
    kernels().correlate(joined, TAPS, 0, 4, out);
    this.past = joined.slice(4 * out.length);
    return out;
  }

  bands(model: (f: number) => number, top: number): Band[] {
    if (this.dof === 0) return [];
    const bands: Band[] = [];
    const df = 1 / (SEGMENT * this.dt);
    for (let low = FIRST_BIN; 1.5 * low < top * SEGMENT; low *= 2) {
      const bins = Array.from({ length: Math.min(low, Math.floor(top * SEGMENT) - low) }, (_, n) => low + n);
      const ratios = bins.map((bin) => this.sum[bin]! / this.dof / seen(model, bin, df));
      const ratio = ratios.reduce((sum, one) => sum + one, 0) / bins.length;
      const independent = (bins.length / SPREAD) * (this.dof / 2);
      bands.push({ frequency: low * df, ratio, deviation: 1 / Math.sqrt(independent) });
    }
    return bands;
  }
}

/** The window's power at eighths of a bin, and over how many bins it spreads. */
const { LOBES, SPREAD } = lobes();

function lobes(): { readonly LOBES: readonly number[]; readonly SPREAD: number } {
  const window = windowOf(WINDOW, SEGMENT);
  const powers = Array.from({ length: 2 * LOBE * PER_BIN + 1 }, (_, n) => {
    const angle = (2 * Math.PI * (n / PER_BIN - LOBE)) / SEGMENT;
    const re = window.reduce((sum, w, k) => sum + w * Math.cos(k * angle), 0);
    const im = window.reduce((sum, w, k) => sum + w * Math.sin(k * angle), 0);
    return re * re + im * im;
  });
  const total = powers.reduce((sum, power) => sum + power, 0);
  return { LOBES: powers.map((power) => power / total), SPREAD: total / PER_BIN / powers[LOBE * PER_BIN]! };
}

function seen(model: (f: number) => number, bin: number, df: number): number {
  return LOBES.reduce((sum, part, n) => sum + part * model(Math.abs(bin + n / PER_BIN - LOBE) * df), 0);
}
