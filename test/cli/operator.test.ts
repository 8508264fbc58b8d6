import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { operatorName } from "../../src/cli/operator.js";

it("names who LISALAB_OPERATOR names, else the user that the machine knows", () => {
  expect(operatorName({ LISALAB_OPERATOR: "Officer on duty", USER: "somebody" })).toBe("Officer on duty");
  expect(operatorName({ LISALAB_OPERATOR: " GRACE\n" })).toBe("GRACE");
  expect(operatorName({ USER: "somebody" })).toBe(execFileSync("id", ["-un"], { encoding: "utf8" }).trim());
});
