import { editDistance } from "../core/spelling.js";

/** What was probably meant by `word`, as the end of a message: `; did you mean "day"?`, or the list of what there is. */
export function nearest(word: string, known: readonly string[]): string {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) {
    return "; there are none";
  }
  const close = best.distance <= Math.max(2, word.length / 3);
  return close ? `; did you mean "${best.name}"?` : `; there are: ${known.join(", ")}`;
}
