import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import type { PerMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";

/** Three components. */
export type Vector = readonly [number, number, number];

/** A constellation at rest. */
export interface Triangle {
  /** Positions from the middle, as light travel times (s). */
  readonly positions: readonly [Vector, Vector, Vector];
}

/**
 * The triangle with these light travel times in the plane z = 0, spacecraft 1 on the x axis, 2 and 3 counterclockwise. Its
 * sides are the means of both ways. @throws BadArgumentError when no triangle has such sides
 */
export function triangleOf(delays: PerMosa<Seconds>): Triangle {
  const side = (a: "12" | "23" | "31", b: "21" | "32" | "13"): number => (delays[a] + delays[b]) / 2;
  const [a, b, c] = [side("23", "32"), side("31", "13"), side("12", "21")];
  const along = (c * c + b * b - a * a) / (2 * c);
  const square = b * b - along * along;
  if (!(square > 0)) {
    const sides = [c, a, b].map((time) => (time * SPEED_OF_LIGHT.value).toPrecision(6)).join(", ");
    throw new BadArgumentError(
      `Arms of ${sides} m make no triangle; the longest must be shorter than both others together.`,
    );
  }
  const corners: readonly Vector[] = [
    [0, 0, 0],
    [c, 0, 0],
    [along, Math.sqrt(square), 0],
  ];
  const middle = [0, 1].map((k) => (corners[0]![k]! + corners[1]![k]! + corners[2]![k]!) / 3);
  const centred = corners.map(([x, y]) => [x - middle[0]!, y - middle[1]!] as const);
  // The first corner comes to lie on the x axis.
  const [x0, y0] = centred[0]!;
  const radius = Math.hypot(x0, y0);
  const positions = centred.map(([x, y]) => [(x * x0 + y * y0) / radius, (y * x0 - x * y0) / radius, 0] as Vector);
  return { positions: positions as unknown as Triangle["positions"] };
}

/** The same triangle turned: its plane tilted and carried round as LISA's is, `phase` after the start of its yearly orbit. */
export function inOrbit({ positions }: Triangle, phase: number): Triangle {
  const [c, s] = [Math.cos(phase), Math.sin(phase)];
  const turned = positions.map(([x, y]) => {
    // In its plane the constellation turns once a year, against its motion round the Sun; the plane is tilted by 60°.
    const [u, v] = [x * c + y * s, y * c - x * s];
    const [outward, normal] = [u / 2, (u * Math.sqrt(3)) / 2];
    return [outward * c - v * s, outward * s + v * c, normal] as Vector;
  });
  return { positions: turned as unknown as Triangle["positions"] };
}
