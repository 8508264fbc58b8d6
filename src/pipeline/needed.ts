import { BadDataError } from "../core/errors.js";
import type { Observation, Stream } from "./observation.js";
import type { L1Options } from "./product.js";
import type { QuantityReader } from "./quantity.js";

/** Sidebands less their carriers tell of clocks, and of ranges' changes. */
const SIDEBANDS: readonly Stream[] = ["sci_usbs", "ref_usbs"];

/**
 * Says before any work what an observation lacks for level 1, and what can be had without it. (That it has beatnotes, the reader
 * has seen.)
 * @throws BadDataError for streams that are missing
 */
export function mustHaveStreams({ path, streams }: Observation, reader: QuantityReader, options: L1Options): void {
  if (options.delays !== "orbits" && !streams.includes("mprs")) {
    throw new BadDataError(
      `${path} has no pseudo-ranges (mprs) of all six MOSAs. Without them the delays can only be the orbits' (delays "orbits"), which is right for synchronised clocks alone.`,
      { path },
    );
  }
  const missing = SIDEBANDS.filter((stream) => !streams.includes(stream));
  if (options.clockCorrection === false || reader.inputStreams !== "totals" || missing.length === 0) return;
  throw new BadDataError(
    `${path} has no ${missing.join(" and no ")} of all six MOSAs, from which the clocks' noise would be known: it has ${streams.join(", ")}. Give an observation with clock sidebands, or leave the clocks' noise where it is (clockCorrection: false).`,
    { path, missing },
  );
}
