import { expect, it, vi } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { figure, times } from "./figures.js";
import { SECRET, toldEvents } from "./told-events.js";

const PRODUCTS = times(1000, 60);
const KILLS = times(10, 2);

vi.setConfig({ testTimeout: Math.max(60_000, PRODUCTS * 1000) });

it(`${PRODUCTS} products, told of twice, not at all and in any order, are processed once each`, async () => {
  vi.stubEnv("LISALAB_EVENTS_SECRET", SECRET);
  const { told, doubled, dropped, ...found } = await toldEvents(PRODUCTS, KILLS, randomStream(2037n, "events"));
  vi.unstubAllEnvs();
  figure({
    what: `products in a bucket; ${told} events, ${doubled} doubled, ${dropped} dropped, out of order, ${KILLS} times \`kill -9\` of the service`,
    times: PRODUCTS,
    asked: "each product processed once",
    found: Object.entries(found)
      .map(([what, which]) => `${what} ${which.length}`)
      .join(", "),
  });
  expect(found).toEqual({ missing: [], twice: [], strange: [] });
  expect(doubled).toBeGreaterThan(0);
  expect(dropped).toBeGreaterThan(0);
});
