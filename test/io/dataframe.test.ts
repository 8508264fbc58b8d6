import { expect, it } from "vitest";
import { dataFrame } from "../../src/io/dataframe.js";

const COLUMNS = { mosa: ["12", "23", "12"], amplitude: Float64Array.of(1e-21, 3e-21, 1.000_000_000_001e-21) };

it("keeps every digit of small amplitudes", async () => {
  const frame = await dataFrame(COLUMNS);
  expect(frame.shape).toEqual([3, 2]);
  expect(frame.values[2]).toEqual(["12", 1.000_000_000_001e-21]);
});

it("sorts and groups", async () => {
  const frame = await dataFrame(COLUMNS);
  expect(frame.sortValues("amplitude", { ascending: false }).values[0]).toEqual(["23", 3e-21]);
  expect(frame.groupby(["mosa"]).col(["amplitude"]).count().values).toEqual([
    ["12", 2],
    ["23", 1],
  ]);
});

it("refuses columns of different lengths, no columns, and more rows than it is made for", async () => {
  await expect(dataFrame({ a: [1, 2], b: [1] })).rejects.toThrow("found a: 2, b: 1");
  await expect(dataFrame({})).rejects.toThrow("no column");
  await expect(dataFrame({ a: new Float64Array(30_001) })).rejects.toThrow("at most 30000 rows");
});
