/** A ringing mode: Mω = c₀ exp(ip₀) + Σ Aₖ exp(ipₖ) κᵏ, with [Aₖ, pₖ] from k = 1 on. */
interface ModeFit {
  readonly start: readonly [number, number];
  readonly terms: readonly (readonly [number, number])[];
}

/** Fits of L. London and E. Fauchon-Jones 2019 (doi:10.1088/1361-6382/ab2f11), as IMRPhenomHM has them. */
const FITS: Readonly<Record<string, ModeFit>> = {
  "2,1": {
    start: [0.589113, 0.043525],
    terms: [
      [0.18896353, 2.289868],
      [1.15012965, 5.810057],
      [6.04585476, 2.741967],
      [11.12627777, 5.84413],
      [9.34711461, 2.669372],
      [3.03838318, 5.791518],
    ],
  },
  "2,2": {
    start: [1.0, 0.0],
    terms: [
      [1.557847, 2.903124],
      [1.95097051, 5.92097],
      [2.09971716, 2.760585],
      [1.4109466, 5.91434],
      [0.41063923, 2.795235],
    ],
  },
  "3,2": {
    start: [1.022464, 0.00487],
    terms: [
      [0.24731213, 0.665292],
      [1.70468239, 3.138283],
      [0.94604882, 0.163247],
      [1.53189884, 5.703573],
      [2.28052668, 2.685231],
      [0.92150314, 5.841704],
    ],
  },
  "3,3": {
    start: [1.5, 0.0],
    terms: [
      [2.095657, 2.964973],
      [2.46964352, 5.996734],
      [2.66552551, 2.817591],
      [1.75836443, 5.932693],
      [0.49905688, 2.781658],
    ],
  },
  "4,3": {
    start: [1.5, 0.0],
    terms: [
      [0.205046, 0.595328],
      [3.10333396, 3.0162],
      [4.23612166, 6.038842],
      [3.02890198, 2.826239],
      [0.90843949, 5.915164],
    ],
  },
  "4,4": {
    start: [2.0, 0.0],
    terms: [
      [2.658908, 3.002787],
      [2.97825567, 6.050955],
      [3.2184235, 2.877514],
      [2.12764967, 5.989669],
      [0.60338186, 2.830031],
    ],
  },
};

/** Frequency and damping frequency of a mode, times the mass of the black hole. */
export interface RingingMode {
  readonly frequency: number;
  readonly damping: number;
}

/** Mode (l, m) of a black hole of this spin, with κ = [ln(2 − a)/ln 3]^(1/(2 + l − |m|)). */
export function ringingMode(l: number, m: number, spin: number): RingingMode {
  const { start, terms } = FITS[`${l},${m}`]!;
  const kappa = (Math.log(2 - spin) / Math.log(3)) ** (1 / (2 + l - m));
  let [re, im] = [start[0] * Math.cos(start[1]), start[0] * Math.sin(start[1])];
  terms.forEach(([size, turn], k) => {
    re += size * Math.cos(turn) * kappa ** (k + 1);
    im += size * Math.sin(turn) * kappa ** (k + 1);
  });
  return { frequency: re / (2 * Math.PI), damping: im / (2 * Math.PI) };
}
