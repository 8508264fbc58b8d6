import { ANGLES, HERTZ_PER_VELOCITY, type TiltCoefficients } from "../calibration/tilt.js";
import { BadFileError } from "../core/errors.js";
import { adjacentOf, MOSAS, type Mosa, receiverOf } from "../core/mosa.js";
import type { FlaggedRun } from "../tdi/reach.js";
import { TILT_STREAMS } from "./angles.js";
import { usableSamples } from "./mask.js";
import type { Observation, Readout, SampleRange, Stream } from "./observation.js";
import type { InputStreams } from "./product.js";
import { minus } from "./samples.js";

/** Reads quantities of an observation by the names that combinations use; NaN where they may not be used. */
export interface QuantityReader {
  readonly inputStreams: InputStreams;
  /**
   * Samples of "sci_12", "ref_12", "tmi_12" (beatnotes, Hz), "mprs_12" (s), "sb_12" = (sideband − carrier)_12/f₂₁ (without
   * unit), "dm_1" = ½((sideband − carrier)_ref,13 − (sideband − carrier)_ref,12) (Hz), or "scioffset_12", "refoffset_12": a
   * beatnote's frequency without its fluctuations, as the simulator knows it (Hz); "tilt_12", "tiltsent_12": what the MOSA's
   * angles make in beatnotes where light is received and where it was sent, by these coefficients (Hz).
   */
  read(name: string, range: SampleRange): Promise<Float64Array>;
  /** Flagged samples of these quantities as they were last read, counted from the first sample of that range. */
  flagged(names: readonly string[]): ReadonlyMap<string, readonly FlaggedRun[]>;
}

/** A reader of totals or of the simulator's fluctuations; of whichever the file has, when that is not said. */
export function quantityReader(
  observation: Observation,
  wanted?: InputStreams,
  tilt: () => TiltCoefficients | undefined = () => undefined,
): QuantityReader {
  const inputStreams = checkedStreams(observation, wanted);
  const runs = new Map<string, readonly FlaggedRun[]>();
  const stream = async (name: Stream, mosa: Mosa, range: SampleRange): Promise<Float64Array> => {
    const usable = await usableSamples(observation, name, mosa, range);
    runs.set(`${name}/${mosa}`, usable.runs);
    return usable.values;
  };
  const beatnote = (readout: Readout, band: "carrier" | "usb", mosa: Mosa, range: SampleRange): Promise<Float64Array> =>
    stream(beatnoteStream(inputStreams, readout, band), mosa, range);
  const sideband = async (readout: Readout, mosa: Mosa, range: SampleRange): Promise<Float64Array> => {
    const carrier = await beatnote(readout, "carrier", mosa, range);
    return minus(await beatnote(readout, "usb", mosa, range), carrier);
  };
  const tilted = async (end: keyof TiltCoefficients, mosa: Mosa, range: SampleRange): Promise<Float64Array> => {
    const coefficients = tilt();
    if (coefficients === undefined) return new Float64Array(range.count);
    const phi = await stream(TILT_STREAMS.phi, mosa, range);
    const eta = await stream(TILT_STREAMS.eta, mosa, range);
    const [perPhi, perEta] = ANGLES.map((angle) => HERTZ_PER_VELOCITY * coefficients[end][angle][mosa]) as [
      number,
      number,
    ];
    return phi.map((rate, n) => perPhi * rate + perEta * eta[n]!);
  };
  const read = async (name: string, range: SampleRange): Promise<Float64Array> => {
    const [kind, index] = name.split("_") as [string, string];
    if (kind === "mprs") return stream("mprs", index as Mosa, range);
    if (kind === "sb") {
      const frequency = observation.instrument.modulationFrequencies[`${index[1]}${index[0]}` as Mosa];
      return (await sideband("sci", index as Mosa, range)).map((value) => value / frequency);
    }
    if (kind === "scioffset") return stream("sci_carrier_offsets", index as Mosa, range);
    if (kind === "refoffset") return stream("ref_carrier_offsets", index as Mosa, range);
    if (kind === "tilt") return tilted("local", index as Mosa, range);
    if (kind === "tiltsent") return tilted("distant", index as Mosa, range);
    if (kind === "dm") return modulationDifference(index, range, sideband);
    return beatnote(kind as Readout, "carrier", index as Mosa, range);
  };
  const flagged = (names: readonly string[]): ReadonlyMap<string, readonly FlaggedRun[]> =>
    new Map(names.map((name) => [name, streamsBehind(name).flatMap((source) => runs.get(source) ?? [])]));
  return { inputStreams, read, flagged };

  function streamsBehind(name: string): string[] {
    const [kind, index] = (name.split("*").at(-1) as string).replace(/^flat_/, "").split("_") as [string, string];
    const both = (readout: Readout, mosa: string): string[] =>
      (["carrier", "usb"] as const).map((band) => `${beatnoteStream(inputStreams, readout, band)}/${mosa}`);
    if (kind === "sb") return both("sci", index);
    if (kind.startsWith("tilt")) return ANGLES.map((angle) => `${TILT_STREAMS[angle]}/${index}`);
    if (kind === "dm") return MOSAS.filter((mosa) => receiverOf(mosa) === index).flatMap((mosa) => both("ref", mosa));
    return [`${beatnoteStream(inputStreams, kind as Readout, "carrier")}/${index}`];
  }
}

function beatnoteStream(inputStreams: InputStreams, readout: Readout, band: "carrier" | "usb"): Stream {
  return inputStreams === "totals" ? `${readout}_${band}s` : `${readout}_${band}_fluctuations`;
}

function checkedStreams({ streams, path }: Observation, wanted: InputStreams | undefined): InputStreams {
  const has = (kind: InputStreams): boolean =>
    (["sci", "ref", "tmi"] as const).every((readout) =>
      streams.includes(kind === "totals" ? `${readout}_carriers` : `${readout}_carrier_fluctuations`),
    );
  const found = (["totals", "fluctuations"] as const).find((kind) => has(kind) && (wanted ?? kind) === kind);
  if (found !== undefined) return found;
  throw new BadFileError(
    `${path} has no ${wanted ?? "beatnotes"} of sci, ref and tmi for all six MOSAs; complete are ${streams.join(", ") || "no streams"}.`,
    { path, wanted },
  );
}

/** ΔM_i = ½((sideband − carrier)_ref,ik − (sideband − carrier)_ref,ij) with ij the left MOSA of spacecraft i, ik its right one. */
async function modulationDifference(
  spacecraft: string,
  range: SampleRange,
  sideband: (readout: Readout, mosa: Mosa, range: SampleRange) => Promise<Float64Array>,
): Promise<Float64Array> {
  const left = (["12", "23", "31"] as const).find((mosa) => receiverOf(mosa) === spacecraft)!;
  const leftValues = await sideband("ref", left, range);
  return (await sideband("ref", adjacentOf(left), range)).map((right, n) => 0.5 * (right - leftValues[n]!));
}
