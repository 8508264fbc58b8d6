import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter } from "vitest/reporters";
import type { Figure } from "./figures.js";

/** Prints the table of all figures that the tests told, when they are over. */
export class FiguresReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(): void {
    const lines = existsSync(this.#file) ? readFileSync(this.#file, "utf8").trim().split("\n") : [];
    const rows = lines.map((line) => JSON.parse(line) as Figure);
    const cells = rows.map(({ what, times, asked, found }) => [what, times.toLocaleString("en-US"), asked, found]);
    const table = [["what was done", "times", "what must hold", "found"], ["---", "---", "---", "---"], ...cells];
    console.log(`\n${table.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`);
    rmSync(dirname(this.#file), { recursive: true, force: true });
  }
}
