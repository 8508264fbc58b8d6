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

/** An interferometer. */
type Readout = "sci" | "ref" | "tmi";

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
  readonly #slowedNoise: Float64Array;
  readonly #zeros: Float64Array;
  /** What the light at a readout fluctuates, and its sideband beyond that. */
  readonly #light: Float64Array;
  readonly #beside: Float64Array;

  constructor(
    private readonly instrument: Instrument,
    first: number,
    private readonly count: number,
  ) {
    this.tracks = perMosa(
      () => Object.fromEntries(MEASUREMENTS.map((name) => [name, new Track(first)])) as Record<Measurement, Track>,
    );
    this.#slowedNoise = new Float64Array(count);
    this.#zeros = new Float64Array(count);
    this.#light = new Float64Array(count);
    this.#beside = new Float64Array(count);
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
    const [distant, local] = [beams.distant[mosa], beams.fluctuation[mosa]];
    const [distantSideband, sideband] = [beams.distantSideband[mosa], beams.sideband[mosa]];
    const [light, beside] = [this.#light, this.#beside];
    for (let n = 0; n < light.length; n++) {
      light[n] = distant[n]! - local[n]!;
      beside[n] = distantSideband[n]! - sideband[n]!;
    }
    this.#readOut("sci", mosa, inputs, clocks);
  }

  /** Reference: adjacent − local + ν₀ readout + glitch. */
  #reference(mosa: Mosa, inputs: BlockInputs, { beams, clocks }: BlockState): void {
    const [adjacent, local] = [beams.adjacent[mosa], beams.fluctuation[mosa]];
    const [adjacentSideband, sideband] = [beams.sideband[adjacentOf(mosa)], beams.sideband[mosa]];
    const [light, beside] = [this.#light, this.#beside];
    for (let n = 0; n < light.length; n++) {
      light[n] = adjacent[n]! - local[n]!;
      beside[n] = adjacentSideband[n]! - sideband[n]!;
    }
    this.#readOut("ref", mosa, inputs, clocks);
  }

  /**
   * Test mass: as the reference, but the local light has gone to the test mass and back, which changes it by
   * −ν (2/c)(jitter − test mass − glitch).
   */
  #testMass(mosa: Mosa, inputs: BlockInputs, { beams, clocks }: BlockState): void {
    const [jitter, mass] = [inputs.noise(`mosa_jitter_x_${mosa}`), inputs.noise(`testmass_${mosa}`)];
    const glitch = inputs.glitch(`tm_${mosa}`) ?? this.#zeros;
    const [offset, modulation] = [beams.offset[mosa], beams.sidebandOffset[mosa]];
    const [light, beside] = [this.#light, this.#beside];
    const central = this.instrument.centralFrequency;
    const scale = 2 / SPEED_OF_LIGHT.value;
    // What light and sideband are from the reference on.
    for (let n = 0; n < light.length; n++) {
      const path = scale * (jitter[n]! - mass[n]! - glitch[n]!);
      light[n]! += (central + offset[n]!) * path;
      beside[n]! += modulation[n]! * path;
    }
    this.#readOut("tmi", mosa, inputs, clocks);
  }

  /**
   * Adds the readouts' noise and glitches to what the light does, and counts it by the clock: x/(1 + q) − offset × noise/(1 + q)²;
   * the tracks of offsets have offset/(1 + q) already.
   */
  #readOut(readout: Readout, mosa: Mosa, inputs: BlockInputs, clocks: Clocks): void {
    const tracks = this.tracks[mosa];
    const carrier = tracks[`${readout}_carrier_fluctuations`].grow(this.count);
    const usb = tracks[`${readout}_usb_fluctuations`].grow(this.count);
    const [read, readUsb] = [
      inputs.noise(`oms_${readout}_carrier_${mosa}`),
      inputs.noise(`oms_${readout}_usb_${mosa}`),
    ];
    const glitch = inputs.glitch(`readout_${readout}_carrier_${mosa}`) ?? this.#zeros;
    const glitchUsb = inputs.glitch(`readout_${readout}_usb_${mosa}`) ?? this.#zeros;
    const lasers = readout === "sci" ? "sci" : "ref";
    const [offset, offsetUsb] = [tracks[`${lasers}_carrier_offsets`], tracks[`${lasers}_usb_offsets`]].map((track) =>
      track.last(this.count),
    ) as [Float64Array, Float64Array];
    const [light, beside, slowed] = [this.#light, this.#beside, this.#slowedNoise];
    const slowing = clocks.slowing[receiverOf(mosa)];
    const central = this.instrument.centralFrequency;
    for (let n = 0; n < carrier.length; n++) {
      const both = light[n]!;
      const slow = slowing[n]!;
      const late = slowed[n]!;
      carrier[n] = (both + central * read[n]! + glitch[n]!) * slow - offset[n]! * late;
      usb[n] = (both + beside[n]! + central * readUsb[n]! + glitchUsb[n]!) * slow - offsetUsb[n]! * late;
    }
  }

  /** What this clock shows at reception less what the far one showed at emission, and ranging's own noise and bias. */
  #range(mosa: Mosa, inputs: BlockInputs, { beams, clocks, noiseThere, errorThere }: BlockState): void {
    const out = this.tracks[mosa].mprs.grow(this.count);
    errorThere(mosa, this.#light);
    const [here, there, late] = [clocks.error[receiverOf(mosa)], this.#light, noiseThere[mosa]];
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
