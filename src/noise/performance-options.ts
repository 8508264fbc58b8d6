import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type PerMosa } from "../core/mosa.js";
import { checkedNumber, mustKnowKeys, type NumberRange } from "../core/options.js";
import { editDistance } from "../core/spelling.js";
import type { Hertz, Metres, Seconds } from "../core/units.js";

const WHAT = "noise.sensitivity";
const KNOWN: readonly string[] = "armLength delays level optics generation channels sky confusion response".split(" ");
const NOISES: readonly string[] = ["level", "optics"];
const LEVELS: readonly string[] = "readout testMass backlink laser reciprocalBacklink longitudinalJitter".split(" ");
/** The levels that a sensitivity depends on. */
const NEEDED: readonly string[] = ["readout", "testMass", "backlink"];
const READOUTS: readonly string[] = ["sci", "ref", "tmi"];

/** Arms of more than three astronomical units are no constellation round the Sun. */
const LONGEST: Metres = 5e11;
const SHORTEST: Metres = 1;
/** A period of three centuries; the powers of lower frequencies in TDI would underflow. */
const LOWEST: Hertz = 1e-10;
/** What waves may do across an arm, in radians: an average over the sky takes as many directions as the square of it. */
const MOST_RADIANS = 1000;
/** A right angle, and what is lost in computing one. */
const POLE = 1.5708;

/** Refuses what is no description of a mission. @throws BadArgumentError with what was found and what is allowed */
export function mustBeMission(options: unknown): void {
  const given = objectOf(WHAT, options, "options, like { armLength: 2.5e9 }");
  mustKnowKeys(WHAT, given, KNOWN);
  const { armLength, delays, generation, channels, sky, confusion, response } = given;
  if (armLength !== undefined) {
    numberOf(WHAT, "armLength", armLength, { unit: "m", min: SHORTEST, max: LONGEST });
  }
  if (delays !== undefined) mustBeDelays(delays);
  mustBeOneOf("generation", generation, [1, 2]);
  mustBeOneOf("channels", channels, ["X", "AE", "AET"]);
  mustBeOneOf("response", response, ["numeric", "Robson"]);
  mustBeSky(sky);
  if (confusion !== undefined) {
    const what = `confusion of ${WHAT}`;
    mustKnowKeys(what, objectOf(what, confusion, '{ model: "Robson", years: 4 }'), ["model", "years"]);
  }
  mustBeLevelAndOptics(given);
}

/** Refuses what are no other noises. @throws BadArgumentError with what was found and what is allowed */
export function mustBeNoises(noises: unknown): void {
  const what = "a sensitivity with other noises";
  const given = objectOf(what, noises, 'levels or optics, like { level: "SciRD" }');
  mustKnowKeys(what, given, NOISES);
  mustBeLevelAndOptics(given);
}

/** The frequency, if a mission with arms of this mean length can be asked for it. @throws BadArgumentError with the range */
export function checkedFrequency(frequency: Hertz, armLength: Metres): Hertz {
  const max = Number(((MOST_RADIANS * SPEED_OF_LIGHT.value) / (2 * Math.PI * armLength)).toPrecision(3));
  return numberOf("a sensitivity", "The frequency", frequency, { unit: "Hz", min: LOWEST, max });
}

function mustBeDelays(delays: unknown): asserts delays is PerMosa<Seconds> {
  const what = `delays of ${WHAT}`;
  const given = objectOf(what, delays, `a light travel time in s for each of the links ${MOSAS.join(", ")}`);
  mustKnowKeys(what, given, MOSAS);
  const range = { unit: "s", min: SHORTEST / SPEED_OF_LIGHT.value, max: Math.round(LONGEST / SPEED_OF_LIGHT.value) };
  for (const mosa of MOSAS) numberOf(what, mosa, given[mosa], range);
}

function mustBeSky(sky: unknown): void {
  if (sky === undefined || sky === "average") return;
  const what = `sky of ${WHAT}`;
  const given = objectOf(what, sky, '"average" or a point in it, like { lambda: 2.1, beta: -0.08 }');
  mustKnowKeys(what, given, ["lambda", "beta", "orbitalPhase"]);
  numberOf(what, "lambda", given["lambda"], { unit: "rad" });
  numberOf(what, "beta", given["beta"], { unit: "rad", min: -POLE, max: POLE });
  if (given["orbitalPhase"] !== undefined) numberOf(what, "orbitalPhase", given["orbitalPhase"], { unit: "rad" });
}

function mustBeLevelAndOptics({ level, optics }: Readonly<Record<string, unknown>>): void {
  if (optics !== undefined) objectOf(`optics of ${WHAT}`, optics, "an object, like { telescopeDiameter: 0.4 }");
  if (level === undefined) return;
  if (typeof level === "string") mustBeOneOf("level", level, ["SciRD", "lisainstrument"]);
  else mustBeLevels(objectOf(`level of ${WHAT}`, level, '"SciRD", "lisainstrument" or levels of your own'));
}

function mustBeLevels(levels: Readonly<Record<string, unknown>>): void {
  const what = `level of ${WHAT}`;
  mustKnowKeys(what, levels, LEVELS);
  const missing = NEEDED.find((key) => levels[key] === undefined);
  if (missing !== undefined) {
    throw new BadArgumentError(
      `${what} has no ${missing}; levels of your own are all of ${NEEDED.join(", ")}. Change some of those there are: { ...noise.SCIRD, testMass: 1e-15 }.`,
      { missing },
    );
  }
  const readout = objectOf(`readout in the ${what}`, levels["readout"], "{ sci, ref, tmi } in m/√Hz");
  mustKnowKeys(`readout in the ${what}`, readout, READOUTS);
  for (const key of READOUTS) numberOf(`readout in the ${what}`, key, readout[key], { unit: "m/√Hz", min: 0 });
  for (const key of LEVELS.slice(1)) {
    if (levels[key] !== undefined) numberOf(what, key, levels[key], { unit: UNITS[key] ?? "m/√Hz", min: 0 });
  }
}

const UNITS: Readonly<Record<string, string>> = { testMass: "m s⁻²/√Hz", laser: "Hz/√Hz" };

function mustBeOneOf(key: string, value: unknown, allowed: readonly (string | number)[]): void {
  if (value === undefined || allowed.some((one) => one === value)) return;
  const distance = (one: string | number): number => editDistance(String(value), String(one));
  const nearest = [...allowed].sort((a, b) => distance(a) - distance(b))[0];
  throw new BadArgumentError(
    `${key} of ${WHAT} is ${shown(value)}. Did you mean ${shown(nearest)}? It can be ${allowed.map(shown).join(", ")}.`,
    { key, value, nearest },
  );
}

/** The object that is asked for, whatever is in it. */
function objectOf(what: string, value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadArgumentError(`${what} got ${shown(value)}; it takes ${expected}.`, { value });
}

/** As checkedNumber, and says that a string or nothing at all is no number. */
function numberOf(what: string, key: string, value: unknown, range: NumberRange): number {
  if (typeof value === "number") return checkedNumber(what, key, value, range);
  return checkedNumber(what, key, shown(value), { ...range, unit: "" });
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
