import { type CommandDef, defineCommand } from "citty";
import { readConfig } from "./config.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const args = {
  config: {
    type: "positional",
    required: true,
    description:
      "A file of JSON: source, t0 (s of TCB, or a date), dt and duration (s), domain (time, frequency), method (of frequency: transform, direct), channels (strain, AET), generation (1.5, 2)",
  },
  orbits: {
    type: "string",
    valueHint: "FILE",
    description: "Orbits for A, E, T: an HDF5 file of lisaorbits; default: equal arms",
  },
  output: { type: "string", valueHint: "FILE.h5", description: "The HDF5 file to write; must be given" },
} as const;

/** `lisalab waveform CONFIG.json --output FILE.h5`: one source's wave, at the Sun or through the response. */
export const waveformCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "waveform", description: "The waveform of a source, in time or frequency: h+ and hx, or A, E and T" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the HDF5 file to write", "lisalab waveform");
    const [{ openOrbits }, { mustBeAnother }, { waveformConfiguration }, { writeWaveform }] = await Promise.all([
      import("../io/lisaorbits2.js"),
      import("../io/output.js"),
      import("../io/waveformconfig.js"),
      import("../io/waveformfile.js"),
    ]);
    const config = waveformConfiguration(await readConfig(given.config));
    await mustBeAnother(given.output, given.config, "configuration");
    if (given.orbits && config.channels === "strain") {
      throw new UsageError(`--orbits is for A, E and T: say "channels": "AET" in ${given.config}`, "lisalab waveform");
    }
    if (given.orbits) await mustBeAnother(given.output, given.orbits, "orbits");
    const orbits = given.orbits ? await openOrbits(given.orbits) : undefined;
    const written = await interruptible(`Stopped before the end; ${given.output} was not written.`, (work) =>
      writeWaveform(given.output!, config, orbits, work),
    );
    for (const message of written.warnings) process.stderr.write(`Warning: ${message}\n`);
    process.stderr.write(
      `${given.output}: ${written.names.join(", ")}, ${written.length} samples, ${config.source.name}\n`,
    );
  },
});
