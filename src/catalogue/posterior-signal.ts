import { BadArgumentError } from "../core/errors.js";
import { complexArray } from "../math/complex.js";
import type { TdiSignal } from "../response/signal.js";
import { type SourceSignalOptions, sourceSignals } from "./signal.js";
import type { CatalogueSource } from "./source.js";

/** Samples of a posterior whose signals are averaged, at most: a massive binary's has a million bins. */
const MOST: Readonly<Record<string, number>> = { "galactic-binary": 48, "massive-binary": 8 };

/**
 * The signals that posteriors expect: means over samples, evenly taken from all. Of a source without samples, that of its values. Medians of
 * parameters that depend on each other (polarisation and phase, places on both sides of the sky) need not be anywhere near the posterior;
 * the mean signal is the one with the least expected error.
 * @throws BadArgumentError as `sourceSignals` does
 */
export function posteriorSignals(options: SourceSignalOptions): (source: CatalogueSource) => TdiSignal {
  const signalOf = sourceSignals(options);
  return (source) => {
    const count = Object.values(source.samples)[0]?.length ?? 0;
    const used = Math.min(count, MOST[source.class] ?? 1);
    if (used === 0) return signalOf(source);
    const rows = Array.from({ length: used }, (_, n) => Math.floor(((n + 0.5) * count) / used));
    return meanOf(rows.map((row) => signalOf(sampleOf(source, row))));
  };
}

/** The source at one sample; what has no samples is as its value. */
function sampleOf(source: CatalogueSource, row: number): CatalogueSource {
  const parameters = source.parameters.map((parameter) => {
    const value = source.samples[parameter.name]?.[row] ?? parameter.value;
    return { ...parameter, value, low: value, high: value };
  });
  return { ...source, parameters };
}

/** On all bins that any has. */
function meanOf(signals: readonly TdiSignal[]): TdiSignal {
  const [{ df }] = signals as [TdiSignal];
  const first = signals.reduce((low, signal) => Math.min(low, signal.first), Number.POSITIVE_INFINITY);
  const end = signals.reduce((high, signal) => Math.max(high, signal.first + signal.A.re.length), 0);
  if (!(end > first)) throw new BadArgumentError("There are no bins to average signals on.");
  const out = { df, first, A: complexArray(end - first), E: complexArray(end - first), T: complexArray(end - first) };
  for (const signal of signals) {
    for (const channel of ["A", "E", "T"] as const) {
      const { re, im } = signal[channel];
      const to = out[channel];
      for (let k = 0, at = signal.first - first; k < re.length; k++, at++) {
        to.re[at]! += re[k]! / signals.length;
        to.im[at]! += im[k]! / signals.length;
      }
    }
  }
  return out;
}
