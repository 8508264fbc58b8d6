import { defineConfig } from "vitest/config";

/** JupyterLab in a real browser: `npm run test:lab`, since not every machine has a Chromium. */
export default defineConfig({
  test: {
    include: ["test/lab/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
