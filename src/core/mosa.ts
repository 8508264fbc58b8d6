/** A movable optical subassembly, named as its link is: receiver, then emitter. */
export type Mosa = "12" | "23" | "31" | "13" | "32" | "21";

/** A spacecraft. */
export type Spacecraft = "1" | "2" | "3";

/** The six MOSAs in the order of the Consortium's files: the left ones, then the right ones. */
export const MOSAS: readonly Mosa[] = ["12", "23", "31", "13", "32", "21"];

/** The three spacecraft in order. */
export const SPACECRAFT: readonly Spacecraft[] = ["1", "2", "3"];

/** One value per MOSA. */
export type PerMosa<T> = Readonly<Record<Mosa, T>>;

/** One value per spacecraft. */
export type PerSpacecraft<T> = Readonly<Record<Spacecraft, T>>;

/** The spacecraft that carries this MOSA: the receiver of its link. */
export function receiverOf(mosa: Mosa): Spacecraft {
  return mosa[0] as Spacecraft;
}

/** The spacecraft at the far end of this MOSA's link: the emitter. */
export function emitterOf(mosa: Mosa): Spacecraft {
  return mosa[1] as Spacecraft;
}

/** The MOSA at the far end of the link, looking back: 12 → 21. */
export function distantOf(mosa: Mosa): Mosa {
  return (mosa[1] + mosa[0]) as Mosa;
}

/** The other MOSA of the same spacecraft: 12 → 13. */
export function adjacentOf(mosa: Mosa): Mosa {
  return `${mosa[0]}${thirdOf(mosa)}` as Mosa;
}

/** Whether the MOSA is a left one (12, 23, 31). */
export function isLeft(mosa: Mosa): boolean {
  return mosa === "12" || mosa === "23" || mosa === "31";
}

/** The MOSA one step on in the cycle 1 → 2 → 3 → 1: 12 → 23, 13 → 21. */
export function rotated(mosa: Mosa): Mosa {
  return mosa.replace(/[123]/g, (index) => String((Number(index) % 3) + 1)) as Mosa;
}

/** A record with one entry per MOSA, in file order. */
export function perMosa<T>(make: (mosa: Mosa) => T): PerMosa<T> {
  return Object.fromEntries(MOSAS.map((mosa) => [mosa, make(mosa)])) as Record<Mosa, T>;
}

/** A record with one entry per spacecraft. */
export function perSpacecraft<T>(make: (spacecraft: Spacecraft) => T): PerSpacecraft<T> {
  return Object.fromEntries(SPACECRAFT.map((sc) => [sc, make(sc)])) as Record<Spacecraft, T>;
}

function thirdOf(mosa: Mosa): Spacecraft {
  return SPACECRAFT.find((sc) => sc !== mosa[0] && sc !== mosa[1])!;
}
