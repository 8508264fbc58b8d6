import { type CommandDef, defineCommand } from "citty";
import { EnvironmentError } from "../core/errors.js";
import type { L1FileOptions } from "../io/mojitofile.js";
import { oneOf } from "./choice.js";
import { UsageError } from "./failure.js";
import { onInterrupt } from "./interrupt.js";
import { progressOn } from "./progress.js";

const args = {
  input: {
    type: "positional",
    required: true,
    description: "Measurements: an HDF5 file of lisainstrument, or a folder of packets",
  },
  orbits: { type: "string", valueHint: "FILE", description: "Orbits: an HDF5 file of lisaorbits; must be given" },
  tilt: {
    type: "string",
    valueHint: "subtract|keep",
    description: "Tilt-to-length coupling: found in the data and subtracted (default), or left as it is",
  },
  delays: {
    type: "string",
    valueHint: "fused|smoothed|orbits",
    description: "Pseudo-ranges fused with the sidebands (default), without their noise, or those of the orbits",
  },
  calibration: {
    type: "string",
    valueHint: "FILE.json",
    description: "Scale factors, offsets and cross-talk by channel; default: all are right as they are",
  },
  output: {
    type: "string",
    valueHint: "L1.h5",
    description: "The file to write, in the mission's layout; must be given",
  },
} as const;

/** `lisalab l1 INPUT --orbits FILE --output L1.h5`: from level 0 to level 1. */
export const l1Command: CommandDef<typeof args> = defineCommand({
  meta: { name: "l1", description: "Level 0 to level 1: measurements in, the mission's file of TDI variables out" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the file to write", "lisalab l1");
    if (!given.orbits) throw new UsageError("--orbits is missing: the file carries the orbits", "lisalab l1");
    const [{ openObservation }, { openOrbits }, { mustBeAnother }, { writeL1 }, { readCalibration }] =
      await Promise.all([
        import("../io/observation.js"),
        import("../io/lisaorbits2.js"),
        import("../io/output.js"),
        import("../io/mojitofile.js"),
        import("../io/calibration.js"),
      ]);
    await mustBeAnother(given.output, given.orbits, "orbits");
    const interrupt = onInterrupt();
    const work = { signal: interrupt.signal, onProgress: progressOn(process.stderr) };
    const observation = await openObservation(given.input);
    const options: L1FileOptions = {
      orbits: await openOrbits(given.orbits),
      ...(given.delays && { delays: oneOf("--delays", ["fused", "smoothed", "orbits"] as const, given.delays) }),
      ...(given.tilt && { tilt: oneOf("--tilt", ["subtract", "keep"] as const, given.tilt) }),
      ...(given.calibration && { calibration: await readCalibration(given.calibration) }),
    };
    const run = await writeL1(given.output, observation, options, work).catch((error: unknown) => {
      if (!interrupt.signal.aborted) throw error;
      throw new EnvironmentError(`Stopped before the end; ${given.output} was not written.`, {}, error);
    });
    interrupt.release();
    process.stderr.write(
      `${process.stderr.isTTY ? "\r\u001B[K" : ""}${given.output}: ${run.length} samples of ${run.dt} s from ${run.t0.seconds + run.t0.fraction} s TCB\n`,
    );
  },
});
