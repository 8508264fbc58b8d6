import { checkedNumber } from "../core/options.js";
import type { Radians } from "../core/units.js";

/** Where on the sky a wave comes from. */
export interface Direction {
  /** Ecliptic longitude (rad). */
  readonly lambda: Radians;
  /** Ecliptic latitude (rad). */
  readonly beta: Radians;
}

/** Three numbers of the barycentric ecliptic frame. */
export type Vector = readonly [x: number, y: number, z: number];

/** How a wave travels and how its polarisations lie. */
export interface WaveBasis {
  /** Direction of propagation. */
  readonly k: Vector;
  readonly u: Vector;
  readonly v: Vector;
}

/**
 * k = −(cos β cos λ, cos β sin λ, sin β), u = (sin λ, −cos λ, 0), v = (−sin β cos λ, −sin β sin λ, cos β); h₊ stretches along u
 * when it shrinks along v (LISA Data Challenge Manual, LISA-LCST-SGS-MAN-001, section 3).
 */
export function waveBasis({ lambda, beta }: Direction): WaveBasis {
  const [cosLambda, sinLambda] = [Math.cos(lambda), Math.sin(lambda)];
  const [cosBeta, sinBeta] = [Math.cos(beta), Math.sin(beta)];
  return {
    k: [-cosBeta * cosLambda, -cosBeta * sinLambda, -sinBeta],
    u: [sinLambda, -cosLambda, 0],
    v: [-sinBeta * cosLambda, -sinBeta * sinLambda, cosBeta],
  };
}

/** The direction, when it is one. @throws BadArgumentError for a latitude beyond the poles and for what is no number */
export function checkedDirection(what: string, { lambda, beta }: Direction): Direction {
  return {
    lambda: checkedNumber(what, "lambda", lambda, { unit: "rad" }),
    beta: checkedNumber(what, "beta", beta, { unit: "rad", min: -Math.PI / 2, max: Math.PI / 2 }),
  };
}

/**
 * Galactic to ecliptic: the galactic frame of 1958, and the true ecliptic and equinox of J2000.0, as astropy 8's Galactic and
 * BarycentricTrueEcliptic have them (a rotation; rows are the ecliptic axes).
 */
const ECLIPTIC_OF_GALACTIC: readonly Vector[] = [
  [-5.494_276_166_488_820_7e-2, 4.941_020_309_281_541_3e-1, -8.676_661_085_770_884_8e-1],
  [-9.938_176_435_882_277_7e-1, -1.110_243_460_456_234_3e-1, -2.930_492_859_758_441_7e-4],
  [-9.647_685_853_808_488_1e-2, 8.622_857_865_103_745_7e-1, 4.971_473_002_529_614_4e-1],
];

/** The ecliptic direction of galactic longitude and latitude (rad). */
export function directionFromGalactic(longitude: Radians, latitude: Radians): Direction {
  const galactic = [
    Math.cos(latitude) * Math.cos(longitude),
    Math.cos(latitude) * Math.sin(longitude),
    Math.sin(latitude),
  ];
  const [x, y, z] = ECLIPTIC_OF_GALACTIC.map((row) => row.reduce((sum, value, n) => sum + value * galactic[n]!, 0));
  const lambda = Math.atan2(y!, x!);
  return { lambda: lambda < 0 ? lambda + 2 * Math.PI : lambda, beta: Math.atan2(z!, Math.hypot(x!, y!)) };
}

/** Galactic longitude and latitude (rad) of an ecliptic direction: the way back. */
export function galacticOf({ lambda, beta }: Direction): { readonly longitude: Radians; readonly latitude: Radians } {
  const ecliptic = [Math.cos(beta) * Math.cos(lambda), Math.cos(beta) * Math.sin(lambda), Math.sin(beta)];
  const [x, y, z] = [0, 1, 2].map((axis) =>
    ECLIPTIC_OF_GALACTIC.reduce((sum, row, n) => sum + row[axis]! * ecliptic[n]!, 0),
  );
  const longitude = Math.atan2(y!, x!);
  return {
    longitude: longitude < 0 ? longitude + 2 * Math.PI : longitude,
    latitude: Math.atan2(z!, Math.hypot(x!, y!)),
  };
}
