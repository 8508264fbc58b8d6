import { BadArgumentError, BadDataError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import { rfft } from "../math/fft.js";
import type { ConstellationPath } from "../response/path.js";
import type { NoiseModels, TdiSeries } from "./merger-spectrogram.js";
import type { Span } from "./watch-bank.js";
import type { CandidateVersion, WatchCandidate } from "./watch-candidate.js";
import { InspiralSearch } from "./watch-inspiral.js";
import { type Look, looked } from "./watch-look.js";
import { timeFrequency, type WatchMap } from "./watch-map.js";
import { CHANNELS, type StreamOptions, type StreamState, type Taken, WatchStream } from "./watch-stream.js";
import { causalWhitening } from "./watch-whitening.js";
import type { WindowOptions } from "./watch-window.js";

/** What a watch looks for, and in what. */
export interface WatchOptions {
  /** Densities of the noise, confusion included. */
  readonly noise: NoiseModels;
  /** Where the constellation is, from before the data on to a fortnight after them. */
  readonly path: ConstellationPath;
  readonly generation: 1.5 | 2;
  /** Least signal-to-noise ratio of a trigger; default 7, see {@link falseAlarmsPerYear}. */
  readonly threshold?: number;
  /** Time between two looks (s); default: a day. */
  readonly cadence?: Seconds;
}

/** A watch as JSON, of some megabytes whatever it has seen. */
export interface WatchState {
  readonly format: "lisalab watch 1";
  /** What it was made with: only the same goes on. */
  readonly configuration: string;
  readonly stream: StreamState | null;
  readonly gates: readonly Span[];
  readonly candidates: readonly WatchCandidate[];
}

/** What a stretch brought. */
export interface Watched extends Taken {
  /** Versions that are new, with the names of their candidates. */
  readonly versions: readonly { readonly name: string; readonly version: CandidateVersion }[];
}

interface Searching {
  readonly inspirals: InspiralSearch;
  readonly window: WindowOptions;
}

/** Taps of the filters that whiten, and samples of transforms, of which two thirds may be data. */
const TAPS = 1024;
const SAMPLES = 131_072;
const KEPT = 86_400;
/** The step that data are brought to, at most (s). */
const STEP: Seconds = 30;
const LOWEST: Hertz = 1e-4;
const HIGHEST: Hertz = 8e-3;
/** Half an arm's light time enters the response as in the noise of equal arms (s). */
const ARM: Seconds = 2.5e9 / 299_792_458;

/**
 * Watches a stream of A, E and T for massive binaries that are about to merge: matched filters for inspirals that end in the fortnight to
 * come, as often as wanted; what they find is placed on the sky and followed from look to look. The same bits in whatever stretches data
 * come, and after going on from a state.
 */
export class MergerWatch {
  readonly #options: Required<WatchOptions>;
  #stream: WatchStream | undefined;
  #search: Searching | undefined;
  #gates: readonly Span[] = [];
  #candidates: readonly WatchCandidate[] = [];

  private constructor(options: WatchOptions) {
    const what = "MergerWatch";
    mustKnowKeys(what, options, ["noise", "path", "generation", "threshold", "cadence"]);
    const threshold = checkedNumber(what, "threshold", options.threshold ?? 7, { unit: "", min: 5 });
    const cadence = checkedNumber(what, "cadence", options.cadence ?? 86_400, { unit: "s", min: 3600, max: 864_000 });
    if (options.generation !== 1.5 && options.generation !== 2) {
      throw new BadArgumentError(`${what}: generation is ${String(options.generation)}; it can be 1.5 or 2.`);
    }
    this.#options = { ...options, threshold, cadence };
  }

  /** A watch that has seen nothing yet. */
  static begin(options: WatchOptions): MergerWatch {
    return new MergerWatch(options);
  }

  /** A watch that goes on. @throws BadDataError for a state of another configuration, a newer version, or one that is damaged */
  static resume(options: WatchOptions, state: WatchState): MergerWatch {
    const watch = new MergerWatch(options);
    const { format, configuration, stream, gates, candidates } = state;
    if (format !== "lisalab watch 1") {
      throw new BadDataError(
        `A watch's state says "${String(format)}" where "lisalab watch 1" is expected; it is of another version of lisalab, or something else. Go on with that version, or begin anew.`,
      );
    }
    if (configuration !== watch.#configuration()) {
      throw new BadDataError(
        `A watch's state is of another configuration (${configuration}) than what is asked for (${watch.#configuration()}); go on with the same noise, generation, threshold and cadence, or begin anew.`,
      );
    }
    if (stream !== null) watch.#stream = WatchStream.resumed(watch.#streamOptions(stream.dt), stream);
    watch.#gates = gates;
    watch.#candidates = candidates;
    return watch;
  }

  /** All candidates so far, the oldest first. */
  get candidates(): readonly WatchCandidate[] {
    return this.#candidates;
  }

  /** Time of the latest sample that came in; none before the first. */
  get received(): Seconds | undefined {
    return this.#stream?.received;
  }

  /** Power in time and frequency of what is kept. @throws BadDataError before the first sample */
  map(): WatchMap {
    const stream = this.#stream;
    if (stream === undefined) {
      throw new BadDataError("A watch that has seen nothing has no map; feed it with stretches of A, E and T first.");
    }
    return timeFrequency(stream.whitened(), stream.end - (KEPT - 1) * stream.step, stream.step);
  }

  state(): WatchState {
    return {
      format: "lisalab watch 1",
      configuration: this.#configuration(),
      stream: this.#stream?.state() ?? null,
      gates: this.#gates,
      candidates: this.#candidates,
    };
  }

  /**
   * Takes a stretch in and looks as often as it is time to. NaN and what lies between this stretch and the one before it is missing;
   * what came in before is left out.
   * @throws BadDataError for another rate, or times between the samples so far
   */
  feed(series: TdiSeries): Watched {
    const stream = this.#stream ?? WatchStream.begin(this.#streamOptions(series.dt), series.start, series.dt);
    const versions: { name: string; version: CandidateVersion }[] = [];
    const every = Math.max(1, Math.round(this.#options.cadence / stream.step));
    const taken = stream.take(series, () => {
      if (stream.count % every === 0) versions.push(...this.#look(stream));
    });
    this.#stream = stream;
    return { ...taken, versions };
  }

  #look(stream: WatchStream): readonly { name: string; version: CandidateVersion }[] {
    const { inspirals, window } = this.#searching(stream.step);
    const look: Look = {
      inspirals,
      window,
      data: stream.whitened(),
      begin: stream.end - (KEPT - 1) * stream.step,
      threshold: this.#options.threshold,
      perYear: (365.25 * 86_400) / this.#options.cadence,
    };
    const { gates, candidates, versions } = looked(look, this.#gates, this.#candidates);
    this.#gates = gates;
    this.#candidates = candidates;
    return versions;
  }

  #streamOptions(dt: Seconds): StreamOptions {
    const factor = Math.floor(STEP / dt + 1e-9);
    if (!(factor >= 1 && Number.isFinite(factor))) {
      throw new BadArgumentError(`A watch takes samples up to ${STEP} s apart; a stretch has them ${dt} s apart.`, {
        dt,
      });
    }
    const { noise } = this.#options;
    return {
      whitening: CHANNELS.map((name) => causalWhitening(noise[name], factor * dt, TAPS, LOWEST)),
      kept: KEPT,
      factor,
    };
  }

  #searching(dt: Seconds): Searching {
    if (this.#search !== undefined) return this.#search;
    const { noise, path, generation, cadence } = this.#options;
    const taps = new Float64Array(SAMPLES);
    taps.set(causalWhitening(noise.A, dt, TAPS, LOWEST));
    const window = { samples: SAMPLES, dt, whitening: rfft(taps), path, generation };
    const response = (f: Hertz): number => {
      const x = 2 * Math.PI * f * ARM;
      return x * Math.sin(x) * (generation === 2 ? 2 * Math.sin(2 * x) : 1);
    };
    const inspirals = new InspiralSearch(
      { ...window, response, lowest: LOWEST, highest: HIGHEST },
      KEPT,
      cadence + OVERLAP,
    );
    this.#search = { inspirals, window };
    return this.#search;
  }

  /** All that results depend on, but for the path. */
  #configuration(): string {
    const { noise, generation, threshold, cadence } = this.#options;
    const densities = PROBES.map((f) => CHANNELS.map((name) => noise[name](f).toPrecision(9)).join(" "));
    return `generation ${generation}, threshold ${threshold}, cadence ${cadence} s, noise ${densities.join("; ")}`;
  }
}

/** Of the times of mergers that two looks have in common (s). */
const OVERLAP: Seconds = 43_200;
/** Where densities are compared (Hz). */
const PROBES: readonly Hertz[] = [1e-4, 1e-3, 3e-3, 8e-3];
