import { BadArgumentError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import type { OrbitTable } from "../orbits/table.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { BandResponse } from "./band.js";
import { EnvelopeResponse } from "./envelope.js";
import type { Frame } from "./geometry.js";
import { ProjectedResponse } from "./projection.js";
import type { Samples } from "./samples.js";
import { Timeline } from "./segments.js";
import { singleSources } from "./singles.js";

/** What gravitational waves do to the light of the six links. */
export interface LinkResponse {
  /**
   * The relative change of frequency y_ij of the light that link ij receives, at `count` times `dt` (s) apart from `from` on,
   * read on the proper time of each link's receiver (or in TCB). A value depends on its time alone, not on how the samples are
   * cut into calls (the same bits when dt is a power of two of seconds).
   * @throws BadDataError when the samples are not covered
   */
  at(from: Instant, dt: Seconds, count: number): PerMosa<Float64Array>;
}

export interface ResponseOptions {
  /** On which time the samples are: the proper time of each link's receiver ("TPS", the default), or "TCB". */
  readonly frame?: Frame;
}

/**
 * The response of the six links to sources; it is the sum over the sources, and no source is a response of zeros.
 * @throws BadDataError for orbits that are shorter than light travels; BadArgumentError for misspelt options
 */
export function linkResponse(
  sources: readonly (Source | SourceGroup)[],
  orbits: OrbitTable,
  options: ResponseOptions = {},
): LinkResponse {
  mustKnowKeys("linkResponse", options, ["frame"]);
  const timeline = new Timeline(orbits, frameOf(options.frame));
  const singles = singleSources(sources);
  const parts = partsOf(singles, timeline);
  const margin = Math.max(0, ...singles.map(({ step }) => (step === undefined ? 0 : BandResponse.margin(step))));
  return {
    at: (from, dt, count) => {
      mustBeSamples(dt, count);
      timeline.mustCover(from, dt, count, margin);
      const [whole, rest] = timeline.offsetOf(from);
      const series = MOSAS.map(() => new Float64Array(count));
      for (const part of parts) part.add({ whole, rest, dt, count }, series);
      return perMosa((mosa) => series[MOSAS.indexOf(mosa)]!);
    },
  };
}

/** Something that adds its share to the six series. */
interface Part {
  add(samples: Samples, out: readonly Float64Array[]): void;
}

/** The way that is cheapest for each source. */
function partsOf(sources: readonly Source[], timeline: Timeline): readonly Part[] {
  const steps = new Set(sources.flatMap(({ step }) => (step === undefined ? [] : [step])));
  const bands = [...steps].map((step) => {
    return new BandResponse(
      sources.filter((source) => source.step === step),
      step,
      timeline,
    );
  });
  const others = sources.filter(({ step }) => step === undefined);
  return [
    ...bands,
    ...others.map((source) =>
      source.carrier === undefined
        ? new ProjectedResponse(source, timeline)
        : new EnvelopeResponse(source, source.carrier, timeline),
    ),
  ];
}

function frameOf(frame: Frame = "TPS"): Frame {
  if (frame === "TPS" || frame === "TCB") return frame;
  throw new BadArgumentError(`frame is "${String(frame)}"; it can be TPS or TCB.`, { frame });
}

/** @throws BadArgumentError for an interval or a number of samples that can't be */
export function mustBeSamples(dt: Seconds, count: number): void {
  checkedNumber("a response", "dt", dt, { unit: "s", min: 0, open: true });
  if (Number.isInteger(count) && count >= 0) return;
  throw new BadArgumentError(`A response of ${count} samples was asked for; it must be a whole number.`, { count });
}
