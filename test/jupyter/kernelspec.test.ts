import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
let prefix: string;
beforeAll(() => {
  prefix = mkdtempSync(join(tmpdir(), "a prefix-"));
});
afterAll(() => rmSync(prefix, { recursive: true }));

function lisalab(words: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(process.execPath, [CLI, ...words], { encoding: "utf8", env: { ...process.env, ...env } });
}

describe("lisalab kernel", () => {
  test("install --prefix writes both kernels with this Node and this kernel", () => {
    lisalab(["kernel", "install", "--prefix", prefix]);
    for (const profile of ["operations", "development"]) {
      const file = join(prefix, "share", "jupyter", "kernels", `lisalab-${profile}`, "kernel.json");
      const spec = JSON.parse(readFileSync(file, "utf8")) as { argv: string[]; [field: string]: unknown };
      expect(spec).toMatchObject({
        display_name: `lisalab (${profile})`,
        language: "typescript",
        interrupt_mode: "message",
      });
      expect(spec.argv[0]).toBe(process.execPath);
      const kernel = spec.argv.find((word) => word.endsWith("kernel.js")) ?? "";
      expect(isAbsolute(kernel) && existsSync(kernel)).toBe(true);
      expect(spec.argv).toContain("{connection_file}");
      expect(readFileSync(new URL(`../../kernels/${profile}/kernel.json`, import.meta.url), "utf8")).not.toContain(
        kernel,
      );
    }
  });

  test("install --sys-prefix goes into the active environment, list finds it", () => {
    const env = { VIRTUAL_ENV: prefix, JUPYTER_DATA_DIR: join(prefix, "nothing"), JUPYTER_PATH: "" };
    expect(lisalab(["kernel", "install", "--sys-prefix"], env)).toContain(join(prefix, "share", "jupyter"));
    expect(lisalab(["kernel", "list"], env)).toMatch(/^lisalab-operations\t/m);
  });

  test("install without a place, or into one that is no folder, is refused in one sentence", () => {
    expect(() => lisalab(["kernel", "install"])).toThrow(/say where/);
    const noFolder = fileURLToPath(import.meta.url);
    expect(() => lisalab(["kernel", "install", "--prefix", noFolder])).toThrow(/can't be installed in/);
  });
});
