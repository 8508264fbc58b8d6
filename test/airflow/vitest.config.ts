import { defineConfig } from "vitest/config";

/** A real Airflow that runs real runbooks: npm run test:airflow, since it takes minutes and 300 MB of Python packages. */
export default defineConfig({
  test: { include: ["test/airflow/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
});
