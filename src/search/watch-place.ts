import type { Seconds } from "../core/units.js";
import {
  bestAmplitudes,
  chirpOrientation,
  type IntrinsicChirp,
  type MassiveBinary,
} from "../inference/chirpamplitudes.js";
import type { HeterodynedLikelihood } from "../inference/heterodyne.js";
import { entryOf, type Matrix, matrixInverse, matrixOf } from "../math/matrix.js";
import type { ConstellationPath } from "../response/path.js";
import { climbed } from "./merger-climb.js";
import { likelihoodNear, type MergerData, type MergerPoint, mergerAt } from "./merger-likelihood.js";
import { amplitudeDraws, amplitudeEvidence } from "./watch-amplitudes.js";

/** ln chirp mass, δ, χ of both and the arrival at the constellation (s): what is fitted at each place on the sky. */
export type Inner = Float64Array;

/** A place on the sky with what fits best there. */
export interface Placed {
  readonly lambda: number;
  readonly beta: number;
  readonly inner: Inner;
  /** ln of likelihood and prior, but for −½⟨d|d⟩, with the best amplitudes. */
  readonly value: number;
}

/** Before the merger mass ratio and spins hardly show: they are taken from these (mean and standard deviation). */
const PRIOR = { delta: [0.35, 0.3], chi: [0, 0.4] } as const;
/** Steps of differences: along what hardly shows, greater ones would see the fourth derivative of what does. */
const STEPS = Float64Array.of(2e-6, 2e-4, 2e-4, 0.2, 2e-3, 2e-3);
/** Farthest from 0, so that differences exist; and how wide inner numbers are where data don't say. */
const EDGES = Float64Array.of(Number.POSITIVE_INFINITY, 0.94, 0.98, Number.POSITIVE_INFINITY);
const WIDTHS = Float64Array.of(0.02, 0.3, 0.4, 7200);
const BINS = 96;
const CLIMBS = 30;
/** Newton's steps at most, and the gain that is enough. */
const ROUNDS = 3;
const ENOUGH = 0.3;
const DAMPINGS = [0, 1e-4, 1e-3, 1e-2, 0.1, 1];

/** The posterior of a binary whose merger may be still to come, at any place of the sky. */
export class MergerPlacing {
  readonly #path: ConstellationPath;
  readonly #likelihood: HeterodynedLikelihood;
  readonly #draws: Float64Array = amplitudeDraws();
  #inverses: readonly Matrix[] = [];

  constructor(into: MergerData, near: Pick<Placed, "lambda" | "beta" | "inner">) {
    this.#path = into.path;
    const reference = mergerAt(pointAt(near.lambda, near.beta, near.inner), into.path);
    this.#likelihood = likelihoodNear(reference, into, BINS);
  }

  at(lambda: number, beta: number, inner: Inner): Placed {
    const point = pointAt(lambda, beta, inner);
    if (!canBe(point)) {
      return { lambda, beta, inner, value: Number.NEGATIVE_INFINITY };
    }
    const products = this.#likelihood.products(mergerAt(point, this.#path));
    return { lambda, beta, inner, value: bestAmplitudes(products).logLikelihood + logPrior(inner) };
  }

  /** ln of the posterior of a place, up to a constant: over all amplitudes, with the inner numbers that it has. */
  evidence({ lambda, beta, inner, value }: Placed): number {
    if (!Number.isFinite(value)) return value;
    const products = this.#likelihood.products(mergerAt(pointAt(lambda, beta, inner), this.#path));
    return amplitudeEvidence(products, this.#draws) + logPrior(inner);
  }

  /** The binary of a place, with the amplitudes that are best there. */
  binary({ lambda, beta, inner }: Placed): MassiveBinary {
    const intrinsic = mergerAt(pointAt(lambda, beta, inner), this.#path);
    return { ...intrinsic, ...chirpOrientation(bestAmplitudes(this.#likelihood.products(intrinsic)).amplitudes) };
  }

  /** Uphill from a place in all of it. */
  climbed({ lambda, beta, inner }: Placed): Placed {
    const top = climbed(
      (x) => this.at(x[4], x[5], x.subarray(0, 4)).value,
      Float64Array.of(...inner, lambda, beta),
      STEPS,
      CLIMBS,
    );
    return this.at(top.at[4], top.at[5], top.at.slice(0, 4));
  }

  /** The same place with the inner numbers that are best there, by Newton's steps, damped until they help. */
  adjusted(placed: Placed): Placed {
    let best = placed;
    for (let round = 0; round < ROUNDS; round++) {
      const gained = this.#stepped(best);
      const gain = gained.value - best.value;
      best = gained;
      if (gain < ENOUGH) break;
    }
    return best;
  }

  #stepped(placed: Placed): Placed {
    const { lambda, beta, inner } = placed;
    const slope = inner.map((_, n) => {
      const [up, down] = [1, -1].map((side) => this.at(lambda, beta, moved(inner, [[n, side]])).value) as [
        number,
        number,
      ];
      return (up - down) / 2;
    });
    for (const inverse of this.#inverses) {
      const by = (n: number): number => slope.reduce((sum, s, m) => sum + entryOf(inverse, n, m) * s, 0);
      const next = this.at(
        lambda,
        beta,
        inner.map((x, n) => x + STEPS[n] * by(n)),
      );
      if (next.value > placed.value) return next;
    }
    return placed;
  }

  /** Finds the covariance of the inner numbers at a place, which is kept for all others. */
  bendAt(placed: Placed): void {
    const { lambda, beta } = placed;
    // At the edge of what can be there are no differences.
    const inner = placed.inner.map((x, n) => Math.max(-EDGES[n], Math.min(EDGES[n], x)));
    const value = (moves: readonly Move[]): number => this.at(lambda, beta, moved(inner, moves)).value;
    const centre = value([]);
    const size = inner.length;
    const bend = Array.from({ length: size }, () => new Float64Array(size));
    for (let n = 0; n < size; n++) {
      bend[n][n] = 2 * centre - value([[n, 1]]) - value([[n, -1]]);
      for (let m = 0; m < n; m++) {
        const same =
          value([
            [n, 1],
            [m, 1],
          ]) +
          value([
            [n, -1],
            [m, -1],
          ]);
        const other =
          value([
            [n, 1],
            [m, -1],
          ]) +
          value([
            [n, -1],
            [m, 1],
          ]);
        bend[n][m] = (other - same) / 4;
        bend[m][n] = bend[n][m];
      }
    }
    const isKnown = bend.every((row, n) => row.every(Number.isFinite) && row[n] > 0);
    const at = (n: number, m: number): number => (isKnown ? bend[n][m] : n === m ? (STEPS[n] / WIDTHS[n]) ** 2 : 0);
    this.#inverses = DAMPINGS.map((damping) =>
      matrixInverse(matrixOf(size, size, (n, m) => at(n, m) * (n === m ? 1 + damping : 1))),
    );
  }

  /** Standard deviation of an inner number at a place. */
  sigma(n: number): number {
    // Beside a maximum the least damped that is a covariance.
    const isOne = (inverse: Matrix): boolean => STEPS.every((_, m) => m > 3 || entryOf(inverse, m, m) > 0);
    const covariance = this.#inverses.find(isOne);
    return covariance === undefined ? WIDTHS[n] : STEPS[n] * Math.sqrt(entryOf(covariance, n, n));
  }
}

type Move = readonly [which: number, by: number];

function moved(inner: Inner, moves: readonly Move[]): Inner {
  const out = inner.slice();
  for (const [n, by] of moves) out[n] += by * STEPS[n];
  return out;
}

function pointAt(lambda: number, beta: number, [logMass, delta, chi, time]: Inner): MergerPoint {
  // δ and −δ are the same binary: beyond 0 it is mirrored, so that differences exist there.
  return Float64Array.of(logMass, Math.abs(delta), chi, chi, time, lambda, beta);
}

function canBe([, delta, chi, , , , beta]: MergerPoint): boolean {
  return delta < 0.95 && Math.abs(chi) < 0.99 && Math.abs(beta) <= Math.PI / 2;
}

function logPrior([, delta, chi]: Inner): number {
  const away = (x: number, [mean, sigma]: readonly [number, number]): number => ((x - mean) / sigma) ** 2 / 2;
  return -away(delta, PRIOR.delta) - away(chi, PRIOR.chi);
}

/** A place's binary. */
export function referenceOf({ lambda, beta, inner }: Placed, path: ConstellationPath): IntrinsicChirp {
  return mergerAt(pointAt(lambda, beta, inner), path);
}

/** Where to begin: a template's chirp mass and time, and what is typical for the rest. */
export function innerOf(chirpMass: number, arrival: Seconds): Inner {
  return Float64Array.of(Math.log(chirpMass), PRIOR.delta[0], PRIOR.chi[0], arrival);
}
