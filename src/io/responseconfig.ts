import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { type SourceDescription, sourceOf } from "../waveforms/description.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { timeOf } from "./configtime.js";
import type { ResponseFileOptions } from "./responsefile.js";

/** What a configuration of `lisalab response` asks for. */
export interface ResponseConfiguration {
  readonly sources: readonly (Source | SourceGroup)[];
  readonly options: ResponseFileOptions;
}

/**
 * Sources and samples of a configuration: `t0` (s of TCB, or a date, which counts from 2035-01-01 TCB), `dt` and `duration` (s), `frame`
 * (both, TCB or TPS), and `sources`, a list of descriptions.
 * @throws BadArgumentError for unknown keys, with the nearest there is, and values out of range
 */
export function responseConfiguration(config: Readonly<Record<string, unknown>>): ResponseConfiguration {
  const what = "the configuration";
  mustKnowKeys(what, config, ["t0", "dt", "duration", "frame", "sources"]);
  const { t0, dt, duration, frame, sources } = config;
  if (!Array.isArray(sources) || sources.length === 0) {
    throw new BadArgumentError(`sources of ${what} is ${JSON.stringify(sources)}; it must be a list of sources.`, {
      sources,
    });
  }
  const options = {
    t0: timeOf("t0", t0),
    dt: checkedNumber(what, "dt", dt, { unit: "s", min: 0, open: true }),
    duration: checkedNumber(what, "duration", duration, { unit: "s", min: 0, open: true }),
    ...(frame !== undefined && { frame: frame as NonNullable<ResponseFileOptions["frame"]> }),
  };
  return { sources: sources.map((source: SourceDescription) => sourceOf(source)), options };
}
