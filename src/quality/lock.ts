import { BadArgumentError } from "../core/errors.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";

/** What a laser is locked to: its own cavity, the laser beside it, or the light that comes from far away. */
export type LaserReference = "cavity" | "adjacent" | "distant";

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

/** Where a laser's noise comes from: the cavity laser it follows, and how much later it repeats it. */
export interface LaserOrigin {
  readonly cavity: Mosa;
  readonly delay: Seconds;
}

/** Follows the locks of `mosa`'s laser back to a cavity, with the light travel times `delays` of the links. */
export function laserOrigin(plan: LockPlan, delays: PerMosa<Seconds>, mosa: Mosa): LaserOrigin {
  let at = mosa;
  let delay = 0;
  for (let steps = 0; steps < MOSAS.length; steps++) {
    if (plan[at] === "cavity") return { cavity: at, delay };
    if (plan[at] === "distant") delay += delays[at];
    at = plan[at] === "distant" ? distantOf(at) : adjacentOf(at);
  }
  throw new BadArgumentError(
    `the lock plan never leads laser ${mosa} to a cavity; one laser at least must be locked to its cavity`,
    {
      plan,
      mosa,
    },
  );
}
