import type { CatalogueSource } from "../catalogue/source.js";
import { BadArgumentError, BadDataError, BadFileError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { TdiSignal } from "../response/signal.js";
import { galacticSources, massiveSources } from "./challengecolumns.js";
import { readHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import type { PhaseConvention } from "./phaseconvention.js";
import { checkedRange } from "./samplerange.js";

/** A stretch of the series of a challenge: fractional frequency. */
export interface ChallengeStretch {
  /** Number of its first sample. */
  readonly start: number;
  readonly X: Float64Array;
  readonly Y: Float64Array;
  readonly Z: Float64Array;
}

/** A file of the LISA Data Challenges; its samples are read when they are asked for. */
export interface ChallengeFile {
  readonly path: string;
  /** Number of samples. */
  readonly length: number;
  readonly dt: Seconds;
  /** Time of the first sample (s, TCB). */
  readonly t0: Seconds;
  readonly phases: PhaseConvention;
  /** Whether it says what its sources are, if any: a blind file doesn't. */
  readonly hasTables: boolean;
  /** What the file says of how it was made, as it says it. */
  readonly made: { readonly generation: 1.5 | 2; readonly noise: string };
  /** Samples of X, Y and Z; all, or those of a range. */
  read(range?: SampleRange): Promise<ChallengeStretch>;
  /** All samples, stretch by stretch. */
  stretches(samples?: number): AsyncGenerator<ChallengeStretch, void, void>;
  /**
   * A, E and T in frequency, of all samples, as they are: a window is the caller's to think of.
   * @throws BadDataError where samples are missing (NaN)
   */
  spectrum(): Promise<TdiSignal>;
  /** The sources in the tables under /sky; none in a blind file. */
  truth(): Promise<readonly CatalogueSource[]>;
}

/** How a file is to be understood where it doesn't say it itself. */
export interface ChallengeFileOptions {
  /** Default: what the file says; where it says nothing, as the challenges have them. */
  readonly phases?: PhaseConvention;
}

const SERIES = "obs/tdi";

/** Part of a step by which the first two times may be off. */
const SPACING = 1e-6;

/** Samples that are read at a time: 8 MB. */
const STRETCH = 262_144;

/**
 * Opens a file in the layout of Sangria and Spritz: /obs/tdi of records (t, X, Y, Z), and tables of sources, /sky/…/cat. Only its
 * header is read.
 * @throws BadFileError for a file that is none
 */
export async function openChallenge(path: string, { phases }: ChallengeFileOptions = {}): Promise<ChallengeFile> {
  if (phases !== undefined && phases !== "LDC" && phases !== "GBGPU") {
    throw new BadArgumentError(`phases of ${path} is "${String(phases)}"; it can be LDC or GBGPU.`, { phases });
  }
  const head = await readHdf5(path, headOf);
  const convention = phases ?? head.phases;
  const read = async (range?: SampleRange): Promise<ChallengeStretch> => {
    const { start, count } = checkedRange(path, head.length, range);
    return readHdf5(path, (file) => stretchOf(file, head, start, count));
  };
  async function* stretches(samples: number = STRETCH): AsyncGenerator<ChallengeStretch, void, void> {
    for (let start = 0; start < head.length; start += samples) {
      yield await read({ start, count: Math.min(samples, head.length - start) });
    }
  }
  return {
    path,
    ...head,
    phases: convention,
    read,
    stretches,
    spectrum: () => spectrumOf(path, head, stretches()),
    truth: () => readHdf5(path, (file) => truthIn(file, convention)),
  };
}

type Head = Pick<ChallengeFile, "length" | "dt" | "t0" | "phases" | "hasTables" | "made">;

function headOf(file: Hdf5Reader): Head {
  const [length = 0, ...others] = file.shape(SERIES);
  if (length < 2 || others.some((count) => count !== 1)) {
    throw new BadFileError(
      `${SERIES} of ${file.path} has the shape (${[length, ...others].join(", ")}); a series is expected.`,
    );
  }
  const timeAt = (row: number): number => {
    const t = file.records(SERIES, row, 1)["t"]?.[0];
    if (typeof t === "number" && Number.isFinite(t)) return t;
    throw new BadFileError(
      `${SERIES} of ${file.path} has no time t at row ${row}; records of t, X, Y and Z are expected.`,
    );
  };
  const t0 = timeAt(0);
  const dt = (timeAt(length - 1) - t0) / (length - 1);
  // Times are written with some digits.
  if (!(dt > 0) || Math.abs(timeAt(1) - t0 - dt) > SPACING * dt) {
    throw new BadFileError(
      `${file.path} has times ${t0}, ${timeAt(1)}, … ${timeAt(length - 1)} s for ${length} samples, which are not equally spaced; cut it where they are.`,
      { path: file.path },
    );
  }
  // A truth may be that there is nothing.
  const hasTables =
    file.names("sky").some((group) => file.has(`sky/${group}/cat`)) || file.attributes().includes("sources");
  return { length, t0, dt: rounded(dt), phases: conventionOf(file), hasTables, made: madeOf(file) };
}

/** To nine digits: a hundred days of 15 s don't make it 14.999999999999998. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

function conventionOf(file: Hdf5Reader): PhaseConvention {
  if (!file.attributes().includes("phase_convention")) return "LDC";
  return /GBGPU/i.test(file.text("phase_convention")) ? "GBGPU" : "LDC";
}

function madeOf(file: Hdf5Reader): ChallengeFile["made"] {
  const known = file.attributes();
  return {
    generation: known.includes("generation") && file.number("generation") === 2 ? 2 : 1.5,
    noise: known.includes("noise_level") ? file.text("noise_level") : "",
  };
}

function stretchOf(file: Hdf5Reader, { t0, dt }: Head, start: number, count: number): ChallengeStretch {
  const columns = file.records(SERIES, start, count);
  const of = (name: string): Float64Array => {
    const values = columns[name];
    if (values instanceof Float64Array) return values;
    throw new BadFileError(
      `${SERIES} of ${file.path} has no column ${name}; it has ${Object.keys(columns).join(", ")}.`,
    );
  };
  const late = of("t").findIndex((t, n) => Math.abs(t - t0 - (start + n) * dt) > dt / 2);
  if (late >= 0) {
    throw new BadDataError(
      `${file.path} has ${of("t")[late]} s at sample ${start + late}, where ${t0 + (start + late) * dt} s should be: samples were left out. Read the stretches between.`,
      { path: file.path, sample: start + late },
    );
  }
  return { start, X: of("X"), Y: of("Y"), Z: of("Z") };
}

/** Only A, E and T are in memory: X, Y and Z come and go. */
async function spectrumOf(
  path: string,
  { length, dt }: Head,
  stretches: AsyncIterable<ChallengeStretch>,
): Promise<TdiSignal> {
  const [A, E, T] = [0, 1, 2].map(() => new Float64Array(length)) as [Float64Array, Float64Array, Float64Array];
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  for await (const { start, X, Y, Z } of stretches) {
    for (let n = 0; n < X.length; n++) {
      const [x, y, z] = [X[n]!, Y[n]!, Z[n]!];
      if (Number.isNaN(x + y + z)) throw missing(path, start + n, dt);
      A[start + n] = r2 * (z - x);
      E[start + n] = r6 * (x - 2 * y + z);
      T[start + n] = r3 * (x + y + z);
    }
  }
  const plan = fftPlan(length);
  const [a, e, t] = [A, E, T].map((series) => {
    const bins = plan.forwardReal(series, complexArray(plan.bins));
    return { re: bins.re.map((value) => dt * value), im: bins.im.map((value) => dt * value) };
  });
  return { df: 1 / (length * dt), first: 0, A: a!, E: e!, T: t! };
}

function missing(path: string, sample: number, dt: number): BadDataError {
  return new BadDataError(
    `${path} has no number at sample ${sample}, ${sample * dt} s after its begin: there is a gap. Take stretches between gaps, or fill them, before a Fourier transform.`,
    { path, sample },
  );
}

/** The groups under /sky whose sources are galactic or massive binaries. */
function truthIn(file: Hdf5Reader, phases: PhaseConvention): readonly CatalogueSource[] {
  return file.names("sky").flatMap((group) => {
    const name = `sky/${group}/cat`;
    if (!file.has(name)) return [];
    const columns = file.records(name, 0, file.shape(name)[0] ?? 0);
    return /mbhb/i.test(group) ? massiveSources(columns, group) : galacticSources(columns, group, phases);
  });
}
