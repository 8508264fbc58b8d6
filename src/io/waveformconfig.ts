import { BadArgumentError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { type SourceDescription, sourceOf } from "../waveforms/description.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { timeOf } from "./configtime.js";

/** What a configuration of `lisalab waveform` asks for. */
export interface WaveformConfiguration {
  readonly source: Source | SourceGroup;
  /** Time of the first sample, as it passes the Sun (strain) or in TCB (A, E, T). */
  readonly t0: Instant<"TCB">;
  /** Interval between samples (s). */
  readonly dt: Seconds;
  /** Number of samples. */
  readonly length: number;
  readonly domain: "time" | "frequency";
  /** In frequency: transformed from time, or the model's own spectrum and the fast response. */
  readonly method: "transform" | "direct";
  readonly channels: "strain" | "AET";
  /** Of A, E and T. */
  readonly generation: 1.5 | 2;
}

const KEYS = ["t0", "dt", "duration", "domain", "method", "channels", "generation", "source"];

/**
 * `source` as `lisalab response` has it, `t0` (s of TCB, or a date), `dt` and `duration` (s); `domain`: time (default) or frequency, and
 * then `method`: transform (default) or direct, the model's own spectrum and the fast response;
 * `channels`: strain (h₊ and h×, default) or AET (through the response), and then `generation`: 1.5 or 2 (default).
 * @throws BadArgumentError for unknown keys, with the nearest there is, and values out of range
 */
export function waveformConfiguration(config: Readonly<Record<string, unknown>>): WaveformConfiguration {
  const what = "the configuration";
  mustKnowKeys(what, config, KEYS);
  const dt = checkedNumber(what, "dt", config.dt, { unit: "s", min: 0, open: true });
  const duration = checkedNumber(what, "duration", config.duration, { unit: "s", min: 2 * dt });
  const channels = oneOf("channels", config.channels ?? "strain", ["strain", "AET"] as const);
  const generation = oneOf("generation", config.generation ?? 2, [1.5, 2] as const);
  if (channels === "strain" && config.generation !== undefined) {
    throw new BadArgumentError(`generation is of A, E and T: say "channels": "AET" too, or leave it out.`, {
      channels,
    });
  }
  const domain = oneOf("domain", config.domain ?? "time", ["time", "frequency"] as const);
  const method = oneOf("method", config.method ?? "transform", ["transform", "direct"] as const);
  if (domain === "time" && config.method !== undefined) {
    throw new BadArgumentError(`method is of the frequency domain: say "domain": "frequency" too, or leave it out.`, {
      domain,
    });
  }
  const source = sourceOf(config.source as SourceDescription);
  if (channels === "strain" && "sources" in source) {
    throw new BadArgumentError(
      `${source.name} comes from ${source.sources.length} directions, which have no common h₊ and h×; say "channels": "AET".`,
      { channels },
    );
  }
  return {
    source,
    t0: timeOf("t0", config.t0),
    dt,
    length: Math.round(duration / dt),
    domain,
    method,
    channels,
    generation,
  };
}

function oneOf<T extends string | number>(key: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new BadArgumentError(
    `${key} of the configuration is ${JSON.stringify(value)}; it can be ${allowed.join(" or ")}.`,
    {
      key,
      value,
    },
  );
}
