import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROOT } from "../architecture/sources.js";

const project = mkdtempSync(path.join(tmpdir(), "lisalab install "));

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

beforeAll(() => {
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", project], { cwd: ROOT });
  const tarball = readdirSync(project).find((name) => name.endsWith(".tgz"))!;
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball);
});

afterAll(() => rmSync(project, { recursive: true }));

it("npm installs the tarball in an empty project, and its command runs", () => {
  expect(run("npx", "lisalab", "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it("the library is imported with the packages that npm chose", () => {
  const script = 'import { SPEED_OF_LIGHT } from "lisalab"; console.log(SPEED_OF_LIGHT.value)';
  expect(run("node", "--input-type=module", "-e", script)).toBe("299792458\n");
});

it("a file of TDI variables comes out of the sample", () => {
  const sample = path.join(project, "node_modules/lisalab/runbooks/sample/observation.h5");
  run("npx", "lisalab", "tdi", sample, "--variables", "X2", "--output", "x2.h5");
  expect(readdirSync(project)).toContain("x2.h5");
});
