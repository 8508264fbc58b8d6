import type { Direction } from "./antenna.js";

/**
 * Directions evenly over the half of the sky above the constellation's plane, which sees the same as the half below: Gauss's
 * points in height, equal steps around. `rings` heights resolve waves up to about `rings` radians across the triangle.
 */
export function halfSky(rings: number): readonly Direction[] {
  const around = 4 * rings;
  return gaussPoints(rings).flatMap(({ at, weight }) => {
    const z = (at + 1) / 2;
    const across = Math.sqrt(1 - z * z);
    return Array.from({ length: around }, (_, k): Direction => {
      const angle = (2 * Math.PI * (k + 0.5)) / around;
      return { propagation: [across * Math.cos(angle), across * Math.sin(angle), z], weight: weight / 2 / around };
    });
  });
}

/** Gauss's points and weights on [−1, 1]: zeros of Legendre's polynomial by Newton's steps. */
function gaussPoints(count: number): readonly { readonly at: number; readonly weight: number }[] {
  return Array.from({ length: count }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 6; step++) {
      const { value, derivative } = legendre(count, x);
      x -= value / derivative;
      slope = legendre(count, x).derivative;
    }
    return { at: x, weight: 2 / ((1 - x * x) * slope * slope) };
  });
}

function legendre(degree: number, x: number): { value: number; derivative: number } {
  let [before, value] = [1, x];
  for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return { value, derivative: (degree * (x * value - before)) / (x * x - 1) };
}
