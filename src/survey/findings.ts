import { MOSAS, type PerSpacecraft, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";

/** What a level-1 file says was found while it was made; null for what it does not say. */
export interface BrickFindings {
  readonly tiltSubtracted: boolean;
  /** Coefficients of tilt-to-length coupling with their standard deviations (m/rad), by name: "local phi 12". */
  readonly tilt: Readonly<Record<string, { readonly value: number; readonly sigma: number }>> | null;
  /** The clocks less barycentric time, in the middle (s). */
  readonly clocks: PerSpacecraft<Seconds> | null;
  /** The largest standard deviation of a pseudo-range by the code (s). */
  readonly rangingNoise: Seconds | null;
  /** What may be left of the lasers' noise, over all noise, where that is most (dB). */
  readonly lasers: number | null;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the findings of level 1 from a file's provenance; of others' files nothing is known. */
export function findingsOf(provenance: Json | undefined): BrickFindings {
  const findings = within(provenance, "findings");
  const tilt = within(provenance, "parameters")?.["tilt"];
  return {
    tiltSubtracted: typeof tilt === "string" && tilt.startsWith("subtracted"),
    tilt: tiltOf(within(findings, "tilt")),
    clocks: clocksOf(within(within(findings, "clocks"), "deviations")),
    rangingNoise: largest(Object.values(within(findings, "ranging") ?? {}).map((link) => numberIn(link, "noise"))),
    lasers: lasersOf(within(findings, "laser")?.["levels"]),
  };
}

function tiltOf(tilt: Json | undefined): BrickFindings["tilt"] {
  if (tilt === undefined) return null;
  const all = (["local", "distant"] as const).flatMap((side) =>
    (["phi", "eta"] as const).flatMap((angle) =>
      MOSAS.map((mosa) => {
        const of = (kind: string): number =>
          numberIn(within(within(within(tilt, kind), side), angle), mosa) ?? Number.NaN;
        return [`${side} ${angle} ${mosa}`, { value: of("coefficients"), sigma: of("uncertainties") }] as const;
      }),
    ),
  );
  return Object.fromEntries(all);
}

function clocksOf(deviations: Json | undefined): BrickFindings["clocks"] {
  const [a, b, c] = SPACECRAFT.map((sc) => numberIn(deviations, sc));
  return a == null || b == null || c == null ? null : { "1": a, "2": b, "3": c };
}

function lasersOf(levels: unknown): number | null {
  if (!Array.isArray(levels)) return null;
  const ratios = levels.map((level: unknown) => {
    const [laser, measured] = [numberIn(level, "laser"), numberIn(level, "measured")];
    return laser === null || measured === null ? null : 10 * Math.log10(Math.max(laser, Number.MIN_VALUE) / measured);
  });
  return largest(ratios);
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function within(json: Json | undefined, name: string): Json | undefined {
  const found = json?.[name];
  return typeof found === "object" && found !== null ? (found as Json) : undefined;
}

function numberIn(json: unknown, name: string): number | null {
  const found = typeof json === "object" && json !== null ? (json as Json)[name] : undefined;
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}
