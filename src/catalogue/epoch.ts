import { BadArgumentError } from "../core/errors.js";
import type { CatalogueRelease } from "./release.js";
import type { CatalogueSource, SourceParameter } from "./source.js";

/**
 * A release whose times, frequencies and phases count from another epoch (s of TCB): f + ḟΔ, the phase that the source has then, and times
 * that are Δ less; samples too. An interval of a phase moves with its value, as if the frequency were known exactly.
 * @throws BadArgumentError for an epoch that is no number
 */
export function atEpoch(release: CatalogueRelease, epoch: number): CatalogueRelease {
  if (!Number.isFinite(epoch)) throw new BadArgumentError(`The epoch is ${epoch}; it is a time (s of TCB).`, { epoch });
  const after = epoch - release.epoch;
  if (after === 0) return release;
  return { ...release, epoch, sources: release.sources.map((source) => sourceLater(source, after)) };
}

function sourceLater(source: CatalogueSource, after: number): CatalogueSource {
  const { parameters, samples } = source;
  const value = (name: string): number => parameters.find((one) => one.name === name)?.value ?? 0;
  const moved = (parameter: SourceParameter): SourceParameter => {
    const shift = shiftOf(source.class, parameter.name, value, after);
    return {
      ...parameter,
      value: parameter.value + shift,
      low: parameter.low + shift,
      high: parameter.high + shift,
    };
  };
  const movedSamples = Object.entries(samples).map(([name, values]) => {
    const at = (n: number) => (key: string) => samples[key]?.[n] ?? value(key);
    return [name, values.map((one, n) => one + shiftOf(source.class, name, at(n), after))] as const;
  });
  return { ...source, parameters: parameters.map(moved), samples: Object.fromEntries(movedSamples) };
}

/** φ(t) = 2πft + πḟt² + (π/3)f̈t³ − phase: what the phase gets, the frequency and its derivative. */
function shiftOf(kind: CatalogueSource["class"], name: string, value: (name: string) => number, after: number): number {
  if (name === "time") return -after;
  if (kind !== "galactic-binary") return 0;
  const [frequency, fdot, fddot] = [value("frequency"), value("fdot"), value("fddot")];
  if (name === "frequency") return after * (fdot + (fddot * after) / 2);
  if (name === "fdot") return after * fddot;
  if (name !== "phase") return 0;
  const cycles = after * (frequency + (fdot * after) / 2 + (fddot * after * after) / 6);
  return -2 * Math.PI * (cycles - Math.round(cycles));
}
