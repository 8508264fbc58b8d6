import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Where tests start kernels and servers and wait for them, those that take longest first. */
const WAITING = ["chaos", "runbooks", "runbook", "notebooks", "service", "cli", "archive"];

/** Long files begin before short ones, so that none is left alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = WAITING.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return place < 0 ? WAITING.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Named scripts run these: they take long, or need a browser, a database, stores or Airflow.
    exclude: ["long", "lab", "stores", "postgres", "airflow"].map((folder) => `test/${folder}/**`),
    // What hangs ends; how long work takes on a busy machine is no test of it.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Many tests wait for a kernel or a server: one worker a core, not one less.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    coverage: {
      provider: "v8",
      reporter: ["json-summary"],
      reportOnFailure: true,
      include: ["src/**/*.ts"],
      exclude: ["src/math/assembly/**", "src/math/kernels.wasm.ts"],
    },
  },
});
