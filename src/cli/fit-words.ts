import type { FitFileOptions, NoiseName } from "../io/fitrun.js";
import { oneOf } from "./choice.js";
import { UsageError } from "./failure.js";

interface FitWords {
  readonly band?: string | undefined;
  readonly "false-alarms"?: string | undefined;
}

const NOISES = ["estimated", "Sangria", "SciRD", "MRD", "proposal"] as const;

/** The words as options. @throws UsageError for words that are none */
export function fitOptions(given: FitWords, command: string): Pick<FitFileOptions, "band" | "falseAlarms"> {
  const alarms = given["false-alarms"];
  return {
    ...(given.band !== undefined && { band: bandIn(given.band, command) }),
    ...(alarms !== undefined && { falseAlarms: positive("--false-alarms", alarms, command) }),
  };
}

/** Whose noise what is left is compared with. */
export function noiseIn(text: string | undefined): NoiseName {
  return text === undefined ? "estimated" : oneOf("--noise", NOISES, text);
}

function bandIn(text: string, command: string): { readonly from: number; readonly to: number } {
  const [from, to, ...more] = text.split(",").map(Number);
  if (from !== undefined && to !== undefined && more.length === 0 && from > 0 && to > from && to < 1)
    return { from, to };
  throw new UsageError(`--band is ${text}; it must be two frequencies in Hz, such as 3e-4,2e-2`, command);
}

/** A number above 0. */
export function positive(option: string, text: string, command: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`${option} is ${text}; it must be a number above 0`, command);
}

/** A whole number. */
export function whole(option: string, text: string, command: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new UsageError(`${option} is ${text}; it must be a whole number from 0`, command);
}
