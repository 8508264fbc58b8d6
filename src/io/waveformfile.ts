import { setImmediate } from "node:timers/promises";
import type { Work } from "../core/progress.js";
import type { ComplexArray } from "../math/complex.js";
import { rfft } from "../math/fft.js";
import { equalArm, resampled } from "../orbits/orbits.js";
import type { OrbitTable } from "../orbits/table.js";
import { softwareName } from "../pipeline/provenance.js";
import { tdiChannels } from "../response/channels.js";
import { nyquistWarnings } from "../response/nyquist.js";
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
  // What is beyond Nyquist's frequency is not aliased there, but left out.
  const aliases = config.method === "direct" ? [] : nyquistWarnings([source], t0, dt, length);
  const own = "sources" in source ? [] : (source.warnings ?? []);
  const warnings = [...own, ...empty, ...aliases.map(({ message }) => message)];
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

async function channelsOf(
  config: WaveformConfiguration,
  orbits: OrbitTable | undefined,
  work: Work,
): Promise<Channels> {
  const { source, t0, dt, length, generation } = config;
  const options = {
    t0,
    dt,
    length,
    generation: generation === 2 ? (2 as const) : (1.5 as const),
    ...(orbits && { orbits }),
  };
  const making = tdiChannels([source], options);
  for (;;) {
    await pause(work);
    const { done, value } = making.next();
    if (done === true) return new Map((["A", "E", "T"] as const).map((name) => [name, value[name]]));
    work.onProgress?.({ fraction: value, message: "Link responses" });
  }
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
