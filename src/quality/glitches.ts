import { BadArgumentError, BadDataError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import type { Mosa } from "../core/mosa.js";
import { days, type Hertz, type Seconds } from "../core/units.js";
import { lowPass } from "../math/fir.js";
import type { NoiseModel } from "../noise/tdi.js";
import type { Band } from "./bands.js";
import { loudest, type Peak, type Searched, searchedBy } from "./loudest.js";
import { highPass, matchedFilter } from "./matched.js";
import { withoutTrend } from "./slow.js";
import { completeStretches, type Stretch } from "./stretches.js";
import type { GlitchShape, GlitchSource } from "./templates.js";
import { typicalSpectrum } from "./typical.js";

/** One series in which glitches are looked for. */
export interface GlitchChannel {
  readonly name: string;
  /** Samples; NaN where they are not to be used. */
  readonly values: Float64Array;
  /** What its spectrum looks like, up to a smooth factor: needed where it is steep or has zeros. */
  readonly model?: NoiseModel;
  /** Where it begins to be used, above the band's own begin: below, it shows what is no noise and no glitch. */
  readonly from?: Hertz;
}

/** How glitches are looked for. */
export interface GlitchOptions {
  /** Sampling interval of the channels. */
  readonly dt: Seconds;
  /** Frequencies that are used. */
  readonly band: Band;
  /** Glitches found per day in nothing but noise, at most; 0.001 if not given. */
  readonly falseAlarmsPerDay?: number;
}

/** A short disturbance that noise does not explain. */
export interface Glitch {
  /** When it begins, after the first sample. */
  readonly time: Seconds;
  /** What fits best as its place: "test mass 12". */
  readonly place: string;
  readonly mosa: Mosa | null;
  readonly shape: GlitchShape;
  /** Its height, in `unit`. */
  readonly amplitude: number;
  readonly unit: string;
  /** Signal-to-noise ratio of all channels together. */
  readonly snr: number;
  /** How many as loud as this are to be expected of noise alone in what was searched. */
  readonly falseAlarms: number;
  /** Other places that fit nearly as well: their likelihood is at least 1 % of the best one's. */
  readonly alternatives: readonly string[];
}

/** What a search found, and what it is worth. */
export interface GlitchSearch {
  /** In order of time. */
  readonly glitches: readonly Glitch[];
  /** Signal-to-noise ratio from which something counts. */
  readonly threshold: number;
  /** How many false ones are to be expected in what was searched, at most. */
  readonly falseAlarms: number;
  /** How much data was searched: complete stretches without their ends. */
  readonly searched: Seconds;
}

/** Ends of a stretch, which are let down to zero and not searched: what is steep leaks less the longer they are. */
const EDGE: Seconds = 800;
/** A stretch shorter than this is not searched. */
const SHORTEST: Seconds = 3000;
const FALSE_ALARMS_PER_DAY = 1e-3;
/** Segments of spectra: at most this long, and so many of them at least. */
const LONGEST_SEGMENT: Seconds = 4000;
const SEGMENTS = 6;
/** Lowest frequency used, in bins of the spectrum: below, the window's constant shows. */
const LOWEST_BIN = 2;
/** Damping of what is above the band, in dB: TDI near half of its sampling rate is 100 dB above its noise. */
const ATTENUATION = 150;

/**
 * Looks for glitches: all `sources` in all their shapes at every moment, by matched filters that weigh the channels by the
 * spectrum they have most of the time. What lasts (binaries, excess noise) is part of that spectrum; what is NaN is cut out. The
 * threshold follows from the rate of false alarms by Rice's formula, and counts every template as if it were independent.
 */
export function findGlitches(
  channels: readonly GlitchChannel[],
  sources: readonly GlitchSource[],
  options: GlitchOptions,
): GlitchSearch {
  check(channels, options);
  const stretches = prepared(channels, options);
  const [longest] = [...stretches].sort((a, b) => b.values[0]!.length - a.values[0]!.length);
  if (longest === undefined) {
    throw new BadDataError(
      `no stretch of ${channels.map(({ name }) => name).join(", ")} is complete for ${SHORTEST} s: there is nothing to search for glitches`,
      { shortest: SHORTEST },
    );
  }
  const { dt } = longest;
  const segment = segmentOf(longest);
  const noise = channels.map(({ model, from }, index) => {
    const series = { t0: instant("TCB", 0), dt, values: longest.values[index]!, unit: "Hz" };
    const typical = typicalSpectrum(series, segment, model);
    return from === undefined ? typical : (frequency: Hertz) => typical(frequency) / highPass(frequency / from);
  });
  const band = { from: Math.max(options.band.from, LOWEST_BIN / segment), to: options.band.to };
  const searched = stretches.map((stretch) => {
    const edge = Math.round(EDGE / dt);
    return searchedBy(matchedFilter(stretch.values, dt, noise, band, edge), sources, { ...stretch, edge });
  });
  return concluded(searched, options.falseAlarmsPerDay ?? FALSE_ALARMS_PER_DAY);
}

function concluded(searched: readonly Searched[], perDay: number): GlitchSearch {
  const total = searched.reduce((sum, { duration }) => sum + duration, 0);
  const allowed = (perDay * total) / days(1);
  const expected = (snr: number): number => 2 * searched[0]!.crossings * total * Math.exp(-0.5 * snr * snr);
  const threshold = Math.sqrt(Math.max(0, -2 * Math.log(allowed / expected(0))));
  const glitches = searched
    .flatMap((stretch) => loudest(stretch, threshold))
    .map((peak: Peak): Glitch => ({ ...peak, falseAlarms: expected(peak.snr) }))
    .sort((a, b) => a.time - b.time);
  return { glitches, threshold, falseAlarms: allowed, searched: total };
}

/** A complete stretch without what is above the band, and with only as many samples as that takes. */
interface Prepared {
  /** After the first sample of the series. */
  readonly start: Seconds;
  readonly dt: Seconds;
  readonly values: readonly Float64Array[];
}

/** Total frequencies have a level and a trend: where the ends are let down, these would show. */
function prepared(channels: readonly GlitchChannel[], { dt, band }: GlitchOptions): Prepared[] {
  const arrays = channels.map(({ values }) => values);
  const long = completeStretches(arrays).filter(({ start, stop }) => (stop - start) * dt >= SHORTEST);
  const decimation = Math.max(1, Math.floor(1 / (2.5 * band.to * dt)));
  const stopband = 1 / (decimation * dt) - band.to;
  return long.map(({ start, stop }: Stretch) => {
    const cut = arrays.map((values) => values.subarray(start, stop));
    if (decimation === 1) return { start: start * dt, dt, values: cut.map((values) => withoutTrend(values)) };
    const limited = cut.map((values) =>
      lowPass(
        { t0: instant("TCB", 0), dt, values, unit: "Hz" },
        { passband: band.to, stopband, attenuation: ATTENUATION, decimation },
      ),
    );
    const [first] = limited;
    const late = first!.t0.seconds + first!.t0.fraction;
    return {
      start: start * dt + late,
      dt: first!.dt,
      values: limited.map(({ values }) => withoutTrend(values)),
    };
  });
}

function segmentOf({ values, dt }: Prepared): Seconds {
  const samples = Math.min(LONGEST_SEGMENT / dt, values[0]!.length / SEGMENTS);
  return 2 * Math.floor(samples / 2) * dt;
}

function check(channels: readonly GlitchChannel[], { dt, band }: GlitchOptions): void {
  const lengths = new Set(channels.map(({ values }) => values.length));
  if (lengths.size !== 1) {
    const found = channels.map(({ name, values }) => `${name}: ${values.length}`).join(", ");
    throw new BadArgumentError(
      `Channels that are searched together have as many samples each; found ${found || "none"}.`,
    );
  }
  if (!(band.from >= 0 && band.to > band.from && band.to < 0.45 / dt)) {
    throw new BadArgumentError(
      `The band from ${band.from} to ${band.to} Hz can't be searched in samples ${dt} s apart; it lies between 0 and ${0.45 / dt} Hz.`,
      { band, dt },
    );
  }
}
