import { type CommandDef, defineCommand } from "citty";
import { readConfig } from "./config.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const args = {
  config: {
    type: "positional",
    required: true,
    description:
      "A file of JSON: t0 (s of TCB, or a date), dt and duration (s), frame (both, TCB or TPS), and the sources",
  },
  orbits: { type: "string", valueHint: "FILE", description: "Orbits: an HDF5 file of lisaorbits; must be given" },
  output: { type: "string", valueHint: "FILE.h5", description: "The HDF5 file to write; must be given" },
} as const;

/** `lisalab response CONFIG.json --orbits FILE --output FILE.h5`: what gravitational waves do to the six links. */
export const responseCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "response", description: "The six links' response to gravitational waves, in lisagwresponse's layout" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the HDF5 file to write", "lisalab response");
    if (!given.orbits) throw new UsageError("--orbits is missing: responses need orbits", "lisalab response");
    const [{ openOrbits }, { mustBeAnother }, { responseConfiguration }, { writeResponse }] = await Promise.all([
      import("../io/lisaorbits2.js"),
      import("../io/output.js"),
      import("../io/responseconfig.js"),
      import("../io/responsefile.js"),
    ]);
    const { sources, options } = responseConfiguration(await readConfig(given.config));
    await mustBeAnother(given.output, given.orbits, "orbits");
    await mustBeAnother(given.output, given.config, "configuration");
    const orbits = await openOrbits(given.orbits);
    const written = await interruptible(`Stopped before the end; ${given.output} was not written.`, (work) =>
      writeResponse(given.output!, sources, orbits, options, work),
    );
    for (const { message } of written.warnings) process.stderr.write(`Warning: ${message}\n`);
    process.stderr.write(
      `${given.output}: ${written.length} samples, ${sources.length === 1 ? "1 source" : `${sources.length} sources`}\n`,
    );
  },
});
