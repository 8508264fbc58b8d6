import { BadArgumentError } from "../core/errors.js";
import { mustBeCredibility } from "./interval.js";
import { type CatalogueSource, checkedSource } from "./source.js";

/** What a release was made from. */
export interface ReleaseInput {
  readonly name: string;
  readonly sha256: string;
}

/** A version of the catalogue. */
export interface CatalogueRelease {
  /** Its own name, such as "2035-W07". */
  readonly version: string;
  /** The version before it; "" for the first. */
  readonly parent: string;
  readonly software: string;
  readonly inputs: readonly ReleaseInput[];
  /** Where phases, frequencies and times of sources are counted from (s of TCB). */
  readonly epoch: number;
  /** What the intervals of parameters hold, such as 0.9. */
  readonly credibility: number;
  readonly sources: readonly CatalogueSource[];
}

/** The release, when it is one: sources that can be in a catalogue, ids that are there once. @throws BadArgumentError otherwise */
export function checkedRelease(release: CatalogueRelease): CatalogueRelease {
  const { version, parent, credibility, epoch, sources } = release;
  if (version === "" || version === parent) {
    throw new BadArgumentError(
      `A release needs a version of its own; this is "${version}" and comes after "${parent}".`,
      { version, parent },
    );
  }
  mustBeCredibility(credibility);
  if (!Number.isFinite(epoch))
    throw new BadArgumentError(`The epoch of ${version} is ${epoch}; it is a time (s of TCB).`);
  mustAgreeOnUnits(release);
  const ids = new Set<string>();
  for (const source of sources) {
    checkedSource(source);
    if (ids.has(source.id)) {
      throw new BadArgumentError(`The release ${version} has the source ${source.id} twice; an id is there once.`, {
        id: source.id,
      });
    }
    ids.add(source.id);
  }
  return release;
}

/** A table of a class has one unit for a column. */
function mustAgreeOnUnits({ version, sources }: CatalogueRelease): void {
  const units = new Map<string, string>();
  for (const source of sources) {
    for (const { name, unit } of source.parameters) {
      const known = units.get(`${source.class} ${name}`) ?? unit;
      units.set(`${source.class} ${name}`, known);
      if (known === unit) continue;
      throw new BadArgumentError(
        `The release ${version} has ${name} in "${known}", and in "${unit}" of ${source.id}; a class has one unit for a parameter.`,
        { id: source.id, name },
      );
    }
  }
}
