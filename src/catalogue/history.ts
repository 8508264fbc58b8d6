import { BadArgumentError } from "../core/errors.js";
import { type ChangeKind, type ChangeOptions, releaseChanges } from "./changes.js";
import type { CatalogueRelease } from "./release.js";

/** A source in one release, and how it came there. */
export interface HistoryStep {
  readonly version: string;
  /** How it came from the release before; "new" in the first. */
  readonly kind: ChangeKind;
  /** What it is called there; several where it was more than one, none after it was lost. */
  readonly ids: readonly string[];
}

/**
 * What a source was in earlier releases and became in later ones. `releases` follow each other; `version` and `id` name the source.
 * @throws BadArgumentError when it is not there; BadDataError when the releases don't follow each other
 */
export function sourceHistory(
  releases: readonly CatalogueRelease[],
  version: string,
  id: string,
  options: ChangeOptions = {},
): readonly HistoryStep[] {
  const at = releases.findIndex((release) => release.version === version);
  if (!releases[at]?.sources.some((source) => source.id === id)) {
    const known = releases.map((release) => release.version).join(", ");
    throw new BadArgumentError(`There is no source ${id} in a release ${version}; the releases are ${known}.`, {
      id,
      version,
    });
  }
  const changes = releases.slice(1).map((release, n) => releaseChanges(releases[n]!, release, options));
  const ids: (readonly string[])[] = releases.map(() => []);
  ids[at] = [id];
  const kinds: (ChangeKind | undefined)[] = releases.map(() => undefined);
  for (let n = at; n > 0; n--) {
    const of = changes[n - 1]!.filter(({ after }) => after.some((each) => ids[n]!.includes(each)));
    ids[n - 1] = of.flatMap(({ before }) => before);
    kinds[n] = strongest(of.map(({ kind }) => kind));
  }
  for (let n = at; n < changes.length; n++) {
    const of = changes[n]!.filter(({ before }) => before.some((each) => ids[n]!.includes(each)));
    ids[n + 1] = of.flatMap(({ after }) => after);
    kinds[n + 1] = strongest(of.map(({ kind }) => kind));
  }
  const steps = releases.map((release, n) => ({ version: release.version, kind: kinds[n] ?? "new", ids: ids[n]! }));
  return steps.filter(({ kind, ids: there }) => there.length > 0 || kind === "lost");
}

/** Of several changes at once, the one that says most. */
function strongest(kinds: readonly ChangeKind[]): ChangeKind | undefined {
  const order: readonly ChangeKind[] = ["merged", "split", "lost", "moved", "new", "kept"];
  return order.find((kind) => kinds.includes(kind));
}
