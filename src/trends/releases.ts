import type { Release } from "../runs/measures.js";

/** Changes of version over runs, the oldest first; the first run's is none. */
export function releasesOf(
  runs: readonly { readonly startedAt: string; readonly version: string; readonly software: string }[],
): readonly Release[] {
  return runs.flatMap(({ startedAt, version, software }, index) => {
    const before = runs[index - 1] ?? { version, software };
    const isSame = before.version === version && before.software === software;
    return isSame ? [] : [{ at: Date.parse(startedAt), version, software }];
  });
}
