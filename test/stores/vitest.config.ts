import { defineConfig } from "vitest/config";

/** lisalab against real stores of objects: `npm run test:stores`, with their programs on the PATH. */
export default defineConfig({
  test: {
    include: ["test/stores/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
