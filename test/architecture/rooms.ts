import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT, roomOf, type Source, targetOf } from "./sources.js";

/** The rank of each room. */
export type Ranks = ReadonlyMap<string, number>;

/** Rooms up to this rank are pure. */
export const HIGHEST_PURE_RANK = 5;

/** The table under "## Rooms" of ARCHITECTURE.md. */
export function readRanks(): Ranks {
  return ranksOf(readFileSync(path.join(ROOT, "ARCHITECTURE.md"), "utf8"));
}

export function ranksOf(markdown: string): Ranks {
  const rows = markdown.matchAll(/^\| (\d+) \| ([^|]+) \|/gm);
  return new Map([...rows].flatMap(([, rank, rooms]) => rooms!.split(",").map((room) => [room.trim(), Number(rank)])));
}

/** Imports that go upward or sideways, rooms that the table does not know, and barrels. */
export function importViolations(sources: readonly Source[], ranks: Ranks): readonly string[] {
  return sources.flatMap((source) => [...placeViolations(source, ranks), ...directionViolations(source, ranks)]);
}

function placeViolations({ name }: Source, ranks: Ranks): readonly string[] {
  if (name === "index.ts") {
    return [];
  }
  const depth = name.split("/").length;
  if (depth !== 2) {
    return [`${name}: rooms are flat, src/<room>/<file>.ts`];
  }
  return ranks.has(roomOf(name)) ? [] : [`${name}: the table of rooms has no "${roomOf(name)}"`];
}

function directionViolations(source: Source, ranks: Ranks): readonly string[] {
  return source.imports.flatMap((imported) => {
    const target = targetOf(source, imported);
    if (target === undefined || source.name === "index.ts") {
      return [];
    }
    const at = `${source.name}:${imported.line}`;
    if (target === "index.ts" || target.endsWith("/public.ts")) {
      return [`${at}: only index.ts imports a barrel, and nothing imports index.ts`];
    }
    const [own, other] = [roomOf(source.name), roomOf(target)];
    const isDownward = own === other || (ranks.get(other) ?? Infinity) < (ranks.get(own) ?? -Infinity);
    return isDownward ? [] : [`${at}: ${own} must not import ${target}`];
  });
}

/** Files that reach themselves through their imports, as "a -> b -> a"; types count. */
export function cycles(sources: readonly Source[]): readonly string[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const settled = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      found.push([...trail.slice(trail.indexOf(name)), name].join(" -> "));
      return;
    }
    const source = byName.get(name);
    if (source === undefined || settled.has(name)) {
      return;
    }
    for (const imported of source.imports) {
      const target = targetOf(source, imported);
      if (target !== undefined) {
        visit(target, [...trail, name]);
      }
    }
    settled.add(name);
  };
  for (const source of sources) {
    visit(source.name, []);
  }
  return found;
}

/** Re-exports outside of index.ts and the rooms' public.ts, and other statements inside those. */
export function barrelViolations(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ name, tree }) => {
    const isBarrel = name === "index.ts" || name.endsWith("/public.ts");
    return tree.statements
      .filter((statement) => /^export\b[^;]*\bfrom\b\s*["']/.test(statement.getText(tree)) !== isBarrel)
      .filter((statement) => isBarrel || /^export (type )?[*{]/.test(statement.getText(tree)))
      .map(
        (statement) =>
          `${name}: ${isBarrel ? "only re-exports here" : "no re-export here"}: ${statement.getText(tree).split("\n")[0]}`,
      );
  });
}
