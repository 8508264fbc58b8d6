import { BadArgumentError } from "../core/errors.js";
import type { SignalBatch } from "../response/galactic.js";
import type { TdiSignal } from "../response/signal.js";
import { type Channel, checkedDensity, type NoiseDensity } from "./density.js";
import { SCIENCE } from "./product.js";

/**
 * ln L of each signal of a batch by itself, but for −½⟨d|d⟩: ⟨d|h⟩ − ½⟨h|h⟩ on the bins that data and noise have too.
 * @throws BadArgumentError for bins of other durations, and where a product is no number: which of data, signals and noise is why
 */
export function batchLogLikelihoods(
  data: TdiSignal,
  batch: SignalBatch,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): Float64Array {
  if (!(Math.abs(data.df / noise.df - 1) < 1e-9)) {
    throw new BadArgumentError(
      `Bins of data and noise are ${data.df} Hz and ${noise.df} Hz apart; both must be of the same duration.`,
      { data: data.df, noise: noise.df },
    );
  }
  const begin = Math.max(data.first, noise.first);
  const end = Math.min(data.first + data.A.re.length, noise.first + noise.A.length);
  const sums = new Float64Array(batch.first.length);
  for (const channel of channels) addProducts(data, batch, noise, channel, [begin, end], sums);
  const out = sums.map((sum) => 4 * data.df * sum);
  const bad = out.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return out;
  checkedDensity(noise);
  throw new BadArgumentError(
    `ln L of signal ${bad} is ${out[bad]}: there are values in the data, or in that signal, that are no finite numbers. Gates or gaps must be zeros.`,
    { bad },
  );
}

function addProducts(
  data: TdiSignal,
  batch: SignalBatch,
  noise: NoiseDensity,
  channel: Channel,
  [begin, end]: readonly [number, number],
  sums: Float64Array,
): void {
  const { samples } = batch;
  const [d, h, density] = [data[channel], batch[channel], noise[channel]];
  for (let n = 0; n < sums.length; n++) {
    const first = batch.first[n];
    const [from, to] = [Math.max(begin, first), Math.min(end, first + samples)];
    const [ofData, ofNoise, ofSignal] = [-data.first, -noise.first, n * samples - first];
    let sum = 0;
    for (let k = from; k < to; k++) {
      const re = h.re[k + ofSignal];
      const im = h.im[k + ofSignal];
      sum += (re * (d.re[k + ofData] - re / 2) + im * (d.im[k + ofData] - im / 2)) / density[k + ofNoise];
    }
    sums[n] += sum;
  }
}
