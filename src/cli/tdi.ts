import { type CommandDef, defineCommand } from "citty";
import type { DelaySource, InputStreams, TdiOptions } from "../pipeline/product.js";
import { oneOf } from "./choice.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const DELAYS: readonly DelaySource[] = ["smoothed", "raw", "orbits"];
const INPUT_STREAMS: readonly InputStreams[] = ["totals", "fluctuations"];

const args = {
  input: { type: "positional", required: true, description: "Measurements: an HDF5 file of lisainstrument 2.x" },
  variables: {
    type: "string",
    default: "X2,Y2,Z2,A2,E2,T2",
    valueHint: "X2,Y2,…",
    description: "Which variables, with commas between",
  },
  output: { type: "string", valueHint: "OUT.h5", description: "The HDF5 file to write; must be given" },
  orbits: { type: "string", valueHint: "FILE", description: "Orbits: an HDF5 file of lisaorbits 2.x" },
  delays: {
    type: "string",
    default: "smoothed",
    valueHint: "smoothed|raw|orbits",
    description: "Pseudo-ranges without their noise, as measured, or those of the orbits (for synchronised clocks)",
  },
  order: {
    type: "string",
    default: "31",
    description: "Order of the Lagrange interpolation of the beatnotes: odd, 3 to 63",
  },
  "clock-correction": { type: "boolean", default: false, description: "Remove the clocks' noise with the sidebands" },
  "input-streams": {
    type: "string",
    valueHint: "totals|fluctuations",
    description: "Total frequencies as received, or the simulator's fluctuations; default: totals if they are there",
  },
} as const;

/** `lisalab tdi INPUT --output OUT.h5`: time-delay interferometry of a file of measurements. */
export const tdiCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "tdi", description: "Time-delay interferometry: measurements in, variables in Hz out" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the HDF5 file to write", "lisalab tdi");
    const [{ openObservation }, { openOrbits }, { mustBeAnother }, { writeTdi }] = await Promise.all([
      import("../io/observation.js"),
      import("../io/lisaorbits2.js"),
      import("../io/output.js"),
      import("../io/tdifile.js"),
    ]);
    if (given.orbits) await mustBeAnother(given.output, given.orbits, "orbits");
    const options: TdiOptions = {
      delays: oneOf("--delays", DELAYS, given.delays),
      order: Number(given.order),
      clockCorrection: given["clock-correction"],
      ...(given["input-streams"] && { inputStreams: oneOf("--input-streams", INPUT_STREAMS, given["input-streams"]) }),
      ...(given.orbits && { orbits: await openOrbits(given.orbits) }),
    };
    const variables = given.variables
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const observation = await openObservation(given.input);
    const run = await interruptible(`Stopped before the end; ${given.output} was not written.`, (work) =>
      writeTdi(given.output!, observation, variables, options, work),
    );
    process.stderr.write(
      `${given.output}: ${run.variables.join(", ")}, ${observation.length} samples, from ${run.inputStreams}; use samples ${run.valid.start} to ${run.valid.stop}\n`,
    );
  },
});
