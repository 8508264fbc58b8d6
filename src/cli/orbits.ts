import { type CommandDef, defineCommand } from "citty";
import { readConfig } from "./config.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const args = {
  config: {
    type: "positional",
    required: true,
    description:
      "A file of JSON: t0 (s of TCB, or a date), dt (s), length (rows), and orbits: their kind and its options",
  },
  output: { type: "string", valueHint: "FILE.h5", description: "The HDF5 file to write; must be given" },
} as const;

/** `lisalab orbits CONFIG.json --output FILE.h5`: orbits, light travel times and pseudo-ranges on a grid. */
export const orbitsCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "orbits", description: "Orbits, light travel times and pseudo-ranges, in lisaorbits' layout" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the HDF5 file to write", "lisalab orbits");
    const [{ orbitConfiguration }, { mustBeAnother }, { gridWarning, writeOrbits }] = await Promise.all([
      import("../io/orbitsconfig.js"),
      import("../io/output.js"),
      import("../io/orbitsfile.js"),
    ]);
    const { orbits, grid, files } = await orbitConfiguration(await readConfig(given.config));
    for (const input of [given.config, ...files]) await mustBeAnother(given.output, input, "input");
    await interruptible(`Stopped before the end; ${given.output} was not written.`, (work) =>
      writeOrbits(given.output!, orbits, grid, work),
    );
    const warning = gridWarning(orbits, grid);
    if (warning !== undefined) process.stderr.write(`Warning: ${warning}\n`);
    process.stderr.write(`${given.output}: ${orbits.kind}, ${grid.length} rows at ${grid.dt} s\n`);
  },
});
