import { BadDataError } from "../core/errors.js";
import { type MatchOptions, matchSources, type Pair } from "./matching.js";
import type { CatalogueRelease } from "./release.js";

/** What became of sources from one release to the next. */
export type ChangeKind = "kept" | "moved" | "new" | "lost" | "merged" | "split";

/** A change of one source, or of several that became one or came from one. */
export interface Change {
  readonly kind: ChangeKind;
  /** Ids in the release before; none for a new source. */
  readonly before: readonly string[];
  /** Ids in the release after; none for a lost source. */
  readonly after: readonly string[];
  /** Of the pair that matches best, from 0 for the same to 1; NaN for new and lost sources. */
  readonly difference: number;
}

/** When a change is a move, beside what says that two sources are the same. */
export interface ChangeOptions extends MatchOptions {
  /** Part of what two sources may differ by and be the same, above which one has moved; default 1/3: one width of three. */
  readonly moved?: number;
}

/**
 * How the sources of a release come from those of the one before: each source of either is in one change. Sources that match none, but are kin
 * of one that has its match, have merged into it or were split from it.
 * @throws BadDataError for releases whose epochs differ, or of which the second does not come after the first
 */
export function releaseChanges(
  before: CatalogueRelease,
  after: CatalogueRelease,
  options: ChangeOptions = {},
): readonly Change[] {
  mustFollow(before, after);
  const { moved = 1 / 3, ...rules } = options;
  const { pairs, kin } = matchSources(before.sources, after.sources, { credibility: before.credibility, ...rules });
  const groups = pairs.map((pair) => ({ pair, before: [pair.before.id], after: [pair.after.id] }));
  const ofBefore = new Map(groups.map((group) => [group.pair.before.id, group]));
  const ofAfter = new Map(groups.map((group) => [group.pair.after.id, group]));
  const [left, right] = [new Set(ofBefore.keys()), new Set(ofAfter.keys())];
  for (const one of kin) {
    addTo(ofAfter.get(one.after.id)?.before, one.before.id, left);
    addTo(ofBefore.get(one.before.id)?.after, one.after.id, right);
  }
  return [
    ...groups.map((group) => ({
      kind: kindOf(group, moved),
      before: group.before,
      after: group.after,
      difference: group.pair.difference,
    })),
    ...alone(before, left).map((id) => ({ kind: "lost" as const, before: [id], after: [], difference: Number.NaN })),
    ...alone(after, right).map((id) => ({ kind: "new" as const, before: [], after: [id], difference: Number.NaN })),
  ];
}

/** A source that has no match of its own becomes part of a group, of the first: kin come in order of likeness. */
function addTo(group: string[] | undefined, id: string, known: Set<string>): void {
  if (group === undefined || known.has(id)) return;
  group.push(id);
  known.add(id);
}

function kindOf(
  { pair, before, after }: { pair: Pair; before: readonly string[]; after: readonly string[] },
  moved: number,
): ChangeKind {
  if (before.length > after.length) return "merged";
  if (after.length > before.length) return "split";
  return before.length > 1 || pair.difference > moved ? "moved" : "kept";
}

function alone({ sources }: CatalogueRelease, known: ReadonlySet<string>): readonly string[] {
  return sources.map(({ id }) => id).filter((id) => !known.has(id));
}

function mustFollow(before: CatalogueRelease, after: CatalogueRelease): void {
  if (after.parent !== before.version) {
    throw new BadDataError(
      `The release ${after.version} comes after "${after.parent}", not after ${before.version}; give its parent, or compare by matchSources.`,
      { before: before.version, after: after.version },
    );
  }
  if (before.epoch !== after.epoch) {
    throw new BadDataError(
      `Frequencies and phases of ${before.version} count from ${before.epoch} s, those of ${after.version} from ${after.epoch} s (TCB); bring both to one epoch.`,
      { before: before.epoch, after: after.epoch },
    );
  }
}
