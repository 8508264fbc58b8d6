import { defineConfig } from "vitest/config";

/** What needs a PostgreSQL of Debian's on this machine: npm run test:postgres. */
export default defineConfig({
  test: { include: ["test/postgres/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
