import type { AttributeDifference } from "./hdf5difference.js";
import type { Hdf5Reader } from "./hdf5reader.js";

/** Attributes that differ at a place that both files have. */
export function attributeDifferences(a: Hdf5Reader, b: Hdf5Reader, place: string): readonly AttributeDifference[] {
  const [inA, inB] = [a.attributes(place), b.attributes(place)];
  return [...new Set([...inA, ...inB])].sort().flatMap((name) => {
    const left = inA.includes(name) ? a.spelled(name, place) : null;
    const right = inB.includes(name) ? b.spelled(name, place) : null;
    return left === right ? [] : differences(place, name, left, right);
  });
}

function differences(place: string, name: string, a: string | null, b: string | null): readonly AttributeDifference[] {
  const [left, right] = [leavesIn(a), leavesIn(b)];
  if (left === null || right === null) return [{ place, name, a, b }];
  const ways = [...new Set([...left.keys(), ...right.keys()])];
  const found = ways.map((way) => ({
    place,
    name: `${name}${way}`,
    a: left.get(way) ?? null,
    b: right.get(way) ?? null,
  }));
  const others = found.filter((one) => one.a !== one.b);
  // The same values in other words, such as another order.
  return others.length === 0 ? [{ place, name, a, b }] : others;
}

/** The values in a text that is a JSON object, by the way to them; null for other attributes. */
function leavesIn(spelled: string | null): ReadonlyMap<string, string> | null {
  const text: unknown = spelled === null ? null : JSON.parse(spelled);
  if (typeof text !== "string" || !text.startsWith("{")) return null;
  const leaves = new Map<string, string>();
  try {
    collect(JSON.parse(text) as unknown, "", leaves);
    return leaves;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function collect(value: unknown, way: string, leaves: Map<string, string>): void {
  if (typeof value !== "object" || value === null) {
    leaves.set(way, JSON.stringify(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) collect(inner, `${way}.${key}`, leaves);
}
