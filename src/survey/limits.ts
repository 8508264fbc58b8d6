import { BadArgumentError } from "../core/errors.js";
import type { BandLevel } from "../quality/bands.js";

/** Distances from a model that warn and that fail, up or down (dB). */
export type LevelLimits = readonly [warn: number, fail: number];

/** So many standard deviations of what chance alone does are no chance: of a hundred bands, none in a hundred runs. */
const CHANCE = 4.5;
/** What models leave out, in dB, if nothing else is said. */
const MODEL_ERROR = 0.8;

/**
 * The limits of one band: those given, or narrower ones where the band has so many averages that chance moves it less; it then
 * warns at 4.5 standard deviations plus `modelError`, what models leave out, and fails at twice that.
 */
export function bandLimits(
  { uncertainty }: BandLevel,
  [warn, fail]: LevelLimits,
  modelError: number = MODEL_ERROR,
): LevelLimits {
  const narrow = CHANCE * uncertainty + modelError;
  return [Math.min(warn, narrow), Math.min(fail, 2 * narrow)];
}

/** Refuses two limits that are given in reverse: the first warns, the second, which is wider, fails. */
export function mustRise(name: string, limits: readonly number[]): void {
  if (limits.every((limit, index) => index === 0 || limit >= limits[index - 1]!)) return;
  throw new BadArgumentError(
    `${name}=${JSON.stringify(limits)}: the limits must rise, the one that warns before the one that fails`,
    {
      name,
      limits,
    },
  );
}
