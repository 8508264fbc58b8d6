import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      reporter: ["json-summary"],
      reportOnFailure: true,
      include: ["src/**/*.ts"],
      exclude: ["src/math/assembly/**", "src/math/kernels.wasm.ts"],
    },
  },
});
