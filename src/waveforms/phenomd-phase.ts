import type { PhenomDFit } from "./phenomd-fit.js";
import type { AlignedBinary, Remnant } from "./ringdown.js";

/** Where the inspiral's phase ends, in Mf. */
export const PHASE_INSPIRAL_END = 0.018;

const EULER_GAMMA = 0.577_215_664_901_532_9;

/** The phase of IMRPhenomD (rad) and its derivative by Mf. */
export interface PhaseShape {
  at(mf: number): number;
  slope(mf: number): number;
  /** The ringdown's expression without the straight line that joins it to what is before: LAL's time of the peak follows from it. */
  ringdownSlope(mf: number): number;
  /** What the pieces are made of. */
  terms(): PhaseTerms;
}

/** What the three pieces of a phase are made of, for loops over many frequencies. */
export interface PhaseTerms {
  /** Over v⁵, in powers of v = (πMf)^(1/3): TaylorF2 and what goes with ln v there; then 1, (Mf)^(1/3) … times Mf. */
  readonly inspiral: readonly number[];
  readonly logs: readonly number[];
  readonly more: readonly number[];
  /** b₀ Mf + b₁ ln Mf + b₂ (Mf)⁻³, and of what follows a₀ Mf + a₁/Mf + a₂ (Mf)^(3/4) + a₃ atan((Mf − centre)/width). */
  readonly middle: readonly number[];
  readonly ringdown: readonly number[];
  readonly centre: number;
  readonly width: number;
  /** Where the ringdown's piece begins, and the straight lines (value, slope) that join the two later pieces. */
  readonly ringdownStart: number;
  readonly middleLine: readonly [number, number];
  readonly ringdownLine: readonly [number, number];
}

/** What PhenomHM changes in the ringdown of other modes: 1 and 1 in PhenomD. */
export interface RingdownScale {
  readonly frequency: number;
  readonly damping: number;
}

const OWN: RingdownScale = { frequency: 1, damping: 1 };

/** S. Khan et al. 2016 (doi:10.1103/PhysRevD.93.044007), section IV; the three pieces have the same value and slope where they join. */
export function phaseShape(
  binary: AlignedBinary,
  remnant: Remnant,
  fit: PhenomDFit,
  scale: RingdownScale = OWN,
): PhaseShape {
  const inspiral = inspiralPhase(binary, fit);
  const middle = intermediatePhase(binary, fit);
  const ringdown = ringdownPhase(binary, remnant, fit, scale);
  const ringdownStart = remnant.frequency / 2;
  const joined = follow(inspiral, middle, PHASE_INSPIRAL_END);
  const last = follow(joined, ringdown, ringdownStart);
  const piece = (mf: number): Piece => (mf < PHASE_INSPIRAL_END ? inspiral : mf < ringdownStart ? joined : last);
  const terms = (): PhaseTerms => {
    const { inspiral: powers, logs, more } = inspiral.terms;
    const { middle: between, ringdown: end, centre, width } = laterTerms(binary, remnant, fit, scale);
    const [middleLine, ringdownLine] = [joined.line, last.line];
    // Without spreads: loops over frequencies are compiled for objects that are made in one way.
    return {
      inspiral: powers,
      logs,
      more,
      middle: between,
      ringdown: end,
      centre,
      width,
      ringdownStart,
      middleLine,
      ringdownLine,
    };
  };
  return {
    at: (mf) => piece(mf).at(mf),
    slope: (mf) => piece(mf).slope(mf),
    ringdownSlope: ringdown.slope,
    terms,
  };
}

interface Piece {
  at(mf: number): number;
  slope(mf: number): number;
}

/** `after` with a straight line added, so that it goes on smoothly where `before` ends. */
function follow(before: Piece, after: Piece, end: number): Piece & { readonly line: readonly [number, number] } {
  const slope = before.slope(end) - after.slope(end);
  const value = before.at(end) - after.at(end) - slope * end;
  return {
    at: (mf) => after.at(mf) + value + slope * mf,
    slope: (mf) => after.slope(mf) + slope,
    line: [value, slope],
  };
}

/** TaylorF2 to 3.5PN, and four terms more. */
function inspiralPhase(binary: AlignedBinary, fit: PhenomDFit): Piece & { readonly terms: InspiralTerms } {
  const made = inspiralTerms(binary, fit);
  const { inspiral, logs, more } = made;
  const [m0, m1, m2, m3] = more;
  return {
    terms: made,
    at: (mf) => {
      const v = Math.cbrt(Math.PI * mf);
      const ln = Math.log(v);
      let series = 0;
      for (let n = 7; n >= 0; n--) series = series * v + inspiral[n]! + logs[n]! * ln;
      const x = Math.cbrt(mf);
      return series / v ** 5 - Math.PI / 4 + mf * (m0! + x * (m1! + x * (m2! + x * m3!)));
    },
    slope: (mf) => {
      const v = Math.cbrt(Math.PI * mf);
      const ln = Math.log(v);
      let series = 0;
      for (let n = 7; n >= 0; n--) series = series * v + (n - 5) * (inspiral[n]! + logs[n]! * ln) + logs[n]!;
      const x = Math.cbrt(mf);
      const later = m0! + x * ((4 / 3) * m1! + x * ((5 / 3) * m2! + x * 2 * m3!));
      return series / (v ** 5 * 3 * mf) + later;
    },
  };
}

type InspiralTerms = Pick<PhaseTerms, "inspiral" | "logs" | "more">;

function inspiralTerms(binary: AlignedBinary, fit: PhenomDFit): InspiralTerms {
  const front = 3 / (128 * binary.eta);
  return {
    inspiral: taylorF2(binary).map((term) => front * term),
    logs: taylorF2Logs(binary).map((term) => front * term),
    more: [fit.sigma1, 0.75 * fit.sigma2, 0.6 * fit.sigma3, 0.5 * fit.sigma4].map((term) => term / binary.eta),
  };
}

function laterTerms(
  { eta }: AlignedBinary,
  remnant: Remnant,
  fit: PhenomDFit,
  scale: RingdownScale,
): Pick<PhaseTerms, "middle" | "ringdown" | "centre" | "width"> {
  return {
    middle: [fit.beta1 / eta, fit.beta2 / eta, -fit.beta3 / (3 * eta)],
    ringdown: [fit.alpha1, -fit.alpha2, (4 / 3) * fit.alpha3, fit.alpha4 * scale.frequency].map((term) => term / eta),
    centre: fit.alpha5 * remnant.frequency,
    width: scale.frequency * scale.damping * remnant.damping,
  };
}

/** Coefficients of v⁰ to v⁷, without logarithms (A. Buonanno et al. 2009, doi:10.1103/PhysRevD.80.084043; spins as in LALSimulation). */
export function taylorF2({ eta, delta, chi1, chi2 }: AlignedBinary): readonly number[] {
  const { PI } = Math;
  const bodies = [
    [(1 + delta) / 2, chi1],
    [(1 - delta) / 2, chi2],
  ] as const;
  const sum = (term: (mu: number, chi: number) => number): number =>
    bodies.reduce((total, [mu, chi]) => total + term(mu, chi), 0);
  const e = eta;
  const p3 = -16 * PI + sum((mu, chi) => mu * (25 + (38 * mu) / 3) * chi);
  const p4 =
    (5 * (3058673 / 7056 + (5429 * e) / 7 + 617 * e * e)) / 72 -
    (395 / 4) * e * chi1 * chi2 -
    (405 / 8) * sum((mu, chi) => mu * mu * chi * chi);
  const p6 =
    11583231236531 / 4694215680 -
    (640 * PI * PI) / 3 -
    (6848 / 21) * (EULER_GAMMA + Math.log(4)) +
    e * (-15737765635 / 3048192 + (2255 * PI * PI) / 12) +
    (76055 * e * e) / 1728 -
    (127825 * e ** 3) / 1296 +
    PI * sum((mu, chi) => mu * chi * (1490 / 3 + 260 * mu));
  const p7 =
    PI * (77096675 / 254016 + (378515 * e) / 1512 - (74045 * e * e) / 756) +
    sum(
      (mu, chi) =>
        mu *
        chi *
        (-170978035 / 48384 +
          (2876425 * e) / 672 +
          (4735 * e * e) / 144 +
          mu * (-7189233785 / 1524096 + (458555 * e) / 3024 - (5345 * e * e) / 72)),
    );
  return [1, 0, 3715 / 756 + (55 * e) / 9, p3, p4, fifth({ eta, delta, chi1, chi2 }), p6, p7];
}

/** Coefficients of v⁰ ln v to v⁷ ln v. */
export function taylorF2Logs(binary: AlignedBinary): readonly number[] {
  return [0, 0, 0, 0, 0, 3 * fifth(binary), -6848 / 21, 0];
}

/** Of v⁵, and a third of that of v⁵ ln v. */
function fifth({ eta, delta, chi1, chi2 }: AlignedBinary): number {
  const spin = (mu: number, chi: number): number => {
    const eps = mu * (1 - mu);
    return -mu * chi * (13915 / 84 - (10 / 3) * eps + mu * (12760 / 81 + (170 / 9) * eps));
  };
  return (5 / 9) * (7729 / 84 - 13 * eta) * Math.PI + spin((1 + delta) / 2, chi1) + spin((1 - delta) / 2, chi2);
}

function intermediatePhase({ eta }: AlignedBinary, { beta1, beta2, beta3 }: PhenomDFit): Piece {
  return {
    at: (mf) => (beta1 * mf + beta2 * Math.log(mf) - beta3 / (3 * mf ** 3)) / eta,
    slope: (mf) => (beta1 + beta2 / mf + beta3 / mf ** 4) / eta,
  };
}

function ringdownPhase(
  { eta }: AlignedBinary,
  remnant: Remnant,
  { alpha1, alpha2, alpha3, alpha4, alpha5 }: PhenomDFit,
  { frequency: r, damping: t }: RingdownScale,
): Piece {
  const centre = alpha5 * remnant.frequency;
  const width = r * t * remnant.damping;
  return {
    at: (mf) =>
      (alpha1 * mf - alpha2 / mf + (4 / 3) * alpha3 * mf ** 0.75 + alpha4 * r * Math.atan((mf - centre) / width)) / eta,
    slope: (mf) => {
      const away = (mf - centre) / width;
      return (alpha1 + alpha2 / (mf * mf) + alpha3 * mf ** -0.25 + (alpha4 * r) / (width * (1 + away * away))) / eta;
    },
  };
}
