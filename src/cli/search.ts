import { type CommandDef, defineCommand } from "citty";
import { UsageError } from "./failure.js";
import { fitOptions } from "./fit-words.js";
import { interruptible } from "./interruptible.js";

const NAME = "lisalab search";

const args = {
  input: {
    type: "positional",
    required: true,
    description: "Level 1 in the mission's layout (lisalab l1), or a file of a data challenge",
  },
  band: {
    type: "string",
    valueHint: "LOW,HIGH",
    description: "Frequencies of galactic binaries (Hz); default 3e-4,2e-2",
  },
  "false-alarms": {
    type: "string",
    valueHint: "N",
    description: "Galactic binaries that noise alone may make in the whole search, in the mean; default 0.01",
  },
  output: { type: "string", valueHint: "DETECTIONS.json", description: "The file to write; must be given" },
} as const;

/** `lisalab search L1.h5 --output DETECTIONS.json`: what is there, without posteriors. */
export const searchCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "search", description: "What is in level 1: massive and galactic binaries, bursts, glitches" },
  args,
  async run({ args: given }) {
    const { output } = given;
    if (!output) throw new UsageError("--output is missing: name the file of JSON to write", NAME);
    const [{ readFitInput }, { writeDetections }, { writableFolder }, { mustBeAnother }] = await Promise.all([
      import("../io/fitinput.js"),
      import("../io/detectionsfile.js"),
      import("../io/hdf5.js"),
      import("../io/output.js"),
    ]);
    await mustBeAnother(output, given.input, "data");
    await writableFolder(output);
    const options = fitOptions(given, NAME);
    const found = await interruptible(`Stopped before the end; ${output} was not written.`, async (work) =>
      writeDetections(output, await readFitInput(given.input, {}, work), options, work),
    );
    const kinds = ["massive-binary", "galactic-binary", "burst", "glitch", "merger"].flatMap((kind) => {
      const count = found.detections.filter((one) => one.class === kind).length;
      return count === 0 ? [] : [`${count} ${kind}`];
    });
    const alarms = `galactic binaries above 2F = ${found.threshold.toFixed(1)}, ${found.falseAlarms} false alarms in the mean`;
    const told = `${output}: ${kinds.length === 0 ? "nothing" : kinds.join(", ")}${found.threshold > 0 ? `; ${alarms}` : ""}`;
    process.stdout.write(`${[told, ...found.notes].join("\n")}\n`);
  },
});
