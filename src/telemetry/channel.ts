import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";

/**
 * How a sample is written. "float64": IEEE 754, as it is. "int": a two's complement number of `bits`, times the resolution; its
 * two lowest codes say why there is no value. "uint": a count of `bits`, whose two highest codes say so. "spare": zeros.
 */
export type Encoding = "float64" | "int" | "uint" | "spare";

/** What a row of the budget stands for, and how its channels are written. */
export interface Format {
  /** Bits of a sample. */
  readonly bits: number;
  readonly encoding: Encoding;
  readonly unit: string;
  /** What one step of the code is worth, in `unit`; of a float64 its step at the upper end of the range. */
  readonly resolution: number;
  /** Smallest and largest value that can be told, in `unit`. */
  readonly range: readonly [number, number];
}

/** A channel of a spacecraft's telemetry. All spacecraft have the same ones. */
export interface Channel extends Format {
  /** Its name in cells, packets and figures: "eh_temperature_03"; with the spacecraft "1/eh_temperature_03". */
  readonly name: string;
  /** The row of the mission's budget that it belongs to. */
  readonly row: string;
  /** The application on board that sends it: the lower byte of its packets' APID. */
  readonly application: number;
  /** Sampling rate (Hz). */
  readonly rate: Hertz;
  /** Whether it is sent. */
  readonly on: boolean;
  readonly description: string;
}

/** How many codes of "int" and "uint" stand for no value: nothing was measured (the outermost), a planned interruption. */
const NO_VALUE_CODES = 2;

/** IEEE 754: any number, exactly; `largest` is what the channel is made for, and where the step is told. */
export function float64(unit: string, largest: number): Format {
  const resolution = 2 ** (Math.floor(Math.log2(largest)) - 52);
  return { bits: 64, encoding: "float64", unit, resolution, range: [-largest, largest] };
}

/** A two's complement number of `bits`, whose step is the power of two 2^`exponent` of `unit`. */
export function int(bits: number, unit: string, exponent: number): Format {
  const resolution = 2 ** exponent;
  const half = 2 ** (bits - 1);
  const range = [(NO_VALUE_CODES - half) * resolution, (half - 1) * resolution] as const;
  return { bits, encoding: "int", unit, resolution, range };
}

/** A count in `bits`, at most 31. */
export function uint(bits: number): Format {
  return { bits, encoding: "uint", unit: "1", resolution: 1, range: [0, 2 ** bits - 1 - NO_VALUE_CODES] };
}

/** Bits that are sent and say nothing. */
export function spare(bits: number): Format {
  return { bits, encoding: "spare", unit: "1", resolution: 1, range: [0, 0] };
}

/** Names numbered from 1, with as many digits as the last one needs, two at least. */
export function numbered(name: string, count: number): readonly string[] {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new BadArgumentError(`${count} channels ${name} can't be numbered; give a whole number above 0.`, { count });
  }
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, index) => `${name}_${String(index + 1).padStart(digits, "0")}`);
}
