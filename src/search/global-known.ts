import { randomStream } from "../core/random.js";
import type { NoiseDensity } from "../inference/density.js";
import { innerProduct, optimalSnr } from "../inference/product.js";
import type { TdiSignal } from "../response/signal.js";
import { KNOWN_BINARIES, type KnownBinary } from "../waveforms/known.js";
import { binaryOf, type Factors, type GalacticBinary, type Intrinsic, type Linear } from "./binary.js";
import type { FoundBinary } from "./galactic.js";
import { Neighbourhood } from "./neighbourhood.js";
import type { Observation } from "./observation.js";
import { twoFThreshold } from "./significance.js";
import { addSignal, signalOf } from "./templates.js";

/** Known binaries in data that are too short to say where a binary is. */
export interface KnownSearch {
  readonly binaries: readonly FoundBinary[];
  readonly threshold: number;
}

/** The names of factors, of each of which a signal is a multiple. */
const FACTORS: readonly (keyof Factors)[] = ["plusRe", "plusIm", "crossRe", "crossIm"];
const NONE: Factors = { plusRe: 0, plusIm: 0, crossRe: 0, crossIm: 0 };

/** Those of {@link KNOWN_BINARIES} that the data have, by 2F at their frequencies and places; the loudest first out of the data. */
export function knownBinariesIn(
  seen: Observation,
  data: TdiSignal,
  noise: NoiseDensity,
  band: { readonly from: number; readonly to: number },
  falseAlarms: number,
): KnownSearch {
  const copy = ({ re, im }: TdiSignal["A"]): TdiSignal["A"] => ({ re: re.slice(), im: im.slice() });
  const left = { ...data, A: copy(data.A), E: copy(data.E) };
  let places = KNOWN_BINARIES.map(placeOf).filter(({ frequency }) => frequency > band.from && frequency < band.to);
  const threshold = places.length === 0 ? 0 : twoFThreshold(falseAlarms, places.length);
  const binaries: FoundBinary[] = [];
  for (;;) {
    const tried = places.map((at) => ({
      at,
      ...new Neighbourhood(seen, left, noise, { ...at, ...NONE }).fStatistic(at),
    }));
    const best = tried.sort((a, b) => b.twoF - a.twoF)[0];
    if (best === undefined || best.twoF < threshold) break;
    const linear = { ...best.at, ...best.factors };
    const signal = signalOf(seen, linear);
    addSignal(left, signal, -1);
    binaries.push({ binary: binaryOf(linear), linear, snr: optimalSnr(signal, noise), twoF: best.twoF });
    places = places.filter((at) => at !== best.at);
  }
  return { binaries: binaries.sort((a, b) => a.binary.frequency - b.binary.frequency), threshold };
}

function placeOf({ millihertz, lambda, beta }: KnownBinary): Intrinsic {
  const { PI } = Math;
  return { frequency: millihertz / 1000, fdot: 0, lambda: (lambda * PI) / 180, beta: (beta * PI) / 180 };
}

/** Samples of a binary whose frequency and place are known: its factors are normal around the best ones, with the inverse of their products. */
export function knownSamples(
  seen: Observation,
  { linear }: FoundBinary,
  noise: NoiseDensity,
  seed: bigint,
  count: number,
): Readonly<Record<string, Float64Array>> {
  const signals = FACTORS.map((name) => signalOf(seen, { ...linear, ...NONE, [name]: 1 } as Linear));
  const root = lowerRoot(signals.map((one) => signals.map((other) => innerProduct(one, other, noise))));
  const random = randomStream(seed, `known binary at ${linear.frequency}`);
  const draws = Array.from({ length: count }, (): GalacticBinary => {
    const moves = solvedFromBelow(root, random.normals(new Float64Array(FACTORS.length)));
    const factors = Object.fromEntries(FACTORS.map((name, n) => [name, linear[name] + moves[n]!]));
    return binaryOf({ ...linear, ...factors });
  });
  const names = ["amplitude", "inclination", "polarization", "phase"] as const;
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(draws, (draw) => draw[name])]));
}

/** L with L Lᵀ the matrix. */
function lowerRoot(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const rows: number[][] = matrix.map((row) => row.map(() => 0));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= rows[i]![k]! * rows[j]![k]!;
      // Factors that the data can't tell apart have a millionth of the variance that they would have alone.
      rows[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-6 * row[i]!)) : sum / rows[j]![j]!;
    }
  });
  return rows;
}

/** x with Lᵀx = z. */
function solvedFromBelow(root: readonly (readonly number[])[], z: Float64Array): Float64Array {
  const x = new Float64Array(z.length);
  for (let i = z.length - 1; i >= 0; i--) {
    let sum = z[i]!;
    for (let k = i + 1; k < z.length; k++) sum -= root[k]![i]! * x[k]!;
    x[i] = sum / root[i]![i]!;
  }
  return x;
}
