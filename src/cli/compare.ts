import { type CommandDef, defineCommand } from "citty";
import { BadArgumentError } from "../core/errors.js";
import { exitStatusOf } from "../core/verdict.js";
import { comparisonText } from "./compare-text.js";
import { interruptible } from "./interruptible.js";
import { outputPaper } from "./table.js";

const args = {
  a: { type: "positional", required: true, description: "An HDF5 file" },
  b: { type: "positional", required: true, description: "Another one" },
  absolute: {
    type: "string",
    default: "0",
    description: "Difference of two numbers that still is none, in their unit",
  },
  relative: { type: "string", default: "0", description: "The same as a part of the larger one; both add up" },
  json: { type: "boolean", description: "Print as JSON" },
} as const;

/** `lisalab compare A.h5 B.h5`: how two products differ. */
export const compareCommand: CommandDef<typeof args> = defineCommand({
  meta: {
    name: "compare",
    description:
      "Compare two HDF5 files, dataset by dataset. Exit status: 0 the same within the tolerance, 1 only attributes differ, 2 data differ",
  },
  args,
  async run({ args: given }) {
    const { compareHdf5 } = await import("../io/hdf5comparison.js");
    const tolerance = { absolute: size("--absolute", given.absolute), relative: size("--relative", given.relative) };
    const found = await interruptible("Stopped before the end; nothing is known of the rest.", (work) =>
      compareHdf5(given.a, given.b, tolerance, work),
    );
    console.log(given.json ? JSON.stringify(found, null, 2) : comparisonText(found, outputPaper()));
    process.exitCode = exitStatusOf(!found.alike ? "Fail" : found.attributes.length > 0 ? "Warn" : "Pass");
  },
});

function size(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new BadArgumentError(`${option} is "${text}"; a number of 0 or more is expected.`, { option, text });
}
