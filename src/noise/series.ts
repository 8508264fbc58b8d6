import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { colouredNoise, resumedColouredNoise } from "./coloured.js";
import { type NoiseFilter, type NoiseShape, noiseFilter } from "./design.js";
import { filteredSeries, resumedFilteredNoise } from "./filtered.js";
import type { GeneratorState, GivenState, SeriesGenerator } from "./generator.js";
import { type TabulatedShape, tabulatedModel } from "./tabulated.js";

/**
 * White noise of an amplitude spectral density (unit/√Hz), sampled every `dt`: the standard deviation of its samples is
 * asd √(1/2dt).
 */
export function whiteNoise(
  { asd, dt }: { readonly asd: number; readonly dt: Seconds },
  seed: bigint,
  name: string,
): SeriesGenerator {
  if (!(asd >= 0 && asd < Infinity && dt > 0 && dt < Infinity)) {
    throw new BadArgumentError(
      `White noise of ${asd}/√Hz every ${dt} s can't be made: it takes a density of 0 or more and a positive interval.`,
      { asd, dt },
    );
  }
  return colouredNoise({ dt, direct: asd / Math.sqrt(2 * dt), poles: [], residues: [] }, seed, name);
}

/**
 * Gaussian noise of any smooth density, within 1 % of it from its lowest frequency to the Nyquist frequency, stationary from
 * the first sample on.
 * @param shape the model; or its filter, where several streams have the same one: to design it takes a while
 */
export function shapedNoise(shape: NoiseShape | NoiseFilter, seed: bigint, name: string): SeriesGenerator {
  return colouredNoise("model" in shape ? noiseFilter(shape) : shape, seed, name);
}

/** Noise of a density from a table: {@link shapedNoise} between its points on a smooth curve in logarithms, by powers outside. */
export function tabulatedNoise(table: TabulatedShape, seed: bigint, name: string): SeriesGenerator {
  return shapedNoise(tabulatedModel(table), seed, name);
}

/**
 * White noise through FIR coefficients c: its one-sided density is |Σ c_k exp(−2πi f k dt)|² (unit²/Hz), as is that of the
 * white noise 1.
 */
export function filteredNoise(
  { coefficients, dt }: { readonly coefficients: ArrayLike<number>; readonly dt: Seconds },
  seed: bigint,
  name: string,
): SeriesGenerator {
  if (!(coefficients.length > 0 && Array.from(coefficients).every(Number.isFinite))) {
    throw new BadArgumentError("A filter has one coefficient or more, all finite numbers; these are not.", {
      coefficients: coefficients.length,
    });
  }
  return filteredSeries(Array.from(coefficients), whiteNoise({ asd: 1, dt }, seed, name));
}

/** A series that is given: its samples one after the other, and an error where they end. */
export function givenSeries(values: Float64Array, position: number = 0): SeriesGenerator {
  if (!(Number.isInteger(position) && position >= 0 && position <= values.length)) {
    throw new BadArgumentError(
      `A given series of ${values.length} samples goes on from a position from 0 to ${values.length}, not ${position}.`,
      { position, length: values.length },
    );
  }
  let at = position;
  return {
    next(out) {
      if (at + out.length > values.length) {
        throw new BadDataError(
          `The given series ends after ${values.length} samples; samples ${at} to ${at + out.length - 1} were asked for.`,
          { length: values.length, position: at, wanted: out.length },
        );
      }
      out.set(values.subarray(at, at + out.length));
      at += out.length;
      return out;
    },
    state: (): GivenState => ({ kind: "given", position: at, length: values.length }),
  };
}

/**
 * The generator that goes on, with the same bits, where `state` was taken.
 * @param given the values, if it was a given series: its state does not hold them
 */
export function resumedGenerator(state: GeneratorState, given?: Float64Array): SeriesGenerator {
  if (state.kind === "coloured") return resumedColouredNoise(state);
  if (state.kind === "filtered") return resumedFilteredNoise(state);
  if (state.kind === "given" && given?.length === state.length) return givenSeries(given, state.position);
  throw new BadArgumentError(
    state.kind === "given"
      ? `This generator repeats a given series of ${state.length} samples, which its state does not hold: hand over the same one, not ${given?.length ?? "none"}.`
      : `There is no generator of the kind "${String((state as { kind?: unknown }).kind)}"; there are coloured, filtered and given.`,
    { state },
  );
}
