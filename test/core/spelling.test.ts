import { expect, it } from "vitest";
import { editDistance } from "../../src/core/spelling.js";

it.each([
  ["", "", 0],
  ["", "abc", 3],
  ["kitten", "sitting", 3],
  ["alpha1", "alpha2", 1],
  ["x2", "X2", 0.5],
  ["levelLimit", "levelLimits", 1],
])("from %j to %j it is %d letters", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});
