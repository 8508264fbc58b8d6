import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./architecture/sources.js";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("package-lock.json", () => {
  const text = readFileSync(path.join(ROOT, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> };

  it("names the optional packages of every platform: npm ci refuses a lock file that leaves some out", () => {
    const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    const names = new Set(Object.keys(packages).map((place) => place.slice(place.lastIndexOf("node_modules/") + 13)));
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it("names no registry: everyone installs from their own", () => {
    expect(Object.keys(packages).filter((place) => packages[place]!.resolved !== undefined)).toEqual([]);
  });
});
