import { SPEED_OF_LIGHT } from "../core/constants.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa, perMosa, receiverOf } from "../core/mosa.js";
import type { Attitude } from "./attitude.js";
import type { Beams } from "./beams.js";
import type { BlockInputs } from "./fields.js";
import type { Instrument } from "./parameters.js";
import type { Clocks } from "./timekeeping.js";
import { Track, type TrackState } from "./track.js";

/** What a MOSA measures, on proper time, as its clock's frequency makes it appear. Test-mass offsets are those of ref. */
export const MEASUREMENTS = [
  "sci_carrier_fluctuations",
  "sci_usb_fluctuations",
  "ref_carrier_fluctuations",
  "ref_usb_fluctuations",
  "tmi_carrier_fluctuations",
  "tmi_usb_fluctuations",
  "sci_carrier_offsets",
  "sci_usb_offsets",
  "ref_carrier_offsets",
  "ref_usb_offsets",
  "mprs",
  "sci_dws_phis",
  "sci_dws_etas",
] as const;

/** One of the measurements. */
export type Measurement = (typeof MEASUREMENTS)[number];

/** A MOSA's measurements, waiting to be sampled. */
export type MeasurementTracks = Readonly<Record<Measurement, Track>>;

/** The block's light and clocks. */
export interface BlockState {
  readonly attitude: Attitude;
  readonly beams: Beams;
  readonly clocks: Clocks;
  /** The integrated clock noise of the far spacecraft when the light left (s), by link. */
  readonly noiseThere: PerMosa<Float64Array>;
  /** What a link's far clock showed beyond its proper time when the light left, noise apart (s). */
  readonly errorThere: (mosa: Mosa, out: Float64Array) => void;
}

/** Interferometers, wavefront sensors and ranging: what is measured, before it is sampled. */
export class BeatnoteModel {
  readonly tracks: PerMosa<MeasurementTracks>;
  readonly #scratch: Float64Array;
  readonly #slowedNoise: Float64Array;

  constructor(
    private readonly instrument: Instrument,
    first: number,
    private readonly count: number,
  ) {
    this.tracks = perMosa(
      () => Object.fromEntries(MEASUREMENTS.map((name) => [name, new Track(first)])) as Record<Measurement, Track>,
    );
    this.#scratch = new Float64Array(count);
    this.#slowedNoise = new Float64Array(count);
  }

  /** Adds a block to the tracks. */
  block(inputs: BlockInputs, state: BlockState): void {
    for (const mosa of MOSAS) {
      const sc = receiverOf(mosa);
      slowedNoise(this.#slowedNoise, state.clocks.noise[sc], state.clocks.slowing[sc]);
      this.#offsets(mosa, state);
      this.#science(mosa, inputs, state);
      this.#reference(mosa, inputs, state);
      this.#testMass(mosa, inputs, state);
      this.#range(mosa, inputs, state);
      const tracks = this.tracks[mosa];
      sum(tracks.sci_dws_phis.grow(this.count), state.attitude.phi[mosa], inputs.noise(`dws_phi_${mosa}`));
      sum(tracks.sci_dws_etas.grow(this.count), state.attitude.eta[mosa], inputs.noise(`dws_eta_${mosa}`));
    }
  }

  /** Offsets: distant − local and adjacent − local, over 1 + q. Sidebands add the difference of their modulations. */
  #offsets(mosa: Mosa, { beams, clocks }: BlockState): void {
    const next = adjacentOf(mosa);
    const sc = receiverOf(mosa);
    const { modulationFrequencies: f } = this.instrument;
    const tracks = this.tracks[mosa];
    const [sci, sciUsb] = [tracks.sci_carrier_offsets.grow(this.count), tracks.sci_usb_offsets.grow(this.count)];
    const [ref, refUsb] = [tracks.ref_carrier_offsets.grow(this.count), tracks.ref_usb_offsets.grow(this.count)];
    const between = f[distantOf(mosa)] - f[mosa];
    const beside = f[next] - f[mosa];
    const [slowing, error] = [clocks.slowing[sc], clocks.offset[sc]];
    const [local, distant, adjacent] = [beams.offset[mosa], beams.distantOffset[mosa], beams.offset[next]];
    const shift = beams.distantSidebandShift[mosa];
    for (let n = 0; n < sci.length; n++) {
      const slow = slowing[n]!;
      const q = error[n]!;
      const carrier = distant[n]! - local[n]!;
      const reference = adjacent[n]! - local[n]!;
      sci[n] = carrier * slow;
      sciUsb[n] = (carrier + (between + shift[n]! - f[mosa] * q)) * slow;
      ref[n] = reference * slow;
      refUsb[n] = (reference + beside * (1 + q)) * slow;
    }
  }

  /** Inter-spacecraft: distant − local + ν₀ readout + glitch, and the same between the sidebands. */
  #science(mosa: Mosa, inputs: BlockInputs, { beams, clocks }: BlockState): void {
    const tracks = this.tracks[mosa];
    const carrier = tracks.sci_carrier_fluctuations.grow(this.count);
    const usb = tracks.sci_usb_fluctuations.grow(this.count);
    const [distant, local] = [beams.distant[mosa], beams.fluctuation[mosa]];
    const [distantSideband, sideband] = [beams.distantSideband[mosa], beams.sideband[mosa]];
    const [read, readUsb] = [inputs.noise(`oms_sci_carrier_${mosa}`), inputs.noise(`oms_sci_usb_${mosa}`)];
    const central = this.instrument.centralFrequency;
    for (let n = 0; n < carrier.length; n++) {
      const light = distant[n]! - local[n]!;
      carrier[n] = light + central * read[n]!;
      usb[n] = light + (distantSideband[n]! - sideband[n]!) + central * readUsb[n]!;
    }
    add(carrier, inputs.glitch(`readout_sci_carrier_${mosa}`));
    add(usb, inputs.glitch(`readout_sci_usb_${mosa}`));
    this.#onClock(carrier, tracks.sci_carrier_offsets, clocks.slowing[receiverOf(mosa)]);
    this.#onClock(usb, tracks.sci_usb_offsets, clocks.slowing[receiverOf(mosa)]);
  }

  /** Reference: adjacent − local + ν₀ readout + glitch. */
  #reference(mosa: Mosa, inputs: BlockInputs, { beams, clocks }: BlockState): void {
    const tracks = this.tracks[mosa];
    const carrier = tracks.ref_carrier_fluctuations.grow(this.count);
    const usb = tracks.ref_usb_fluctuations.grow(this.count);
    const [adjacent, local] = [beams.adjacent[mosa], beams.fluctuation[mosa]];
    const [adjacentSideband, sideband] = [beams.sideband[adjacentOf(mosa)], beams.sideband[mosa]];
    const [read, readUsb] = [inputs.noise(`oms_ref_carrier_${mosa}`), inputs.noise(`oms_ref_usb_${mosa}`)];
    const central = this.instrument.centralFrequency;
    for (let n = 0; n < carrier.length; n++) {
      const light = adjacent[n]! - local[n]!;
      carrier[n] = light + central * read[n]!;
      usb[n] = light + (adjacentSideband[n]! - sideband[n]!) + central * readUsb[n]!;
    }
    add(carrier, inputs.glitch(`readout_ref_carrier_${mosa}`));
    add(usb, inputs.glitch(`readout_ref_usb_${mosa}`));
    this.#onClock(carrier, tracks.ref_carrier_offsets, clocks.slowing[receiverOf(mosa)]);
    this.#onClock(usb, tracks.ref_usb_offsets, clocks.slowing[receiverOf(mosa)]);
  }

  /** Test mass: the local light has gone to the test mass and back, which changes it by −ν (2/c)(jitter − test mass − glitch). */
  #testMass(mosa: Mosa, inputs: BlockInputs, { beams, clocks }: BlockState): void {
    const tracks = this.tracks[mosa];
    const carrier = tracks.tmi_carrier_fluctuations.grow(this.count);
    const usb = tracks.tmi_usb_fluctuations.grow(this.count);
    const path = this.#bounce(mosa, inputs);
    const [adjacent, local, offset] = [beams.adjacent[mosa], beams.fluctuation[mosa], beams.offset[mosa]];
    const [adjacentSideband, sideband] = [beams.sideband[adjacentOf(mosa)], beams.sideband[mosa]];
    const modulation = beams.sidebandOffset[mosa];
    const [read, readUsb] = [inputs.noise(`oms_tmi_carrier_${mosa}`), inputs.noise(`oms_tmi_usb_${mosa}`)];
    const central = this.instrument.centralFrequency;
    for (let n = 0; n < carrier.length; n++) {
      const light = adjacent[n]! - local[n]! + (central + offset[n]!) * path[n]!;
      carrier[n] = light + central * read[n]!;
      usb[n] = light + (adjacentSideband[n]! - sideband[n]!) + modulation[n]! * path[n]! + central * readUsb[n]!;
    }
    add(carrier, inputs.glitch(`readout_tmi_carrier_${mosa}`));
    add(usb, inputs.glitch(`readout_tmi_usb_${mosa}`));
    this.#onClock(carrier, tracks.ref_carrier_offsets, clocks.slowing[receiverOf(mosa)]);
    this.#onClock(usb, tracks.ref_usb_offsets, clocks.slowing[receiverOf(mosa)]);
  }

  /** (2/c)(jitter − test mass − glitch). */
  #bounce(mosa: Mosa, inputs: BlockInputs): Float64Array {
    const out = this.#scratch;
    const [jitter, mass] = [inputs.noise(`mosa_jitter_x_${mosa}`), inputs.noise(`testmass_${mosa}`)];
    const glitch = inputs.glitch(`tm_${mosa}`);
    const scale = 2 / SPEED_OF_LIGHT.value;
    for (let n = 0; n < out.length; n++) out[n] = scale * (jitter[n]! - mass[n]!);
    if (glitch !== null) for (let n = 0; n < out.length; n++) out[n]! -= scale * glitch[n]!;
    return out;
  }

  /** Fluctuations as counted by the clock: x/(1 + q) − offset × noise/(1 + q)²; the track has offset/(1 + q) already. */
  #onClock(values: Float64Array, offsets: Track, slowing: Float64Array): void {
    const slowed = this.#slowedNoise;
    const offset = offsets.values.subarray(offsets.values.length - values.length);
    for (let n = 0; n < values.length; n++) values[n] = values[n]! * slowing[n]! - offset[n]! * slowed[n]!;
  }

  /** What this clock shows at reception less what the far one showed at emission, and ranging's own noise and bias. */
  #range(mosa: Mosa, inputs: BlockInputs, { beams, clocks, noiseThere, errorThere }: BlockState): void {
    const out = this.tracks[mosa].mprs.grow(this.count);
    errorThere(mosa, this.#scratch);
    const [here, there, late] = [clocks.error[receiverOf(mosa)], this.#scratch, noiseThere[mosa]];
    const [range, noise] = [beams.range[mosa], inputs.noise(`ranging_${mosa}`)];
    const bias = this.instrument.rangingBiases[mosa];
    for (let n = 0; n < out.length; n++) {
      out[n] = range[n]! + (here[n]! - (there[n]! + late[n]!)) + (noise[n]! + bias);
    }
  }

  /** Samples before `index` are no longer needed, on this MOSA's clock. */
  forget(mosa: Mosa, index: number): void {
    for (const name of MEASUREMENTS) this.tracks[mosa][name].forget(index);
  }

  state(): readonly TrackState[] {
    return MOSAS.flatMap((mosa) => MEASUREMENTS.map((name) => this.tracks[mosa][name].state()));
  }

  restore(state: readonly TrackState[]): void {
    MOSAS.flatMap((mosa) => MEASUREMENTS.map((name) => this.tracks[mosa][name])).forEach((track, index) => {
      track.restore(state[index]!);
    });
  }
}

/** noise/(1 + q). The offsets that it is multiplied by are over 1 + q already. */
function slowedNoise(out: Float64Array, noise: Float64Array, slowing: Float64Array): void {
  for (let n = 0; n < out.length; n++) out[n] = noise[n]! * slowing[n]!;
}

function sum(out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let n = 0; n < out.length; n++) out[n] = a[n]! + b[n]!;
}

function add(out: Float64Array, more: Float64Array | null): void {
  if (more !== null) for (let n = 0; n < out.length; n++) out[n]! += more[n]!;
}
