import { type Change, type ChangeKind, type ChangeOptions, releaseChanges } from "../catalogue/changes.js";
import { sourceDistance } from "../catalogue/distance.js";
import { sourceHistory } from "../catalogue/history.js";
import { matchSources } from "../catalogue/matching.js";
import { normalQuantile } from "../catalogue/normal.js";
import type { SourceClass } from "../catalogue/parameters.js";
import { posteriorSignals } from "../catalogue/posterior-signal.js";
import type { CatalogueRelease } from "../catalogue/release.js";
import type { SourceSignalOptions } from "../catalogue/signal.js";
import type { CatalogueSource } from "../catalogue/source.js";
import type { NoiseDensity } from "../inference/density.js";
import { overlap } from "../inference/product.js";
import type { TdiSignal } from "../response/signal.js";

/** What makes two sources of neighbouring releases the same. */
export interface ComparisonOptions extends SourceSignalOptions {
  readonly noise: NoiseDensity;
  /** What the intervals of parameters hold; default 0.9. */
  readonly credibility?: number;
}

/**
 * Overlap from which a source is the same a week later, and from which it may have become part of another. A fit of a source of signal-to-noise
 * ratio 7 is 8/(2·49) off in the mean; other sources are as near only when they are blended.
 */
const [SAME, KIN] = [0.7, 0.4];
/** Mergers further apart in time than this have nothing in common (s). */
const MERGER = 600;

/** Distance of parameters, in widths of both posteriors, up to which a source is the same. */
const REACH = 3;
/** Classes whose signals can be made; others are the same where their parameters say so. */
const WITH_SIGNALS: readonly SourceClass[] = ["galactic-binary", "massive-binary"];

/**
 * Sources are the same when the signals that their posteriors expect overlap in A and E, or when their parameters agree within the posteriors' widths: what
 * few weeks say of a phase need not hold in later ones.
 */
export function sameSignals({ noise, credibility = 0.9, ...options }: ComparisonOptions): ChangeOptions {
  const signalOf = posteriorSignals(options);
  const known = new Map<CatalogueSource, TdiSignal>();
  const signal = (source: CatalogueSource): TdiSignal => {
    const found = known.get(source) ?? signalOf(source);
    known.set(source, found);
    return found;
  };
  const leastWidths = { frequency: 2 / options.duration, time: MERGER };
  const widths = { sigmas: normalQuantile((1 + credibility) / 2), least: {} };
  return {
    overlap: (a, b) => {
      if (a.class !== b.class) return 0;
      const agreement = agreementOf(sourceDistance(a, b, widths));
      return WITH_SIGNALS.includes(a.class) ? Math.max(agreement, overlap(signal(a), signal(b), noise)) : agreement;
    },
    leastOverlap: SAME,
    leastKinship: KIN,
    leastWidths,
    credibility,
  };
}

/** A distance on the scale of overlaps: the same at REACH, 1 at none. */
function agreementOf(distance: number): number {
  return distance <= REACH ? 1 - ((1 - SAME) * distance) / REACH : 0;
}

/**
 * The release as the one that follows another: with its version as the parent, and with its ids for sources that are the same. An id never comes
 * back for something else: a source that has one of those gets another.
 */
export function continued(
  release: CatalogueRelease,
  before: CatalogueRelease | null,
  options: ChangeOptions,
): CatalogueRelease {
  const { pairs } = matchSources(before?.sources ?? [], release.sources, options);
  const same = new Map(pairs.map((pair) => [pair.after.id, pair.before.id]));
  const known = new Set(before?.sources.map(({ id }) => id));
  const own = (id: string): string => (known.has(id) ? `${id}-${release.version}` : id);
  const sources = release.sources.map((source) => ({ ...source, id: same.get(source.id) ?? own(source.id) }));
  return { ...release, parent: before?.version ?? "", sources };
}

/** The release with its residuals and waveforms in a file beside it. */
export function beside(release: CatalogueRelease, residual: string): CatalogueRelease {
  const moved = (place: string): string => place.replace(/^[^#]*(?=#)/, residual);
  const sources = release.sources.map((source) => ({
    ...source,
    waveform: moved(source.waveform),
    residual: moved(source.residual),
  }));
  return { ...release, sources };
}

/** A change with the sources it is about. */
export interface SourceChange extends Change {
  /** As they are in the later release; in the earlier one, of what was lost. */
  readonly sources: readonly CatalogueSource[];
}

/** What has changed since the last release. */
export interface ReleaseComparison {
  readonly changes: readonly SourceChange[];
  readonly counts: Readonly<Record<ChangeKind, number>>;
}

const NONE: Readonly<Record<ChangeKind, number>> = { kept: 0, moved: 0, new: 0, lost: 0, merged: 0, split: 0 };

/** Compares a release with the one that it follows; the first one's sources are new. */
export function comparedRelease(
  before: CatalogueRelease | null,
  after: CatalogueRelease,
  options: ChangeOptions,
): ReleaseComparison {
  const found: readonly Change[] =
    before === null
      ? after.sources.map(({ id }) => ({ kind: "new", before: [], after: [id], difference: Number.NaN }))
      : releaseChanges(before, after, options);
  const byId = new Map([...(before?.sources ?? []), ...after.sources].map((source) => [source.id, source]));
  const changes = found.map((change) => ({
    ...change,
    sources: (change.kind === "lost" ? change.before : change.after).map((id) => byId.get(id)!),
  }));
  const counts = { ...NONE };
  for (const { kind } of changes) counts[kind] += 1;
  return { changes, counts };
}

/** Sources of some kinds of change, the loudest first. */
export function changed({ changes }: ReleaseComparison, ...kinds: readonly ChangeKind[]): readonly CatalogueSource[] {
  return changes
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ sources }) => sources)
    .sort((a, b) => b.snr - a.snr);
}

/** A source in a few words: what it is called, where it is, how loud. */
export function spelledSource(source: CatalogueSource): string {
  const place = [spelledPlace(source), `SNR ${source.snr.toFixed(1)}`].filter((text) => text !== "");
  return `${source.id} (${place.join(", ")})`;
}

/** Where on the axis of its class a source is; "" where that is not known. */
export function spelledPlace({ parameters }: CatalogueSource): string {
  const of = (name: string): number | undefined => parameters.find((parameter) => parameter.name === name)?.value;
  const [frequency, time] = [of("frequency"), of("time")];
  if (frequency !== undefined) return `${(1e3 * frequency).toFixed(4)} mHz`;
  return time === undefined ? "" : `merges on day ${(time / 86_400).toFixed(2)}`;
}

/** What became of a source from release to release, in words: "new in W03, kept in W04, lost in W05". */
export function spelledHistory(
  releases: readonly CatalogueRelease[],
  version: string,
  id: string,
  options: ChangeOptions,
): string {
  const since = releases.findIndex((release) => release.sources.some((source) => source.id === id));
  return sourceHistory(releases.slice(Math.max(0, since)), version, id, options)
    .map((step) => {
      const others = step.ids.filter((name) => name !== id);
      return `${step.kind} in ${step.version}${others.length > 0 ? ` as ${others.join(", ")}` : ""}`;
    })
    .join(", ");
}
