// 10,000 damaged recordings, or as many as are named: npm run test:fuzz [-- 500].
// @ts-check
import { startVitest } from "vitest/node";

process.env["LISALAB_FUZZ_FILES"] = process.argv[2] ?? "10000";
const vitest = await startVitest("test", ["test/io/telemetryfuzz.test.ts"], { run: true, watch: false });
await vitest.close();
