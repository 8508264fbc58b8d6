import type { Baseline } from "./baseline.js";
import { wideSigma } from "./charts.js";

/** Western Electric's rules by number: what each of them calls unusual. */
export const ZONE_RULES = {
  1: "beyond 3 sigma",
  2: "two of three beyond 2 sigma, on one side",
  3: "four of five beyond 1 sigma, on one side",
  4: "eight in a row on one side",
} as const;

/** A value that completes a pattern, or goes on with it. */
export interface ZoneSignal {
  readonly index: number;
  readonly rule: keyof typeof ZONE_RULES;
}

/** How many of the last values must be how far out, in standard deviations. */
const PATTERNS: readonly { readonly rule: ZoneSignal["rule"]; least: number; of: number; beyond: number }[] = [
  { rule: 1, least: 1, of: 1, beyond: 3 },
  { rule: 2, least: 2, of: 3, beyond: 2 },
  { rule: 3, least: 4, of: 5, beyond: 1 },
  { rule: 4, least: 8, of: 8, beyond: 0 },
];

/**
 * Western Electric's four rules on Shewhart's chart of single values, by the order of the values. All together give one false alarm in 92
 * values, and see a change of one sigma within 9 (C. W. Champ, W. H. Woodall, doi:10.1080/00401706.1987.10488266). A baseline that never
 * changes has no zones.
 */
export function zoneSignals(values: Float64Array, baseline: Baseline): readonly ZoneSignal[] {
  const sigma = wideSigma(baseline);
  if (!(sigma > 0)) return [];
  const distances = values.map((value) => (value - baseline.mean) / sigma);
  return PATTERNS.flatMap(({ rule, least, of, beyond }) =>
    [1, -1].flatMap((side) => {
      let within = 0;
      const found: ZoneSignal[] = [];
      for (const [index, distance] of distances.entries()) {
        const isOut = side * distance > beyond;
        const leaves = index >= of && side * distances[index - of]! > beyond;
        within += Number(isOut) - Number(leaves);
        if (isOut && within >= least) found.push({ index, rule });
      }
      return found;
    }),
  ).sort((a, b) => a.index - b.index || a.rule - b.rule);
}
