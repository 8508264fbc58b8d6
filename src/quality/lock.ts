import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { LaserReference } from "../noise/readout.js";

/** How the six lasers are locked, by the MOSA they belong to. */
export type LockPlan = PerMosa<LaserReference>;

/** The plans known by name, as the Consortium's simulator names them. */
export const LOCK_PLANS: Readonly<Record<string, LockPlan>> = {
  "N1-12": { "12": "cavity", "13": "adjacent", "31": "distant", "32": "adjacent", "21": "distant", "23": "adjacent" },
  six: perMosa((): LaserReference => "cavity"),
};

/** The lock plan called `name`. */
export function lockPlan(name: string): LockPlan {
  const plan = LOCK_PLANS[name];
  if (plan === undefined) {
    throw new BadArgumentError(
      `no lock plan is called "${name}"; known are ${Object.keys(LOCK_PLANS).join(", ")}, or give the plan itself: one of cavity, adjacent, distant for each MOSA`,
      { name },
    );
  }
  return plan;
}

/** A beatnote of the carriers: the readout, and the MOSA that takes it. */
export interface LockedBeatnote {
  readonly readout: "sci" | "ref";
  readonly mosa: Mosa;
}

/** The beatnotes that the locking holds at their planned frequency: they carry no noise and stand still. */
export function lockedBeatnotes(plan: LockPlan): LockedBeatnote[] {
  return MOSAS.filter((mosa) => plan[mosa] !== "cavity").map((mosa) => ({
    readout: plan[mosa] === "distant" ? "sci" : "ref",
    mosa,
  }));
}
