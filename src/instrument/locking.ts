import { BadArgumentError } from "../core/errors.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import { mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import type { LaserReference } from "../noise/readout.js";

/** A locking scheme by name, as the Consortium names them: "N1-12" (topology, primary laser), "six", "three"; or laser by laser. */
export type Lock = string | PerMosa<LaserReference>;

/**
 * The six ways to lock five lasers to laser 12 (G. Heinzel et al., LISA-LCST-INST-TN-003; the Consortium's N1 to N6), as the
 * lasers that follow the light that comes in, and those that follow their neighbour.
 */
const TOPOLOGIES: Readonly<Record<string, { readonly distant: readonly Mosa[]; readonly adjacent: readonly Mosa[] }>> =
  {
    N1: { distant: ["31", "21"], adjacent: ["13", "32", "23"] },
    N2: { distant: ["31", "32", "21"], adjacent: ["13", "23"] },
    N3: { distant: ["32", "21"], adjacent: ["13", "23", "31"] },
    N4: { distant: ["31", "23", "21"], adjacent: ["13", "32"] },
    N5: { distant: ["31", "23"], adjacent: ["13", "32", "21"] },
    N6: { distant: ["13", "32", "21"], adjacent: ["23", "31"] },
  };

/** What each laser follows. @throws BadArgumentError for a scheme that is not known, or that leaves a laser without a cavity */
export function locksOf(lock: Lock): PerMosa<LaserReference> {
  if (typeof lock !== "string") return checked(lock);
  if (lock === "six") return perMosa(() => "cavity");
  if (lock === "three") return perMosa((mosa) => (MOSAS.indexOf(mosa) < 3 ? "cavity" : "adjacent"));
  const [topology = "", primary = ""] = lock.split("-");
  const locks = Object.hasOwn(TOPOLOGIES, topology) ? TOPOLOGIES[topology] : undefined;
  if (locks === undefined || !MOSAS.includes(primary as Mosa) || lock !== `${topology}-${primary}`) {
    throw new BadArgumentError(
      `There is no locking scheme "${lock}": it is six, three, or N1 to N6 with the primary laser, such as N1-12.`,
      { lock },
    );
  }
  return perMosa((mosa) => {
    const role = roleOf(mosa, primary as Mosa);
    if (locks.distant.includes(role)) return "distant";
    return locks.adjacent.includes(role) ? "adjacent" : "cavity";
  });
}

/** Which laser `mosa` is when the spacecraft are renumbered so that `primary` becomes laser 12. */
function roleOf(mosa: Mosa, primary: Mosa): Mosa {
  const third = adjacentOf(primary)[1]!;
  const renumbered = (spacecraft: string): string => `${[primary[0], primary[1], third].indexOf(spacecraft) + 1}`;
  return (renumbered(mosa[0]!) + renumbered(mosa[1]!)) as Mosa;
}

/** Which laser this one follows; null when it is on a cavity. */
export function followedBy(mosa: Mosa, reference: LaserReference): Mosa | null {
  if (reference === "cavity") return null;
  return reference === "adjacent" ? adjacentOf(mosa) : distantOf(mosa);
}

/** The lasers in an order in which each comes after the one that it follows. */
export function lockingOrder(locks: PerMosa<LaserReference>): readonly Mosa[] {
  const order: Mosa[] = [];
  for (let round = 0; round < MOSAS.length; round++) {
    for (const mosa of MOSAS) {
      const followed = followedBy(mosa, locks[mosa]);
      if (!order.includes(mosa) && (followed === null || order.includes(followed))) order.push(mosa);
    }
  }
  return order;
}

/** The longest way from a cavity to a laser, in links between spacecraft. */
export function longestChain(locks: PerMosa<LaserReference>): number {
  const links = (mosa: Mosa): number => {
    const followed = followedBy(mosa, locks[mosa]);
    return followed === null ? 0 : links(followed) + (locks[mosa] === "distant" ? 1 : 0);
  };
  return Math.max(...MOSAS.map(links));
}

function checked(locks: PerMosa<LaserReference>): PerMosa<LaserReference> {
  mustBeObject("lock", locks, "a scheme such as N1-12, or an object with what each laser is locked to");
  mustKnowKeys("lock", locks, MOSAS);
  for (const mosa of MOSAS) {
    if (!(mosa in locks)) {
      const must = "name all six lasers, each with cavity, adjacent or distant";
      throw new BadArgumentError(`lock does not say what laser ${mosa} is locked to; ${must}.`, { mosa });
    }
    if (!["cavity", "adjacent", "distant"].includes(locks[mosa])) {
      throw new BadArgumentError(
        `Laser ${mosa} is locked to ${shown(locks[mosa])}; it can be cavity, adjacent or distant.`,
        { mosa },
      );
    }
  }
  const lost = MOSAS.find((mosa) => !lockingOrder(locks).includes(mosa));
  if (lost === undefined) return locks;
  throw new BadArgumentError(`The locks never lead laser ${lost} to a cavity; one laser must be on its own.`, {
    mosa: lost,
  });
}
