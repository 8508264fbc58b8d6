import { ellipticE, ellipticK, ellipticPi } from "../math/elliptic.js";
import type { OrbitShape } from "./emri-rates.js";

/** Constants of a bound geodesic of a Kerr black hole, in units of its mass; the orbit is prograde. */
interface Geodesic {
  readonly q: number;
  /** 1 − x², x = cos of the inclination by turning points. */
  readonly z2: number;
  readonly energy: number;
  readonly momentum: number;
  /** Radii where the radial motion turns, or would: r1 ≥ r2 > r3 ≥ r4. */
  readonly radii: readonly [number, number, number, number];
}

/** Angular frequencies by coordinate time, times the mass. */
export interface KerrFrequencies {
  readonly phi: number;
  readonly theta: number;
  readonly r: number;
}

/**
 * Fundamental frequencies of a generic orbit round a black hole of spin 0 ≤ q < 1 (R. Fujita and W. Hikida 2009,
 * doi:10.1088/0264-9381/26/13/135002, equations 21 and 37 to 42).
 */
export function kerrFrequencies(q: number, shape: OrbitShape): KerrFrequencies {
  const orbit = geodesicOf(q, shape);
  const { energy, momentum, z2 } = orbit;
  const polar = polarMotion(orbit);
  const radial = radialMotion(orbit);
  const root = Math.sqrt(1 - q * q);
  const [plus, minus] = [1 + root, 1 - root];
  const far = 1 / root;
  const [f, g] = [radial.near(plus), radial.near(minus)];
  const pull = (radius: number): number => 2 * energy * radius - q * momentum;
  const drag = ((q * radial.rate) / (Math.PI * radial.size)) * far * (pull(plus) * f - pull(minus) * g);
  const phi = (2 * polar.rate * ellipticPi(z2, polar.m)) / (Math.PI * polar.stretch) + drag;
  const slow = (radius: number): number => (4 * energy - q * momentum) * radius - 2 * q * q * energy;
  const time =
    4 * energy +
    polar.time +
    ((2 * radial.rate) / (Math.PI * radial.size)) * (radial.time + far * (slow(plus) * f - slow(minus) * g));
  return { phi: phi / time, theta: polar.rate / time, r: radial.rate / time };
}

/**
 * The semilatus rectum of the last stable orbit of this eccentricity and inclination: coming from far out, where r2 and r3 meet. (Deeper
 * inside the formulas have other, meaningless solutions.)
 */
export function separatrixOf(q: number, { e, y }: Pick<OrbitShape, "e" | "y">): number {
  const isStable = (p: number): boolean => {
    const [, r2, r3] = geodesicOf(q, { p, e, y }).radii;
    return r2 - r3 > 0;
  };
  let high = FARTHEST;
  while (isStable(high * COARSE) && high > 1) high *= COARSE;
  let low = high * COARSE;
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (isStable(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** A retrograde orbit of a hole of spin 1 with e = 1 is at 11.7, all others within. */
const FARTHEST = 12;
const COARSE = 0.99;

/** Energy and angular momentum (W. Schmidt 2002, doi:10.1088/0264-9381/19/10/314), for x that belongs to Y. */
function geodesicOf(q: number, { p, e, y }: OrbitShape): Geodesic {
  let x = y;
  let [energy, momentum] = energyAndMomentum(q, p, e, x);
  // Y² = x²/(1 + x²z²q²(1 − E²)/L²): what is after 1 is small, so that each round brings three digits.
  for (let n = 0; n < 40; n++) {
    const share = (x * x * (1 - x * x) * q * q * (1 - energy * energy)) / (momentum * momentum);
    const next = Math.min(1, y * Math.sqrt(1 + share));
    const done = Math.abs(next - x) <= 1e-16;
    x = next;
    [energy, momentum] = energyAndMomentum(q, p, e, x);
    if (done || Number.isNaN(x)) break;
  }
  return { q, z2: 1 - x * x, energy, momentum, radii: turningPoints(q, p, e, x, energy, momentum) };
}

function energyAndMomentum(q: number, p: number, e: number, x: number): [number, number] {
  const z2 = 1 - x * x;
  const [r1, r2] = [p / (1 - e), p / (1 + e)];
  const forms = radialForms(q, z2);
  // Determinants of the values at r1 and r2 over r2 − r1, by divided differences, so that circles are no exception.
  const value = (name: Form): number => forms[name].reduceRight((sum, c) => sum * r1 + c, 0);
  const slope = (name: Form): number => dividedDifference(forms[name], r1, r2);
  const pair = (a: Form, b: Form): number => value(a) * slope(b) - value(b) * slope(a);
  const [kappa, epsilon, rho] = [pair("d", "h"), pair("d", "g"), pair("f", "h")];
  const [eta, sigma] = [pair("f", "g"), pair("g", "h")];
  const root = Math.sqrt(Math.max(0, sigma * (sigma * epsilon ** 2 + rho * epsilon * kappa - eta * kappa ** 2)));
  const energy = Math.sqrt((kappa * rho + 2 * epsilon * sigma - 2 * root) / (rho * rho + 4 * eta * sigma));
  const [d, f, g, h] = [value("d"), value("f"), value("g"), value("h")];
  return [energy, (-energy * g + Math.sqrt(-d * h + energy * energy * (g * g + f * h))) / h];
}

type Form = "d" | "f" | "g" | "h";

/** Polynomials in r, lowest power first: the radial equation is f E² − 2g E L − h L² − d = 0 at turning points. */
function radialForms(q: number, z2: number): Readonly<Record<Form, readonly number[]>> {
  const q2 = q * q;
  const x2 = 1 - z2;
  return {
    d: [q2 * q2 * z2, -2 * q2 * z2, q2 * (1 + z2), -2, 1],
    f: [q2 * q2 * z2, 2 * q2 * x2, q2 * (1 + z2), 0, 1],
    g: [0, 2 * q],
    h: [(z2 * q2) / x2, -2 / x2, 1 / x2],
  };
}

/** (P(b) − P(a))/(b − a). */
function dividedDifference(coefficients: readonly number[], a: number, b: number): number {
  let [sum, value] = [0, 0];
  for (let n = coefficients.length - 1; n > 0; n--) {
    value = value * a + coefficients[n]!;
    sum = sum * b + value;
  }
  return sum;
}

function turningPoints(
  q: number,
  p: number,
  e: number,
  x: number,
  energy: number,
  momentum: number,
): Geodesic["radii"] {
  const z2 = 1 - x * x;
  const [r1, r2] = [p / (1 - e), p / (1 + e)];
  const bound = 1 - energy * energy;
  const carter = z2 * (q * q * bound + (momentum * momentum) / (1 - z2));
  const half = 1 / bound - (r1 + r2) / 2;
  const product = (q * q * carter) / (bound * r1 * r2);
  const r3 = half + Math.sqrt(half * half - product);
  return [r1, r2, r3, product / r3];
}

function polarMotion({ q, z2, energy, momentum }: Geodesic): {
  readonly m: number;
  readonly stretch: number;
  readonly rate: number;
  readonly time: number;
} {
  const bound = 1 - energy * energy;
  const zPlus = (momentum * momentum) / (1 - z2) + q * q * bound;
  const stretch = Math.sqrt(zPlus) / momentum;
  const m = (z2 * q * q * bound) / zPlus;
  const rate = (Math.PI * Math.sqrt(zPlus)) / (2 * ellipticK(m));
  const time = ((2 * zPlus * energy * rate) / (bound * Math.PI * Math.sqrt(zPlus))) * (ellipticK(m) - ellipticE(m));
  return { m, stretch, rate, time };
}

function radialMotion({ energy, radii: [r1, r2, r3, r4] }: Geodesic): {
  readonly size: number;
  readonly rate: number;
  readonly time: number;
  readonly near: (horizon: number) => number;
} {
  const m = ((r1 - r2) * (r3 - r4)) / ((r1 - r3) * (r2 - r4));
  const size = Math.sqrt((1 - energy * energy) * (r1 - r3) * (r2 - r4));
  const h = (r1 - r2) / (r1 - r3);
  const [k, pi] = [ellipticK(m), ellipticPi(h, m)];
  const squares =
    (r3 * (r1 + r2 + r3) - r1 * r2) * k + (r2 - r3) * (r1 + r2 + r3 + r4) * pi + (r1 - r3) * (r2 - r4) * ellipticE(m);
  return {
    size,
    rate: (Math.PI * size) / (2 * k),
    time: (energy / 2) * squares + 2 * energy * (r3 * k + (r2 - r3) * pi),
    near: (horizon) => {
      const n = (h * (r3 - horizon)) / (r2 - horizon);
      return (k - ((r2 - r3) / (r2 - horizon)) * ellipticPi(n, m)) / (r3 - horizon);
    },
  };
}
