import { parameterOf } from "../../src/catalogue/interval.js";
import { unitOf } from "../../src/catalogue/parameters.js";
import type { CatalogueRelease } from "../../src/catalogue/release.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { randomStream } from "../../src/core/random.js";

/** A width of each parameter, as of a galactic binary of SNR 20 in three months. */
export const WIDTHS = { frequency: 4e-9, lambda: 0.02, beta: 0.03, amplitude: 1e-23 };

/** A galactic binary at these values, with normal posteriors around them. */
export function binary(
  id: string,
  values: Partial<Record<keyof typeof WIDTHS, number>> = {},
  snr = 20,
): CatalogueSource {
  const all = { frequency: 3e-3, lambda: 1, beta: 0.2, amplitude: 1e-22, ...values };
  const samples = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, normals(`${id} ${name}`, value, WIDTHS[name as "beta"])]),
  );
  const parameters = Object.entries(samples).map(([name, each]) => parameterOf(name, each));
  return {
    id,
    class: "galactic-binary",
    parameters,
    samples,
    snr,
    confidence: 0.99,
    waveform: `waveforms.h5#/${id}`,
    residual: "l2.h5",
  };
}

/** The same known exactly, without samples. */
export function exact(id: string, values: Readonly<Record<string, number>>, snr = 20): CatalogueSource {
  const parameters = Object.entries(values).map(([name, value]) => ({
    name,
    unit: unitOf(name),
    value,
    low: value,
    high: value,
  }));
  return { id, class: "galactic-binary", parameters, samples: {}, snr, confidence: 1, waveform: "", residual: "" };
}

export function normals(name: string, mean: number, sigma: number, count = 2000): Float64Array {
  return randomStream(5n, name)
    .normals(new Float64Array(count))
    .map((value) => mean + sigma * value);
}

export function release(version: string, parent: string, sources: readonly CatalogueSource[]): CatalogueRelease {
  const inputs = [{ name: "l1.h5", sha256: "ab".repeat(32) }];
  return { version, parent, software: "lisalab test", inputs, epoch: 0, credibility: 0.9, sources };
}
