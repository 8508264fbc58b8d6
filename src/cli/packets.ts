import { type CommandDef, defineCommand } from "citty";
import { BadArgumentError } from "../core/errors.js";
import { SPACECRAFT } from "../core/mosa.js";
import type { Dictionary } from "../telemetry/dictionary.js";
import { interruptible } from "./interruptible.js";
import { channelTable, summaryText } from "./packets-text.js";

const encode = defineCommand({
  meta: { name: "encode", description: "Measurements to packets, as the three spacecraft would have sent them" },
  args: {
    input: { type: "positional", required: true, description: "Measurements: an HDF5 file of lisainstrument 2.x" },
    folder: { type: "positional", required: true, description: "The folder to write; it must be empty or not exist" },
    "switch-on": { type: "string", valueHint: "NAMES", description: "Send channels that are off by default, too" },
    "switch-off": { type: "string", valueHint: "NAMES", description: "Do not send these" },
  },
  run: async ({ args: { input, folder, ...switches } }) => {
    const [{ openObservation }, { encodeObservation }] = await Promise.all([
      import("../io/observation.js"),
      import("../io/telemetryencode.js"),
    ]);
    const done = await interruptible(
      `Stopped before the end; ${folder} has only passes that were complete.`,
      async (work) =>
        encodeObservation(await openObservation(input), folder, {
          ...work,
          switchedOn: namesIn(switches["switch-on"]),
          switchedOff: namesIn(switches["switch-off"]),
        }),
    );
    const leftOut = done.leftOut.length === 0 ? "" : `; without ${done.leftOut.join(", ")}`;
    tell(`${folder}: ${done.streams.join(", ")} with the dictionary ${done.dictionary.identification}${leftOut}`);
  },
});

const chosen = {
  configuration: { type: "string", default: "4Hz", valueHint: "budget|4Hz", description: "At which rates" },
  folder: { type: "string", valueHint: "FOLDER", description: "The dictionary of these packets instead" },
  "switch-on": { type: "string", valueHint: "NAMES", description: "With channels that are off by default" },
  "switch-off": { type: "string", valueHint: "NAMES", description: "Without these" },
} as const;

const xtce = defineCommand({
  meta: {
    name: "xtce",
    description: "The dictionary of channels in XTCE, with which Yamcs and others read the packets",
  },
  args: {
    spacecraft: { type: "string", default: "1", valueHint: "1|2|3", description: "Whose packets" },
    ...chosen,
  },
  run: async ({ args }) => {
    const { xtceOf } = await import("../telemetry/xtce.js");
    const spacecraft = oneOf("--spacecraft", SPACECRAFT, args.spacecraft);
    process.stdout.write(xtceOf(await dictionaryFor(args), spacecraft));
  },
});

const channels = defineCommand({
  meta: { name: "channels", description: "The dictionary of channels as a table (CSV)" },
  args: chosen,
  run: async ({ args }) => {
    process.stdout.write(channelTable(await dictionaryFor(args)));
  },
});

interface Chosen {
  readonly configuration: string;
  readonly folder?: string | undefined;
  readonly "switch-on"?: string | undefined;
  readonly "switch-off"?: string | undefined;
}

async function dictionaryFor(given: Chosen): Promise<Dictionary> {
  const [{ CONFIGURATIONS, dictionary }, { dictionaryOf, readGroundRecord }] = await Promise.all([
    import("../telemetry/dictionary.js"),
    import("../io/packetfolder.js"),
  ]);
  if (given.folder !== undefined) return dictionaryOf(await readGroundRecord(given.folder), given.folder);
  return dictionary(oneOf("--configuration", CONFIGURATIONS, given.configuration), {
    switchedOn: namesIn(given["switch-on"]),
    switchedOff: namesIn(given["switch-off"]),
  });
}

const args = {
  folder: { type: "positional", required: true, description: "A folder of passes" },
  json: { type: "boolean", default: false, description: "Print the summary as JSON" },
} as const;

/** `lisalab packets FOLDER`, `lisalab packets encode INPUT FOLDER`, `lisalab packets channels`, `lisalab packets xtce`. */
export const packetsCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "packets", description: "Telemetry packets: what a folder of them holds; encode; channels; XTCE" },
  args,
  subCommands: { encode, channels, xtce },
  run: async ({ args: { folder, json } }) => {
    const { telemetrySummary } = await import("../io/telemetrysummary.js");
    const summary = await interruptible("Stopped before all packets were counted.", (work) =>
      telemetrySummary(folder, work),
    );
    console.log(json ? JSON.stringify(summary, undefined, 1) : summaryText(summary));
  },
});

/** Names apart by commas. */
function namesIn(list: string | undefined): readonly string[] {
  return (list ?? "").split(",").filter((name) => name !== "");
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function oneOf<T extends string>(option: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((name) => name === value);
  if (found !== undefined) return found;
  throw new BadArgumentError(`${option} is "${value}"; it can be ${allowed.join(" or ")}.`, { option, value });
}
