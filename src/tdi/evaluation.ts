import { BadArgumentError } from "../core/errors.js";
import { type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { gradient } from "../math/calculus.js";
import type { DelayNode } from "../math/chunk.js";
import { addNestedDelays } from "../math/nested.js";
import type { Combination, MeasurementName } from "./combination.js";
import { type Measurements, mixtureOf, type Term } from "./mixture.js";

/** Order of the interpolation of the measurements, when none is given. */
export const DEFAULT_ORDER = 31;

/** Order of the interpolation of the delays themselves, which are smooth. */
const DELAY_ORDER = 5;

/** Delays by link, as the evaluation needs them. */
export interface DelayField {
  /** −d_ij in samples. */
  readonly shifts: PerMosa<Float64Array>;
  /** −ḋ_ij, without unit: the Doppler factor is 1 − ḋ. */
  readonly rates: PerMosa<Float64Array>;
}

/** Prepares delays (s, on the grid of the measurements) for {@link evaluate}; their rates are central differences. */
export function delayField(delays: PerMosa<Float64Array>, dt: Seconds): DelayField {
  const shifts = perMosa((mosa) => {
    const out = new Float64Array(delays[mosa].length);
    for (let n = 0; n < out.length; n++) out[n] = -delays[mosa][n]! / dt;
    return out;
  });
  return { shifts, rates: perMosa((mosa) => gradient(shifts[mosa])) };
}

/**
 * Evaluates a combination of measurements in frequency: each term is c (1 + W) x(t + S), where S and W sum the shifts and
 * the Doppler rates of its nested delays, each taken at the time that the ones before it lead to (J.-B. Bayle, O. Hartwig,
 * M. Staab, Phys. Rev. D 104, 023006 (2021), doi:10.1103/PhysRevD.104.023006). Terms with the same delays are
 * interpolated once, together. Samples before the first and behind the last count as zero: see {@link lookback}.
 * @param measurements in Hz, on one grid
 * @param order of the Lagrange interpolation of the measurements: odd, 3 to 63
 * @param constants that belong to the measurements too (Hz, by name); kept apart, a beatnote of 10 MHz costs no digits
 */
export function evaluate(
  combination: Combination,
  measurements: Measurements,
  field: DelayField,
  order: number = DEFAULT_ORDER,
  constants: Readonly<Record<MeasurementName, number>> = {},
): Float64Array {
  checkOrder(order);
  const length = field.shifts["12"].length;
  const out = new Float64Array(length).fill(undelayedSum(combination, constants));
  const tree = treeOf(combination);
  const undelayed = tree.terms.length === 0 ? null : mixtureOf(tree.terms, measurements, length);
  const roots = [...tree.children].map(([mosa, node]) => delayNode(node, mosa, field, measurements, constants));
  return addNestedDelays({ undelayed, roots }, { source: order, delays: DELAY_ORDER }, out);
}

/** A node of the tree with its series, for {@link addNestedDelays}. */
function delayNode(
  node: Node,
  mosa: Mosa,
  field: DelayField,
  measurements: Measurements,
  constants: Readonly<Record<MeasurementName, number>>,
): DelayNode {
  const { length } = field.shifts[mosa];
  const constant = node.terms.reduce((sum, { name, coefficient }) => sum + coefficient * (constants[name] ?? 0), 0);
  return {
    shifts: field.shifts[mosa],
    rates: field.rates[mosa],
    source: node.terms.length === 0 ? null : { ...mixtureOf(node.terms, measurements, length), constant },
    nested: [...node.children].map(([inner, child]) => delayNode(child, inner, field, measurements, constants)),
  };
}

/** Number of samples before a sample that a combination reaches back to, when no delay is longer than `longestDelay` samples. */
export function lookback(combination: Combination, longestDelay: number, order: number = DEFAULT_ORDER): number {
  const depth = Math.max(
    0,
    ...combination.measurements().flatMap((name) =>
      combination
        .on(name)
        .terms()
        .map(({ delays }) => delays.length),
    ),
  );
  return depth === 0 ? 0 : Math.ceil(depth * longestDelay) + (order + 1) / 2;
}

/** The interpolation order must be odd and in range. @throws BadArgumentError */
export function checkOrder(order: number): void {
  if (Number.isInteger(order) && order >= 3 && order <= 63 && order % 2 === 1) return;
  throw new BadArgumentError(`The interpolation order is ${order}; it must be odd, from 3 to 63 (31 is usual).`, {
    order,
  });
}

/** Terms by their delays, as a tree: the root is undelayed, a child has one delay more. */
interface Node {
  readonly terms: Term[];
  readonly children: Map<Mosa, Node>;
}

function treeOf(combination: Combination): Node {
  const root: Node = { terms: [], children: new Map() };
  for (const name of combination.measurements()) {
    for (const { delays, coefficient } of combination.on(name).terms()) {
      delays.reduce(childOf, root).terms.push({ name, coefficient });
    }
  }
  return root;
}

function childOf(node: Node, delay: Mosa): Node {
  const child = node.children.get(delay) ?? { terms: [], children: new Map() };
  node.children.set(delay, child);
  return child;
}

/** What the combination makes of constants when nothing moves: the sum of its coefficients. */
function undelayedSum(combination: Combination, constants: Readonly<Record<MeasurementName, number>>): number {
  return Object.entries(constants).reduce((sum, [name, constant]) => {
    const coefficients = combination
      .on(name)
      .terms()
      .reduce((total, { coefficient }) => total + coefficient, 0);
    return sum + coefficients * constant;
  }, 0);
}
