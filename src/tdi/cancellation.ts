import { BadArgumentError } from "../core/errors.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { asVariable, combinationOf } from "./catalogue.js";
import { Combination, type MeasurementName } from "./combination.js";
import { ETA, XI } from "./intermediary.js";
import type { DelayPolynomial } from "./polynomial.js";
import type { TdiVariable } from "./variable.js";

/**
 * What is known of the arms. "equal": all light travel times are one and constant; "static": each arm has its own, the same
 * both ways; "rotating": constant, but other one way than the other; "moving": they change, and no two delays commute.
 */
export type ArmModel = "equal" | "static" | "rotating" | "moving";

/** The combination written in the noises of the six lasers, by MOSA: "laser_12". */
export function inLasers(combination: TdiVariable | Combination): Combination {
  const given = combination instanceof Combination ? combination : combinationOf(asVariable(combination));
  return given.in(intermediary).in(laserBeat);
}

/** Coefficients such as 1/√6 add up to zero but for this; none that counts is so small. */
const ROUNDING = 1e-12;

/**
 * What is left of the lasers, exactly, in a combination for such arms: terms whose delays are the same count together.
 * Nothing is left when laser noise cancels whatever the arms' lengths.
 *
 *     tdi.leftover("X1", "static").isZero() // true
 *     tdi.leftover("zeta1", "rotating").toString()
 */
export function leftover(combination: TdiVariable | Combination, arms: ArmModel): Combination {
  const lasers = inLasers(combination);
  return Combination.of(
    Object.fromEntries(lasers.measurements().map((name) => [name, commuted(lasers.on(name), arms).above(ROUNDING)])),
  );
}

/** Whether laser noise cancels exactly, whatever the lengths of such arms. */
export function cancels(combination: TdiVariable | Combination, arms: ArmModel): boolean {
  return leftover(combination, arms).isZero();
}

/**
 * The power of laser noise that is left at a time when arms move, relative to that of one laser, as a function of frequency:
 * Σ |Σ c e^(−2πifτ)|² over six independent lasers, with each term's delay τ followed through the arms as they were. Times
 * the density of laser noise it is what the combination is left with; below 1e-30 it is rounding.
 * @param delays light travel time of each link at a time of reception (s)
 */
export function residualPower(
  combination: TdiVariable | Combination,
  delays: PerMosa<(time: Seconds) => Seconds>,
  time: Seconds,
): (frequency: Hertz) => number {
  const lasers = inLasers(combination);
  const terms = lasers.measurements().map((name) => travelTimes(lasers.on(name), delays, time));
  return (frequency) => terms.reduce((sum, laser) => sum + powerOf(laser, frequency), 0);
}

/** One laser's terms: how much of it arrives, and from how long ago. */
type Arrivals = readonly { readonly coefficient: number; readonly ago: Seconds }[];

function travelTimes(
  polynomial: DelayPolynomial,
  delays: PerMosa<(time: Seconds) => Seconds>,
  time: Seconds,
): Arrivals {
  return polynomial.terms().map(({ coefficient, delays: links }) => ({
    coefficient,
    ago: links.reduce((ago, link) => ago + delays[link](time - ago), 0),
  }));
}

function powerOf(arrivals: Arrivals, frequency: Hertz): number {
  let [re, im] = [0, 0];
  // Relative to the first, so that what cancels does so in small numbers.
  const first = arrivals[0]!.ago;
  for (const { coefficient, ago } of arrivals) {
    const half = Math.PI * frequency * (ago - first);
    re += coefficient * (1 - 2 * Math.sin(half) ** 2);
    im -= coefficient * Math.sin(2 * half);
  }
  return re * re + im * im;
}

/** Delays that such arms don't tell apart are written alike. */
function commuted(polynomial: DelayPolynomial, arms: ArmModel): DelayPolynomial {
  if (arms === "moving") return polynomial;
  if (arms === "rotating") return polynomial.commuting();
  if (arms === "static") return polynomial.mapped((link) => (FORWARD.has(link) ? link : distantOf(link))).commuting();
  if (arms === "equal") return polynomial.mapped(() => "12").commuting();
  throw new BadArgumentError(`Arms are equal, static, rotating or moving; "${String(arms)}" is none of these.`, {
    arms,
  });
}

const FORWARD: ReadonlySet<Mosa> = new Set<Mosa>(["12", "23", "31"]);

const INTERMEDIARY: ReadonlyMap<MeasurementName, Combination> = new Map(
  MOSAS.flatMap((mosa) => [[`eta_${mosa}`, ETA[mosa]] as const, [`xi_${mosa}`, XI[mosa]] as const]),
);

function intermediary(name: MeasurementName): Combination | undefined {
  return INTERMEDIARY.get(name);
}

/** A beatnote as the difference of two lasers. */
function laserBeat(name: MeasurementName): Combination {
  const [readout, place] = name.split("_");
  const mosa = MOSAS.find((one) => one === place);
  if (mosa === undefined || !["sci", "ref", "tmi"].includes(readout!)) {
    throw new BadArgumentError(
      `The measurement "${name}" is no beatnote: sci, ref, tmi (or eta, xi) and a MOSA, such as sci_12.`,
      { name },
    );
  }
  if (readout === "sci") return Combination.of({ [`laser_${distantOf(mosa)}`]: mosa, [`laser_${mosa}`]: "-1" });
  return Combination.of({ [`laser_${adjacentOf(mosa)}`]: "1", [`laser_${mosa}`]: "-1" });
}
