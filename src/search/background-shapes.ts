import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";

/** From and to. */
export type Bounds = readonly [number, number];

/** What backgrounds may be before the data: between bounds, uniform, `omega` and `at` in their logarithms. */
export interface BackgroundPriors {
  /** Energy density at the pivot, or at the break or peak, of the critical one; default 1e-14 to 1e-8. */
  readonly omega?: Bounds;
  /** Of a power law, and of a broken one below and above its break; default −3 to 3. */
  readonly index?: Bounds;
  /** Break or peak (Hz); default: the band. */
  readonly at?: Bounds;
  /** Of a peak, in ln f; default 0.1 to 1. */
  readonly width?: Bounds;
}

/**
 * Forms of Ω(f): omega (f/pivot)^index; with two indices around a break; a hump exp(−½(ln(f/at)/width)²). As `StrainSpectrum` has them of
 * densities.
 */
export const BACKGROUND_SHAPES = ["powerLaw", "brokenPowerLaw", "peak"] as const;

export type BackgroundShape = (typeof BACKGROUND_SHAPES)[number];

/** Where a power law's omega is told. */
export const PIVOT: Hertz = 3e-3;

/** One parameter of a model: its prior is uniform in it, or in its logarithm. */
export interface Prior {
  readonly name: string;
  readonly bounds: Bounds;
  readonly isLog: boolean;
}

/** A shape with its parameters. */
export interface Shape {
  readonly priors: readonly Prior[];
  /** Writes Ω at frequencies whose logarithms are given. */
  fill(parameters: Float64Array, logs: Float64Array, out: Float64Array): void;
}

/** A shape by its name. @throws BadArgumentError for one that is not known, and for bounds that are none */
export function shapeOf(name: BackgroundShape, given: BackgroundPriors, band: Bounds): Shape {
  const { omega = [1e-14, 1e-8], index = [-3, 3], at = band, width = [0.1, 1] } = given;
  const size = prior("omega", omega, true);
  const place = prior("at", at, true);
  switch (name) {
    case "powerLaw":
      return {
        priors: [size, prior("index", index, false)],
        fill: ([value, slope], logs, out) => power(out, logs, value!, Math.log(PIVOT), slope!, slope!),
      };
    case "brokenPowerLaw":
      return {
        priors: [size, place, prior("index", index, false), prior("indexAbove", index, false)],
        fill: ([value, knee, below, above], logs, out) => power(out, logs, value!, Math.log(knee!), below!, above!),
      };
    case "peak":
      return {
        priors: [size, place, prior("width", width, true)],
        fill: ([value, top, spread], logs, out) => {
          const middle = Math.log(top!);
          for (let k = 0; k < out.length; k++) {
            out[k] = value! * Math.exp(-0.5 * ((logs[k]! - middle) / spread!) ** 2);
          }
        },
      };
    default:
      throw new BadArgumentError(
        `There is no shape of a background "${String(name)}"; there are ${BACKGROUND_SHAPES.join(", ")}.`,
        { shape: name },
      );
  }
}

function power(out: Float64Array, logs: Float64Array, value: number, knee: number, below: number, above: number): void {
  for (let k = 0; k < out.length; k++) {
    const x = logs[k]! - knee;
    out[k] = value * Math.exp((x < 0 ? below : above) * x);
  }
}

/** @throws BadArgumentError for bounds that don't rise, or of a logarithm that are not positive */
export function prior(name: string, bounds: Bounds, isLog: boolean): Prior {
  const [low, high] = bounds;
  if (low < high && Number.isFinite(high - low) && (!isLog || low > 0)) return { name, bounds, isLog };
  throw new BadArgumentError(
    `The prior of ${name} is from ${low} to ${high}; two numbers that rise are expected${isLog ? ", above 0" : ""}.`,
    { name, bounds },
  );
}

/** Where in a prior a part of it ends. */
export function quantileOf({ bounds: [low, high], isLog }: Prior, part: number): number {
  return isLog ? low * (high / low) ** part : low + (high - low) * part;
}
