import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient, type Result } from "../jupyter/kernel-client.js";

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
}

/** A notebook as it is committed. */
export interface Committed {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly cells: readonly Cell[];
  readonly metadata: { readonly kernelspec: { readonly name: string } };
}

/** What a notebook has, and numbers behind what its text claims, evaluated where it has run. */
export interface Executed {
  readonly name: string;
  readonly figures: number;
  readonly cells: number;
  readonly code: string;
  readonly holds: (values: number[]) => void;
}

/** A cell may wait for a kernel that shares two cores with other suites. */
const PATIENCE = 240_000;

export function read(path: string): Committed {
  return JSON.parse(readFileSync(path, "utf8")) as Committed;
}

/** Runs a notebook in a kernel of ours, from top to bottom, and looks at what it shows and claims. */
export function executes({ name, figures, cells, code: claims, holds }: Executed, patience: number = PATIENCE): void {
  describe(`${name} in the kernel`, () => {
    const code = read(join("notebooks", `${name}.ipynb`)).cells.filter(({ cell_type }) => cell_type === "code");
    const results = new Map<string, Result>();
    let kernel: KernelClient;

    beforeAll(async () => {
      kernel = await KernelClient.start({ cwd: resolve("notebooks") });
    }, patience);
    afterAll(() => kernel.close());

    test("runs from top to bottom", { timeout: patience }, async () => {
      for (const { id, source } of code) {
        const result = await kernel.execute(source.join(""), {}, patience);
        expect(result.reply, `cell ${id}: ${result.stderr}`).toMatchObject({ status: "ok" });
        expect(result.stderr, `cell ${id}`).toBe("");
        results.set(id, result);
      }
      expect(code.length).toBe(cells);
    });

    test("shows its figures, interactive and as vectors", () => {
      const shown = [...results.values()].flatMap(({ messages }) => messages.map(({ content }) => content.data ?? {}));
      const drawn = shown.filter((data) => "application/vnd.plotly.v1+json" in data);
      expect(drawn.length).toBe(figures);
      expect(drawn.every((data) => String(data["image/svg+xml"]).startsWith("<svg"))).toBe(true);
    });

    test("says what it promises", { timeout: patience }, async () => {
      const { stdout, reply } = await kernel.execute(`console.log(JSON.stringify(${claims}));`, {}, patience);
      expect(reply).toMatchObject({ status: "ok" });
      holds(JSON.parse(stdout) as number[]);
    });
  });
}
