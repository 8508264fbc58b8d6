import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, readSources } from "./architecture/sources.js";

/** A tarball above this has swallowed something: the sample is 4 MB of it, the bundle of the command line 1 MB. */
const LARGEST_TARBALL = 10e6;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const project = mkdtempSync(path.join(tmpdir(), "lisalab pack "));
const installed = path.join(project, "node_modules", "lisalab");

/** What npm pack would publish, packed. */
function pack(): Packed {
  const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return (JSON.parse(output) as Packed[])[0]!;
}

/**
 * Installs the tarball without a network: unpacked, with links to exactly the packages that the lock file gives to
 * somebody who installs lisalab, so none that only its development needs.
 */
function install({ filename }: Packed): void {
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", path.join(project, filename), "-C", installed, "--strip-components=1"]);
  for (const name of productionPackages()) {
    const target = path.join(ROOT, "node_modules", name);
    const link = path.join(project, "node_modules", name);
    if (existsSync(target)) {
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(target, link);
    }
  }
  mkdirSync(path.join(project, "node_modules", ".bin"));
  chmodSync(path.join(installed, "dist/command/main.js"), 0o755);
  symlinkSync("../lisalab/dist/command/main.js", path.join(project, "node_modules", ".bin", "lisalab"));
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
}

function productionPackages(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; peer?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([, entry]) => entry.dev !== true && entry.devOptional !== true && entry.peer !== true)
    .map(([place]) => place.slice("node_modules/".length))
    .filter((name) => name !== "" && !name.includes("node_modules/"));
}

/** Runs a command in the empty project; its status and what it printed. */
function run(command: string, ...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout } = spawnSync(command, args, { cwd: project, encoding: "utf8" });
  return { status, text: stdout };
}

describe("the packed package", () => {
  let packed: Packed;

  beforeAll(() => {
    packed = pack();
    install(packed);
  });

  afterAll(() => rmSync(project, { recursive: true }));

  it("has every source compiled, and every other part", () => {
    const paths = packed.files.map((file) => file.path);
    const compiled = readSources().flatMap(({ name }) => [
      `dist/${name.replace(/ts$/, "js")}`,
      `dist/${name.replace(/ts$/, "d.ts")}`,
    ]);
    const parts = [
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      "kernels/operations/kernel.json",
      "runbooks/daily-ops.ipynb",
    ];
    expect([...compiled, ...parts].filter((name) => !paths.includes(name))).toEqual([]);
  });

  it("has nothing that is not for its users", () => {
    const strangers = packed.files.filter((file) =>
      /^(src|test|\.setup)\/|\.stamp|\.tsbuildinfo|ipynb_checkpoint/.test(file.path),
    );
    expect(strangers).toEqual([]);
    expect(packed.size).toBeLessThan(LARGEST_TARBALL);
  });

  it("has no file in dist/ whose source is gone", () => {
    const sources = new Set(readdirSync(path.join(ROOT, "src"), { recursive: true, encoding: "utf8" }));
    const compiled = packed.files.map((file) => file.path).filter((name) => /^dist\/(?!command\/)/.test(name));
    const orphans = compiled.filter(
      (name) => !sources.has(name.slice("dist/".length).replace(/(\.d)?\.(ts|js)(\.map)?$/, ".ts")),
    );
    expect(orphans).toEqual([]);
  });

  it("is imported by name, and by require as a notebook's cell does", () => {
    const script = 'import { SPEED_OF_LIGHT } from "lisalab"; console.log(SPEED_OF_LIGHT.value)';
    expect(run("node", "--input-type=module", "-e", script)).toEqual({ status: 0, text: "299792458\n" });
    const required = 'console.log(require("lisalab").SPEED_OF_LIGHT.value)';
    expect(run("node", "--input-type=commonjs", "-e", required).text).toContain("299792458");
  });

  it("says what to do for tables, whose package is optional", () => {
    const script =
      'import { io } from "lisalab"; io.dataFrame({ a: [1] }).catch((error) => console.log(error.message))';
    const { text } = run("node", "--input-type=module", "-e", script);
    expect(text).toMatch(/danfojs-node, which is not installed.*"overrides":.*npm install danfojs-node@/);
  });

  it("brings its types", () => {
    const use = [
      "export const good: number = SPEED_OF_LIGHT.value;",
      "export const bad: string = SPEED_OF_LIGHT.value;",
    ];
    writeFileSync(path.join(project, "use.ts"), ['import { SPEED_OF_LIGHT } from "lisalab";', ...use].join("\n"));
    const compiler = path.join(ROOT, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
    const { text } = run("node", compiler, ...options, "--typeRoots", path.join(ROOT, "node_modules/@types"), "use.ts");
    expect(text).toBe("use.ts(3,14): error TS2322: Type 'number' is not assignable to type 'string'.\n");
  });

  it("brings its command", () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(run("npx", "--no-install", "--", "lisalab", "--version")).toEqual({ status: 0, text: `${version}\n` });
    for (const command of ["run", "tdi", "logbook", "kernel", "lab"]) {
      const help = run("node_modules/.bin/lisalab", command, "--help");
      expect(help.text).toContain(`lisalab ${command}`);
      expect(help.status).toBe(0);
    }
  });

  it("installs its kernels", () => {
    expect(run("node_modules/.bin/lisalab", "kernel", "install", "--prefix", "prefix").status).toBe(0);
    const spec = path.join(project, "prefix/share/jupyter/kernels/lisalab-operations/kernel.json");
    const { argv } = JSON.parse(readFileSync(spec, "utf8")) as { argv: readonly string[] };
    expect(argv).toContain(path.join(installed, "dist/jupyter/kernel.js"));
  });
});
