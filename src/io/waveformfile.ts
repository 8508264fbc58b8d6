import { setImmediate } from "node:timers/promises";
import { type Instant, later } from "../core/instant.js";
import { MOSAS, perMosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { ComplexArray } from "../math/complex.js";
import { rfft } from "../math/fft.js";
import { interpolatingSpline } from "../math/spline.js";
import { equalArm, resampled } from "../orbits/orbits.js";
import type { OrbitTable } from "../orbits/table.js";
import { softwareName } from "../pipeline/provenance.js";
import { linkResponse } from "../response/links.js";
import { nyquistWarnings } from "../response/nyquist.js";
import { combinationOf } from "../tdi/catalogue.js";
import { delayField, evaluate, lookback } from "../tdi/evaluation.js";
import type { Source } from "../waveforms/source.js";
import { directBins } from "./directwaveform.js";
import { writeHdf5 } from "./hdf5.js";
import type { Hdf5Writer } from "./hdf5writer.js";
import { mustHaveSpace } from "./output.js";
import type { WaveformConfiguration } from "./waveformconfig.js";

/** What was written. */
export interface WrittenWaveform {
  readonly path: string;
  /** The names of what is in the file. */
  readonly names: readonly string[];
  readonly length: number;
  /** What whoever uses it should know: aliases, parameters beyond a calibration. */
  readonly warnings: readonly string[];
}

/** Samples computed at a time. */
const ROWS = 65_536;
/** Between rows of the orbits that are taken when none are given (s), and how far they reach beyond the samples. */
const ORBIT_STEP = 3600;
const AROUND = 86_400;

/**
 * Writes a waveform into a new HDF5 file. In time: `plus` and `cross`, or `A`, `E` and `T` as fractional frequency, a sample every `dt` from
 * `t0` on. In frequency: their Fourier transforms ∫ h exp(−2πift) dt over the duration (s), as `plus_re`, `plus_im` …, at the frequencies `f`,
 * or by the method "direct" what the model says of these.
 * A, E and T are evaluated in time, with the light travel times of the orbits; `orbits` undefined are equal arms. An existing file is replaced.
 * @throws BadDataError when source or orbits don't cover the samples; EnvironmentError when the file can't be written: then nothing is left
 */
export async function writeWaveform(
  path: string,
  config: WaveformConfiguration,
  orbits?: OrbitTable,
  work: Work = {},
): Promise<WrittenWaveform> {
  const { source, t0, dt, length, domain, channels } = config;
  const count = channels === "AET" ? 3 : 2;
  await mustHaveSpace(path, count * length * Float64Array.BYTES_PER_ELEMENT);
  const made =
    config.method === "direct"
      ? directBins(config, orbits === undefined ? equalArm() : resampled(orbits))
      : await seriesOf(config, orbits, work);
  await writeHdf5(path, (file) => {
    describe(file, config, orbits);
    if (domain === "time") for (const [name, values] of made as Channels) file.put(name, { shape: [length] }, values);
    else putBins(file, binsOf(made, dt), 1 / (length * dt));
  });
  const isEmpty = [...made.values()].every((values) =>
    ("re" in values ? [values.re, values.im] : [values]).every((part) => part.every((value) => value === 0)),
  );
  const empty = isEmpty ? [`${source.name} is 0 in all samples: its signal is at other times, or frequencies.`] : [];
  const own = "sources" in source ? [] : (source.warnings ?? []);
  const warnings = [...own, ...empty, ...nyquistWarnings([source], t0, dt, length).map(({ message }) => message)];
  return { path, names: [...made.keys()], length, warnings };
}

type Channels = ReadonlyMap<string, Float64Array>;

function seriesOf(config: WaveformConfiguration, orbits: OrbitTable | undefined, work: Work): Promise<Channels> {
  if (config.channels === "AET") return channelsOf(config, orbits, work);
  return strainOf(config.source as Source, config, work);
}

async function strainOf(source: Source, { t0, dt, length }: WaveformConfiguration, work: Work): Promise<Channels> {
  const [plus, cross] = [new Float64Array(length), new Float64Array(length)];
  for (let start = 0; start < length; start += ROWS) {
    await pause(work);
    const offsets = Float64Array.from({ length: Math.min(ROWS, length - start) }, (_, n) => (start + n) * dt);
    const part = source.strain(t0, offsets);
    plus.set(part.plus, start);
    cross.set(part.cross, start);
    work.onProgress?.({ fraction: (start + offsets.length) / length, message: "Waveform" });
  }
  return new Map([
    ["plus", plus],
    ["cross", cross],
  ]);
}

/** A, E and T on the samples: the links' response some samples longer, since delays and interpolation reach out. */
async function channelsOf(config: WaveformConfiguration, given: OrbitTable | undefined, work: Work): Promise<Channels> {
  const { source, t0, dt, length, generation } = config;
  const orbits = given ?? equalArmsRound(t0, length * dt);
  const longest = Math.max(...MOSAS.map((mosa) => orbits.lightTravelTimes[mosa].reduce((a, b) => Math.max(a, b), 0)));
  const combinations = (["A", "E", "T"] as const).map(
    (name) => [name, combinationOf(`${name}${generation === 2 ? 2 : 1}`)] as const,
  );
  const before = Math.max(...combinations.map(([, combination]) => lookback(combination, longest / dt)));
  const begin = later(t0, -before * dt);
  const total = length + 2 * before;
  const response = linkResponse([source], orbits, { frame: "TCB" });
  const links = perMosa(() => new Float64Array(total));
  for (let start = 0; start < total; start += ROWS) {
    await pause(work);
    const count = Math.min(ROWS, total - start);
    const part = response.at(later(begin, start * dt), dt, count);
    for (const mosa of MOSAS) links[mosa].set(part[mosa], start);
    work.onProgress?.({ fraction: (0.9 * (start + count)) / total, message: "Link responses" });
  }
  const field = delayField(delaysAt(orbits, begin, dt, total), dt);
  const measurements = Object.fromEntries(MOSAS.map((mosa) => [`eta_${mosa}`, links[mosa]]));
  return new Map(
    combinations.map(([name, combination]) => {
      return [name, evaluate(combination, measurements, field).subarray(before, before + length)];
    }),
  );
}

function equalArmsRound(t0: Instant<"TCB">, duration: number): OrbitTable {
  const rows = Math.ceil((duration + 2 * AROUND) / ORBIT_STEP) + 1;
  return equalArm().table({ t0: later(t0, -AROUND), dt: ORBIT_STEP, length: rows });
}

/** Light travel times at the samples. */
function delaysAt(
  orbits: OrbitTable,
  begin: Instant<"TCB">,
  dt: number,
  count: number,
): ReturnType<typeof perMosa<Float64Array>> {
  const first = begin.seconds - orbits.t0.seconds + (begin.fraction - orbits.t0.fraction);
  const rows = Float64Array.from({ length: orbits.length }, (_, n) => n * orbits.dt);
  return perMosa((mosa) => {
    const spline = interpolatingSpline(rows, orbits.lightTravelTimes[mosa]);
    return Float64Array.from({ length: count }, (_, n) => spline.at(first + n * dt));
  });
}

/** Series as their Fourier transforms; bins as they are. */
function binsOf(made: ReadonlyMap<string, Float64Array | ComplexArray>, dt: number): ReadonlyMap<string, ComplexArray> {
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value * dt);
  return new Map(
    [...made].map(([name, values]) => {
      if (!(values instanceof Float64Array)) return [name, values];
      const { re, im } = rfft(values);
      return [name, { re: scaled(re), im: scaled(im) }];
    }),
  );
}

function putBins(file: Hdf5Writer, made: ReadonlyMap<string, ComplexArray>, df: number): void {
  let count = 0;
  for (const [name, { re, im }] of made) {
    count = re.length;
    file.put(`${name}_re`, { shape: [count] }, re);
    file.put(`${name}_im`, { shape: [count] }, im);
  }
  file.put(
    "f",
    { shape: [count] },
    Float64Array.from({ length: count }, (_, k) => k * df),
  );
}

function describe(file: Hdf5Writer, config: WaveformConfiguration, orbits: OrbitTable | undefined): void {
  const { source, t0, dt, length, domain, channels, generation } = config;
  file.attributes({
    software: softwareName(),
    name: source.name,
    kind: source.kind,
    parameters: JSON.stringify(source.parameters),
    domain,
    ...(domain === "frequency" && { method: config.method }),
    channels,
    t0: t0.seconds + t0.fraction,
    dt,
    size: BigInt(length),
    ...(channels === "AET" && { generation, orbits: orbits?.source ?? "equal arms of 2.5e9 m" }),
  });
}

async function pause({ signal }: Work): Promise<void> {
  await setImmediate(undefined, signal === undefined ? {} : { signal });
}
