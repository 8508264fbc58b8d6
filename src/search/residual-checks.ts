import { BadArgumentError, BadDataError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Channel, NoiseDensity } from "../inference/density.js";
import { whitened } from "../inference/whitening.js";
import { gammaTails } from "../math/gamma.js";
import type { TdiSignal } from "../response/signal.js";
import {
  anyOf,
  checkOf,
  RESIDUAL_CHECKS,
  type ResidualCheck,
  type ResidualCheckName,
  type ResidualFinding,
  type ResidualReport,
} from "./residual-report.js";
import {
  bandCoherences,
  bandPowers,
  bandWhiteness,
  lines,
  type ResidualRange,
  type Trial,
  type White,
} from "./residual-spectra.js";
import { energyIn, kurtosisIn, scanTiles, type Tile, type Tiling, tilingOf } from "./residual-tiles.js";
import { waveResponse } from "./wave-response.js";
import { windowPower } from "./window-power.js";

/** How a residual is looked at. */
export interface ResidualOptions {
  /** Default: where the noise of A begins to be known, and ends. */
  readonly from?: Hertz;
  readonly to?: Hertz;
  /** Edges of bands, rising; default: octaves, of even width in the logarithm. */
  readonly edges?: readonly Hertz[];
  /** Length of the smallest tile; it is 1/(2 pixel) wide. Default 3600 s, and 0.139 mHz. */
  readonly pixel?: Seconds;
  /** Probability that noise alone has any finding; default 0.01. */
  readonly falseAlarms?: number;
  /** What the series were multiplied by at a time from their begin; times where it is not 1 are left out of tiles. */
  readonly window?: (time: Seconds) => number;
  /** Of time-delay interferometry: what waves do to T depends on it. 1.5 (the default) or 2. */
  readonly generation?: 1.5 | 2;
}

const KEYS = ["from", "to", "edges", "pixel", "falseAlarms", "window", "generation"];
const CHANNELS: readonly Channel[] = ["A", "E", "T"];

/**
 * Whether what is left after subtraction is noise as the model says, and where it is not: seven checks, each with the least probability of all
 * its trials, and that of such a one in as many. `residual` are all bins of A, E and T (`ChallengeFile.spectrum()`, `search.transformed`) of the
 * whole duration; `noise` one-sided densities on the same bins, of a model or of a fit; channels without one (Infinity everywhere)
 * are left out. A density that was fitted to the same bins makes `power` and `whiteness` look better than they are.
 *
 *     const { findings, probability } = search.residualChecks(residual, noise);
 *
 * @throws BadArgumentError for options out of range and bins of another duration; BadDataError for bins that are no numbers
 */
export function residualChecks(
  residual: TdiSignal,
  noise: NoiseDensity,
  options: ResidualOptions = {},
): ResidualReport {
  const look = checkedLook(residual, noise, options);
  const { bands, range, white } = look;
  const tiling = tilingOf(white, { from: range[0], to: range[1], pixel: look.pixel, window: look.window });
  // Findings of a check are as improbable as the check's share of false alarms.
  const limit = (trials: number): number => logShare(look.falseAlarms / RESIDUAL_CHECKS.length, trials);
  const powers = bandPowers(white, bands);
  const single = lines(white, range, limit);
  const kurtoses = kurtosesOf(tiling, white.channels, bands);
  const science = white.channels.filter((channel) => channel !== "T");
  const silent = white.channels.filter((channel) => channel === "T");
  const parts: readonly Part[] = [
    ofTrials("power", powers, limit),
    ofTrials("whiteness", bandWhiteness(white, bands), limit),
    ofTrials("coherence", bandCoherences(white, bands), limit),
    ofTrials("gaussianity", kurtoses, limit),
    { check: checkOf("lines", single.least, single.trials), loud: merged(single.loud, residual.df) },
    ofTiles("stretches", tiling, science, limit),
    ofTiles("null stretches", tiling, silent, limit),
  ];
  const checks = parts.map(({ check }) => check);
  const findings = parts
    .flatMap(({ check, loud }) => loud.map((one) => findingOf(check, one, look, tiling)))
    .sort((a, b) => a.probability - b.probability);
  const least = checks.reduce((low, { probability }) => Math.min(low, probability), 1);
  return {
    checks,
    bands: powers.map(({ channels, low, high, bins, value, error }) => ({
      channel: channels[0]!,
      low,
      high,
      bins,
      power: value,
      error,
    })),
    findings,
    probability: anyOf(Math.log(least), checks.filter(({ trials }) => trials > 0).length),
    falseAlarms: look.falseAlarms,
  };
}

/** ln p of one trial such that any of so many is below with this probability. */
function logShare(probability: number, trials: number): number {
  return Math.log(-Math.expm1(Math.log1p(-probability) / Math.max(1, trials)));
}

interface Look {
  readonly white: White;
  readonly noise: NoiseDensity;
  readonly range: ResidualRange;
  readonly bands: readonly ResidualRange[];
  readonly pixel: Seconds;
  readonly falseAlarms: number;
  readonly window: (time: Seconds) => number;
  readonly generation: 1.5 | 2;
}

function checkedLook(residual: TdiSignal, noise: NoiseDensity, options: ResidualOptions): Look {
  const what = "residualChecks";
  mustKnowKeys(what, options, KEYS);
  const { window = () => 1, generation = 1.5 } = options;
  const known = knownRange(residual, noise);
  const bound = { unit: "Hz", min: 0, open: true };
  const from = checkedNumber(what, "from", options.from ?? known[0], bound);
  const to = checkedNumber(what, "to", options.to ?? known[1], { ...bound, min: from });
  const pixel = checkedNumber(what, "pixel", options.pixel ?? 3600, { unit: "s", min: 0, open: true });
  const falseAlarms = checkedNumber(what, "falseAlarms", options.falseAlarms ?? 0.01, {
    unit: "",
    min: 0,
    max: 1,
    open: true,
  });
  const bands = bandsOf(options.edges ?? octaves(from, to));
  const white = whiteOf(residual, noise, window);
  return { white, noise, range: [from, to], bands, pixel, falseAlarms, window, generation };
}

/** Where A has data and a noise model. */
function knownRange({ df, first, A }: TdiSignal, noise: NoiseDensity): ResidualRange {
  const isKnown = (bin: number): boolean => Number.isFinite(noise.A[bin - noise.first]);
  let [low, high] = [Math.max(1, first), first + A.re.length - 1];
  while (low < high && !isKnown(low)) low++;
  while (high > low && !isKnown(high)) high--;
  if (high > low) return [low * df, high * df];
  throw new BadArgumentError(
    `residualChecks: A has no bin with a noise density among ${A.re.length} from number ${first} on; give the noise on the same bins, finite where the residual is to be looked at.`,
    { first, bins: A.re.length },
  );
}

function octaves(from: Hertz, to: Hertz): readonly Hertz[] {
  const count = Math.max(1, Math.round(Math.log2(to / from)));
  return Array.from({ length: count + 1 }, (_, n) => from * (to / from) ** (n / count));
}

function bandsOf(edges: readonly Hertz[]): readonly ResidualRange[] {
  if (edges.length < 2 || !edges.every((edge, n) => edge > (n === 0 ? 0 : edges[n - 1]!))) {
    throw new BadArgumentError(
      `residualChecks: edges of bands are ${edges.join(", ")} Hz; two or more that rise are expected.`,
      { edges },
    );
  }
  return edges.slice(1).map((edge, n) => [edges[n]!, edge] as const);
}

/** Windowed data have less power, and bins that depend on each other. */
function whiteOf(residual: TdiSignal, noise: NoiseDensity, window: (time: Seconds) => number): White {
  const data = whitened(residual, noise);
  const { square, independent } = windowPower(window, 1 / residual.df);
  const scale = 1 / Math.sqrt(square);
  const channels = CHANNELS.filter((channel) => {
    const { re, im } = data[channel];
    const bad = re.findIndex((value, k) => !Number.isFinite(value + im[k]!));
    if (bad >= 0) {
      throw new BadDataError(
        `${channel} of the residual is no number at ${(residual.first + bad) * residual.df} Hz: fill gaps before the transform.`,
        { channel, bin: residual.first + bad },
      );
    }
    return re.some((value) => value !== 0);
  });
  if (!channels.includes("A") && !channels.includes("E")) {
    throw new BadDataError("The residual is 0 in A and E: there is nothing to be looked at.");
  }
  for (const channel of channels) {
    for (const part of [data[channel].re, data[channel].im]) part.forEach((value, k) => (part[k] = scale * value));
  }
  return { data, channels, independent };
}

/** A check and what is too improbable to be noise. */
interface Part {
  readonly check: ResidualCheck;
  readonly loud: readonly (Trial & { readonly tile?: Tile })[];
}

function ofTrials(name: ResidualCheckName, trials: readonly Trial[], limit: (trials: number) => number): Part {
  const least = trials.reduce((low, { log }) => Math.min(low, log), 0);
  const loud = trials.filter(({ log }) => log <= limit(trials.length));
  return { check: checkOf(name, least, trials.length), loud };
}

function kurtosesOf(tiling: Tiling, channels: readonly Channel[], bands: readonly ResidualRange[]): readonly Trial[] {
  return bands.flatMap((band) =>
    channels.flatMap((channel) => {
      const found = kurtosisIn(tiling, channel, band);
      return found === undefined ? [] : [{ ...found, channels: [channel], low: band[0], high: band[1] }];
    }),
  );
}

function ofTiles(
  name: ResidualCheckName,
  tiling: Tiling,
  channels: readonly Channel[],
  limit: (trials: number) => number,
): Part {
  if (channels.length === 0) return { check: checkOf(name, 0, 0), loud: [] };
  const { trials, least, loud } = scanTiles(tiling, channels, limit);
  return {
    check: checkOf(name, least, trials),
    loud: loud.map((tile) => ({
      tile,
      channels,
      low: tiling.low + tile.layer * tiling.width,
      high: tiling.low + (tile.layer + tile.layers) * tiling.width,
      value: tile.energy / tile.expected,
      log: tile.log,
    })),
  };
}

/** Loud bins that are nearer than this are of one line: a binary is some dozens of bins wide. */
const ONE_LINE = 32;
/** At most so many are told of: a residual with more has other problems. */
const MOST_TOLD = 200;

function merged(loud: readonly Trial[], df: Hertz): readonly Trial[] {
  const out: Trial[] = [];
  for (const line of loud) {
    const before = out.at(-1);
    if (before === undefined || line.low - before.high > ONE_LINE * df) out.push(line);
    else {
      const louder = line.log < before.log ? line : before;
      out[out.length - 1] = { ...louder, low: before.low, high: line.high };
    }
  }
  return out.sort((a, b) => a.log - b.log).slice(0, MOST_TOLD);
}

function findingOf(
  check: ResidualCheck,
  { channels, low, high, value, log, tile }: Part["loud"][number],
  look: Look,
  tiling: Tiling,
): ResidualFinding {
  const probability = anyOf(log, check.trials);
  const about = { check: check.name, channels, low, high, value, probability };
  if (tile === undefined) {
    const from = 0;
    return { ...about, from, to: 1 / look.white.data.df, origin: channels.includes("T") ? "instrument" : "unknown" };
  }
  const from = tile.time * tiling.step;
  return { ...about, from, to: from + tile.times * tiling.step, origin: originOf(tile, tiling, look) };
}

/** What T may have more than waves from all sides would have there: some directions are several times better heard in it. */
const KINDNESS = 5;
/** ln p from which T speaks. */
const SPEAKS = Math.log(1e-3);

/** T of a tile against what noise and waves of the energy of A and E would have in it. */
function originOf(tile: Tile, tiling: Tiling, { noise, generation, white }: Look): ResidualFinding["origin"] {
  const silent = energyIn(tiling, "T", tile);
  if (Number.isNaN(silent)) return "unknown";
  const cells = tile.times * tile.layers;
  const middle = tiling.low + (tile.layer + tile.layers / 2) * tiling.width;
  const bin = Math.round(middle / noise.df) - noise.first;
  const heard = waveResponse({ generation })(middle);
  const inScience = white.channels.filter((channel) => channel !== "T");
  const excess = inScience.reduce((sum, channel) => sum + energyIn(tiling, channel, tile) - cells, 0);
  const gain = inScience.reduce((sum, channel) => sum + heard[channel] / noise[channel][bin]!, 0);
  const waves = (KINDNESS * Math.max(0, excess) * (heard.T / noise.T[bin]!)) / gain;
  return gammaTails(cells / 2, (silent - waves) / 2).above < SPEAKS ? "instrument" : "waves";
}
