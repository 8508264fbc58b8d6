import { expect, it } from "vitest";
import { fuzz } from "./fuzz.js";

/** In continuous integration; npm run test:fuzz reads 10,000. */
const FILES = Number(process.env["LISALAB_FUZZ_FILES"] ?? 200);
const SEED = 2037;

it(
  `of ${FILES} damaged recordings none crashes, hangs or gives a wrong value without a flag`,
  async () => {
    const { intact, flagged, refused, slowest } = await fuzz(FILES, SEED);
    if (FILES > 1000) {
      console.log(
        `${intact} intact, ${flagged} flagged, ${refused} refused; the slowest took ${slowest.toFixed(0)} ms`,
      );
    }
    expect(intact + flagged + refused).toBe(FILES);
    // All that can happen does.
    expect(Math.min(intact, flagged, refused)).toBeGreaterThan(0);
    expect(flagged).toBeGreaterThan(FILES / 3);
  },
  60_000 + 200 * FILES,
);
