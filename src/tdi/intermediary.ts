import { MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import { Combination } from "./combination.js";

/*
 * Intermediary variables (O. Hartwig, J.-B. Bayle, Phys. Rev. D 103, 123027 (2021), eqs. 17-19, doi:10.1103/PhysRevD.103.123027):
 * ξ cancels the optical bench's motion, η also the lasers of the right-hand MOSAs.
 */

const XI_12: Combination = Combination.of({
  sci_12: "1",
  ref_12: "0.5*1",
  ref_21: "0.5*12",
  tmi_12: "-0.5*1",
  tmi_21: "-0.5*12",
});

const XI_13: Combination = Combination.of({
  sci_13: "1",
  ref_13: "0.5*1",
  ref_31: "0.5*13",
  tmi_13: "-0.5*1",
  tmi_31: "-0.5*13",
});

const ETA_12: Combination = Combination.of({ xi_12: "1", ref_21: "0.5*12", ref_23: "-0.5*12" });
const ETA_13: Combination = Combination.of({ xi_13: "1", ref_12: "0.5*1", ref_13: "-0.5*1" });

/** ξ by MOSA, written in the beatnotes sci, ref and tmi. */
export const XI: PerMosa<Combination> = fromSpacecraft1(XI_12, XI_13);

/** η by MOSA, written in the beatnotes. */
export const ETA: PerMosa<Combination> = perMosa((mosa) =>
  fromSpacecraft1(ETA_12, ETA_13)[mosa].in((name) => (name.startsWith("xi_") ? XI[name.slice(3) as Mosa] : undefined)),
);

/** The combination with every η written in beatnotes. */
export function inBeatnotes(combination: Combination): Combination {
  return combination.in((name) => (name.startsWith("eta_") ? ETA[name.slice(4) as Mosa] : undefined));
}

function fromSpacecraft1(left: Combination, right: Combination): PerMosa<Combination> {
  const rotations = (combination: Combination): Combination[] => [
    combination,
    combination.rotated(),
    combination.rotated().rotated(),
  ];
  const all: Record<string, Combination> = {};
  for (const combination of [...rotations(left), ...rotations(right)]) {
    const mosa = MOSAS.find((name) =>
      combination.measurements().some((m) => m === `sci_${name}` || m === `xi_${name}`),
    )!;
    all[mosa] = combination;
  }
  return all as PerMosa<Combination>;
}
