import { defineConfig } from "vitest/config";

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
    coverage: {
      provider: "v8",
      reporter: ["json-summary"],
      reportOnFailure: true,
      include: ["src/**/*.ts"],
      exclude: ["src/math/assembly/**", "src/math/kernels.wasm.ts"],
    },
  },
});
