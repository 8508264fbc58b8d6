import type { Linear } from "./binary.js";
import type { Finder } from "./finder.js";
import { linkBins, type Member, type Members } from "./members.js";

/** Binaries that stand for others, and 2 ln of their likelihood less what each must pay. */
interface Arrangement {
  readonly binaries: readonly Linear[];
  readonly value: number;
}

/** Gain from which on another arrangement is taken: more than fits differ by that end at the same maximum. */
const BETTER = 0.1;

/**
 * Neighbours that share bins may be fewer or other ones than they were taken for one after the other: a loud one in the wrong place and
 * its remains, or two of which the first was fitted in the middle. All are put back, and the best of one, of two and so on looked for from
 * several places each, every time fitted together. Whether others took their place.
 */
export function rearrange(members: Members, finder: Finder, member: Member, duration: number, price: number): boolean {
  const group = members.group(member);
  if (group.length === 1) return false;
  const linears = group.map(({ linear }) => linear);
  const best = members.with(group, () => {
    const now = { binaries: linears, value: 2 * members.fitted(linears).logLikelihood - price * linears.length };
    const other = fromNothing(members, finder, linears, duration, price);
    return other.value > now.value + BETTER ? other : undefined;
  });
  if (best === undefined) return false;
  for (const one of group) members.remove(one);
  for (const linear of best.binaries) members.add(linear);
  return true;
}

/** The best arrangement of up to as many as there are. */
function fromNothing(
  members: Members,
  finder: Finder,
  some: readonly Linear[],
  duration: number,
  price: number,
): Arrangement {
  const bins = some.map(({ frequency }) => frequency * duration);
  const [low, high] = [Math.min(...bins), Math.max(...bins)];
  const frequency = (low + high) / 2 / duration;
  const reach = (high - low) / 2 + linkBins(frequency, duration);
  let best: Arrangement = { binaries: [], value: 0 };
  let chosen: readonly Linear[] = [];
  while (chosen.length < some.length) {
    const more = members.without(chosen, () => finder.all(frequency, reach));
    const fits = more.map((one) => members.fitted([...chosen, one]));
    const [highest] = fits.sort((a, b) => b.logLikelihood - a.logLikelihood);
    if (highest === undefined) break;
    chosen = highest.binaries;
    const value = 2 * highest.logLikelihood - price * chosen.length;
    if (value > best.value) best = { binaries: chosen, value };
  }
  return best;
}
