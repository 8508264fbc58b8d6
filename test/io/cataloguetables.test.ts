import { expect, it } from "vitest";
import { catalogueFrame, writeCatalogueParquet } from "../../src/io/cataloguetables.js";
import { binary, exact, release } from "../catalogue/made.js";

const RELEASE = release("W2", "W1", [
  binary("GB-1", {}, 12),
  binary("GB-2", { frequency: 4e-3 }, 40),
  exact("GB-3", { frequency: 5e-3 }, 8),
]);

it("refuses tables and folders that are not there", async () => {
  await expect(writeCatalogueParquet("x", RELEASE, "rows" as "samples")).rejects.toThrow(
    /sources, parameters, samples/,
  );
  await expect(writeCatalogueParquet("no/such/x", RELEASE, "samples")).rejects.toThrow(/does not exist/);
});

it("a class is a frame", async () => {
  const frame = await catalogueFrame(RELEASE, "galactic-binary");
  expect(frame.shape).toEqual([3, 15]);
  expect(frame.columns.slice(0, 6)).toEqual([
    "id",
    "snr",
    "confidence",
    "frequency",
    "frequency_low",
    "frequency_high",
  ]);
});
