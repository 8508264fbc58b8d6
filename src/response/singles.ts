import type { Source, SourceGroup } from "../waveforms/source.js";

/** The sources, groups taken apart. */
export function singleSources(sources: readonly (Source | SourceGroup)[]): readonly Source[] {
  return sources.flatMap((source) => ("sources" in source ? source.sources : [source]));
}
