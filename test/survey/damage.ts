import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { FLAGS, type FlagSeries } from "../../src/core/flags.js";
import { instant } from "../../src/core/instant.js";
import {
  emitterOf,
  MOSAS,
  type Mosa,
  type PerMosa,
  perMosa,
  receiverOf,
  SPACECRAFT,
  type Spacecraft,
} from "../../src/core/mosa.js";
import type { Seconds } from "../../src/core/units.js";
import { openObservation } from "../../src/io/observation.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { timeCorrelations } from "../../src/survey/correlations.js";
import { L1_STREAMS, type L1Stream, load, type Streams } from "../../src/survey/streams.js";

/** The sample that the project carries. */
export const SAMPLE = { observation: "runbooks/sample/observation.h5", orbits: "runbooks/sample/orbits.h5" };

let reading: Promise<Streams> | undefined;

/** The sample's streams, read once; nobody writes into them. */
export function sampleStreams(): Promise<Streams> {
  reading ??= openObservation(SAMPLE.observation).then((observation) => load(observation));
  return reading;
}

/** Without the samples `from` to `to` of everything that this MOSA measures. */
export function dropped(streams: Streams, mosa: Mosa, from: number, to: number): Streams {
  return mapped(streams, (values, _, at) => (at === mosa ? values.slice().fill(Number.NaN, from, to) : values));
}

/** With an interruption of this MOSA's interspacecraft beatnotes and ranges that was planned: flagged, and without numbers. */
export function plannedGap(streams: Streams, mosa: Mosa, from: number, to: number): Streams {
  const concerned = (name: L1Stream, at: Mosa): boolean => at === mosa && /^sci|mprs/.test(name);
  const gappy = mapped(streams, (values, name, at) =>
    concerned(name, at) ? values.slice().fill(Number.NaN, from, to) : values,
  );
  const flagsOf = (name: L1Stream): PerMosa<FlagSeries> =>
    perMosa((at) => {
      const flags = new Uint16Array(streams.length);
      return concerned(name, at) ? flags.fill(FLAGS.gap | FLAGS.missing, from, to) : flags;
    });
  const flags = Object.fromEntries(L1_STREAMS.map((name) => [name, flagsOf(name)]));
  return { ...gappy, flags: flags as Record<L1Stream, PerMosa<FlagSeries>> };
}

/** With a test mass that is pushed at sample `at`: within some `rise` seconds it is faster by `kick` m/s, and stays so. */
export function pushed(streams: Streams, mosa: Mosa, at: number, kick: number, rise: number): Streams {
  const scale = (-2 * LASER_FREQUENCY.value) / SPEED_OF_LIGHT.value;
  const velocity = (n: number): number => {
    const x = ((n - at) * streams.dt) / rise;
    return x < 0 ? 0 : kick * (1 - (1 + x) * Math.exp(-x));
  };
  return mapped(streams, (values, name, where) =>
    name === "tmi_carriers" && where === mosa ? values.map((value, n) => value + scale * velocity(n)) : values,
  );
}

/** With a stream that repeats one value from sample `from` to `to`. */
export function frozen(streams: Streams, stream: L1Stream, mosa: Mosa, from: number, to: number): Streams {
  return mapped(streams, (values, name, at) =>
    name === stream && at === mosa ? values.slice().fill(values[from]!, from, to) : values,
  );
}

/** With a white displacement of `level` m/√Hz more in one beatnote. */
export function noisy(streams: Streams, stream: L1Stream, mosa: Mosa, level: number): Streams {
  const scale = LASER_FREQUENCY.value / SPEED_OF_LIGHT.value / streams.dt;
  const path = gaussian(streams.length + 1, level * Math.sqrt(0.5 / streams.dt));
  const moving = (value: number, index: number): number => value + scale * (path[index + 1]! - path[index]!);
  return mapped(streams, (values, name, at) => (name === stream && at === mosa ? values.map(moving) : values));
}

/**
 * With the clock of a spacecraft set `samples` samples too far: what it takes is stamped that much later, the pseudo-ranges that
 * it takes are longer by it, and those to it are shorter.
 */
export function clockSetAhead(streams: Streams, sc: Spacecraft, samples: number): Streams {
  const ahead = samples * streams.dt;
  const stamped = mapped(streams, (values, name, mosa) => {
    const own = receiverOf(mosa) === sc;
    const cut = own ? values.slice(0, values.length - samples) : values.slice(samples);
    if (name !== "mprs") return cut;
    const sign = own ? 1 : emitterOf(mosa) === sc ? -1 : 0;
    return cut.map((value) => value + sign * ahead);
  });
  return { ...stamped, start: streams.start + ahead, length: streams.length - samples };
}

/** With the clock of a spacecraft fast by the fraction `rate`, as ranging and sidebands see it. */
export function clockFast(streams: Streams, sc: Spacecraft, rate: number, tones: PerMosa<number>): Streams {
  const sign = (mosa: Mosa): number => (receiverOf(mosa) === sc ? 1 : emitterOf(mosa) === sc ? -1 : 0);
  return mapped(streams, (values, name, mosa) => {
    if (name === "mprs") return values.map((value, index) => value + sign(mosa) * rate * index * streams.dt);
    if (name !== "sci_usbs") return values;
    const tone = tones[(mosa[1]! + mosa[0]!) as Mosa];
    return values.map((value) => value - sign(mosa) * rate * tone);
  });
}

/** An observation that is not in a file: the sample's instrument with these streams. */
export async function observationOf(streams: Streams): Promise<Observation> {
  const sample = await openObservation(SAMPLE.observation);
  return {
    ...sample,
    t0: instant("TCB", streams.start),
    length: streams.length,
    duration: durationOf(streams),
    streams: [...L1_STREAMS],
    read: (stream, mosa, { start, count } = { start: 0, count: streams.length }) =>
      Promise.resolve({
        t0: instant(`SCET${receiverOf(mosa)}`, streams.start + start * streams.dt),
        dt: streams.dt,
        values: streams[stream as L1Stream][mosa].slice(start, start + count),
        unit: stream === "mprs" ? "s" : "Hz",
      }),
    flags: (_stream, _mosa, { count } = { start: 0, count: streams.length }) => Promise.resolve(new Uint16Array(count)),
  };
}

/** Writes streams as lisainstrument would, with the sample's metadata and, unless told otherwise, time correlations. */
export async function writeObservation(
  path: string,
  streams: Streams,
  { withCorrelations = true }: { readonly withCorrelations?: boolean } = {},
): Promise<void> {
  const sample = await openObservation(SAMPLE.observation);
  const { values } = await timeCorrelations(sample);
  const h5 = await import("h5wasm/node");
  await h5.ready;
  const file = new h5.File(path, "w");
  for (const group of [...L1_STREAMS, ...(withCorrelations ? ["moc_time_correlations"] : [])]) file.create_group(group);
  const metadata = { ...sample.instrument.raw, t0: streams.start, size: streams.length };
  file.create_attribute("metadata_json", JSON.stringify(metadata));
  file.create_attribute("version_format", "2.3.0");
  for (const { stream, mosa, data } of entriesOf(streams)) file.create_dataset({ name: `${stream}/${mosa}`, data });
  for (const sc of withCorrelations ? SPACECRAFT : [])
    file.create_dataset({ name: `moc_time_correlations/${sc}`, data: values[sc] });
  file.close();
}

function entriesOf(streams: Streams): { stream: L1Stream; mosa: Mosa; data: Float64Array }[] {
  return L1_STREAMS.flatMap((stream) => MOSAS.map((mosa) => ({ stream, mosa, data: streams[stream][mosa] })));
}

/** How long these streams are, in seconds. */
export function durationOf(streams: Streams): Seconds {
  return streams.length * streams.dt;
}

function mapped(
  streams: Streams,
  change: (values: Float64Array, stream: L1Stream, mosa: Mosa) => Float64Array,
): Streams {
  const changed = L1_STREAMS.map((name) => [name, perMosa((mosa) => change(streams[name][mosa], name, mosa))] as const);
  return { ...streams, ...(Object.fromEntries(changed) as Record<L1Stream, PerMosa<Float64Array>>) };
}

/** Gaussian noise of deviation `sigma`, always the same: Box and Muller's transform of a multiplicative generator. */
function gaussian(length: number, sigma: number): Float64Array {
  let state = 20_370_101;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Float64Array.from(
    { length },
    () => sigma * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
