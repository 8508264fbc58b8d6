import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { FiguresReporter } from "./figures-reporter.js";

const figures = join(mkdtempSync(join(tmpdir(), "lisalab-chaos-")), "figures.jsonl");

/** Everything that operations must survive, in full: `npm run test:chaos`. `npm test` runs the same with fewer repetitions. */
export default defineConfig({
  test: {
    include: [
      "test/chaos/**/*.test.ts",
      "test/lab/xss.test.ts",
      "test/long/flood.test.ts",
      "test/long/mutations.test.ts",
      "test/long/spool.test.ts",
    ],
    env: { LISALAB_CHAOS: figures },
    // One after the other: each of them keeps the machine busy, and measures time.
    fileParallelism: false,
    testTimeout: 14_400_000,
    hookTimeout: 600_000,
    reporters: ["default", new FiguresReporter(figures)],
  },
});
