import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const lines = readFileSync(`${root}Dockerfile`, "utf8").replace(/\\\n/g, " ").split("\n");

/** The instructions of a stage, less its FROM. */
function stage(name: string): readonly string[] {
  const start = lines.findIndex((line) => new RegExp(`^FROM .* AS ${name}$`).test(line));
  const end = lines.findIndex((line, index) => index > start && line.startsWith("FROM "));
  return lines.slice(start + 1, end === -1 ? undefined : end);
}

describe("the Dockerfile", () => {
  it("copies only what the checkout has", () => {
    const sources = lines.filter((line) => /^COPY (?!--)/.test(line)).flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((source) => !existsSync(`${root}${source}`))).toEqual([]);
  });

  it("needs nothing from the network to read it, and installs Python packages by their hashes", () => {
    expect(lines.filter((line) => /^#\s*syntax/i.test(line))).toEqual([]);
    const installs = lines.filter((line) => line.includes("pip install"));
    expect(installs.every((line) => line.includes("--require-hashes"))).toBe(true);
    expect(installs).toHaveLength(1);
  });

  it("ends both images as lisauser, and operations with a health check and its home in a volume", () => {
    for (const name of ["operations", "development"]) {
      expect(
        stage(name)
          .filter((line) => line.startsWith("USER "))
          .at(-1),
      ).toBe("USER lisauser");
    }
    const operations = stage("operations");
    const home = /LISALAB_HOME=(\S+)/.exec(operations.join("\n"))?.[1];
    expect(operations).toContain(`VOLUME ${home}`);
    expect(operations.find((line) => line.startsWith("HEALTHCHECK "))).toContain("lisalab health");
  });

  it("carries the version of the package", () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
    expect(stage("operations")).toContain(`ARG VERSION=${version}`);
  });
});
