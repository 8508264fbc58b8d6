import { adjacentOf, distantOf, emitterOf, MOSAS, type Mosa, type PerMosa, perMosa, receiverOf } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Attitude } from "./attitude.js";
import { frequencyError } from "./clock.js";
import { delayed, INTERPOLATION_REACH } from "./delay.js";
import { type BlockInputs, type MosaField, mosaField } from "./fields.js";
import { lockingOrder } from "./locking.js";
import type { Instrument } from "./parameters.js";
import type { LinkRanges } from "./ranges.js";
import type { Clocks } from "./timekeeping.js";
import { Track, type TrackState } from "./track.js";

/** The light of a block, on the proper time of the spacecraft where it is looked at; frequencies in Hz. */
export interface Beams {
  /** Lasers: offset from the central frequency, and fluctuations. */
  readonly offset: MosaField;
  readonly fluctuation: MosaField;
  /** What the clock's sideband fluctuates beyond its laser, and its distance from it. */
  readonly sideband: MosaField;
  readonly sidebandOffset: MosaField;
  /** Light from the far spacecraft. */
  readonly distantOffset: MosaField;
  readonly distant: MosaField;
  /** What the far sideband fluctuates beyond its carrier; its distance from it, less the modulation frequency. */
  readonly distantSideband: MosaField;
  readonly distantSidebandShift: MosaField;
  /** Light of the neighbour, through the backlink. */
  readonly adjacent: MosaField;
  /** Pseudo-ranges (s), and what they grow per second. */
  readonly range: MosaField;
  readonly rangeRate: MosaField;
}

/** What is on its way between spacecraft, per MOSA: carrier, sideband and offset as emitted. */
interface Emitted {
  readonly carrier: Track;
  readonly sideband: Track;
  readonly offset: Track;
}

/** Lasers, locked to each other or on cavities, and the light between the spacecraft. */
export class BeamModel {
  readonly #emitted: PerMosa<Emitted>;
  readonly #fields: Beams;
  readonly #shifts: MosaField;
  readonly #order: readonly Mosa[];
  readonly #zeros: Float64Array;

  constructor(
    private readonly instrument: Instrument,
    private readonly ranges: LinkRanges,
    private readonly dt: Seconds,
    first: number,
    private readonly count: number,
  ) {
    this.#emitted = perMosa(() => ({
      carrier: new Track(first),
      sideband: new Track(first),
      offset: new Track(first),
    }));
    const field = (): MosaField => mosaField(count);
    this.#fields = {
      offset: field(),
      fluctuation: field(),
      sideband: field(),
      sidebandOffset: field(),
      distantOffset: field(),
      distant: field(),
      distantSideband: field(),
      distantSidebandShift: field(),
      adjacent: field(),
      range: field(),
      rangeRate: field(),
    };
    this.#shifts = field();
    this.#order = lockingOrder(instrument.locks);
    this.#zeros = new Float64Array(count);
  }

  /** The shifts, in samples, that take a block back along each link. */
  get shifts(): MosaField {
    return this.#shifts;
  }

  /** The block from index `first` on; its arrays are used again for the next. */
  block(first: number, inputs: BlockInputs, attitude: Attitude, clocks: Clocks): Beams {
    for (const mosa of MOSAS) this.#propagation(mosa, first);
    for (const mosa of this.#order) {
      if (this.instrument.locks[mosa] === "distant") this.#receive(mosa, first, inputs, attitude);
      if (this.instrument.locks[mosa] === "adjacent") this.#backlink(mosa, inputs);
      this.#lock(mosa, inputs, clocks);
      this.#modulate(mosa, inputs, clocks);
      this.#emit(mosa, attitude);
    }
    for (const mosa of MOSAS) {
      if (this.instrument.locks[mosa] !== "distant") this.#receive(mosa, first, inputs, attitude);
      this.#backlink(mosa, inputs);
    }
    const needed = first + this.count - Math.ceil(this.ranges.longest / this.dt) - 2 * INTERPOLATION_REACH;
    for (const mosa of MOSAS) for (const track of Object.values(this.#emitted[mosa]) as Track[]) track.forget(needed);
    return this.#fields;
  }

  #propagation(mosa: Mosa, first: number): void {
    const { range, rangeRate } = this.#fields;
    this.ranges.fill(mosa, first * this.dt, this.dt, range[mosa], rangeRate[mosa]);
    const shifts = this.#shifts[mosa];
    for (let n = 0; n < shifts.length; n++) shifts[n] = -range[mosa][n]! / this.dt;
    if (!this.instrument.dopplers) rangeRate[mosa].fill(0);
  }

  /** A laser's offset and fluctuations: of its cavity, or of what it follows less the frequency plan, which a clock keeps. */
  #lock(mosa: Mosa, inputs: BlockInputs, clocks: Clocks): void {
    const { locks, frequencyPlan, cavityOffsets, centralFrequency } = this.instrument;
    const fields = this.#fields;
    const sc = receiverOf(mosa);
    if (locks[mosa] === "cavity") {
      fields.offset[mosa].fill(cavityOffsets[mosa]);
      sum(fields.fluctuation[mosa], inputs.noise(`laser_${mosa}`), inputs.glitch(`laser_${mosa}`));
      return;
    }
    const distant = locks[mosa] === "distant";
    const follows = distant ? fields.distantOffset[mosa] : fields.offset[adjacentOf(mosa)];
    const light = distant ? fields.distant[mosa] : fields.adjacent[mosa];
    const readout = inputs.noise(`oms_${distant ? "sci" : "ref"}_carrier_${mosa}`);
    const plan = frequencyPlan[mosa];
    const [offset, fluctuation] = [fields.offset[mosa], fields.fluctuation[mosa]];
    const [error, noise] = [clocks.offset[sc], clocks.noise[sc]];
    for (let n = 0; n < offset.length; n++) {
      offset[n] = follows[n]! - plan * (1 + error[n]!);
      fluctuation[n] = light[n]! - plan * noise[n]! + centralFrequency * readout[n]!;
    }
  }

  /** The sideband beside the laser: f (1 + q) away, with the clock's noise and the modulator's times f. */
  #modulate(mosa: Mosa, inputs: BlockInputs, clocks: Clocks): void {
    const f = this.instrument.modulationFrequencies[mosa];
    const sc = receiverOf(mosa);
    const [sideband, offset] = [this.#fields.sideband[mosa], this.#fields.sidebandOffset[mosa]];
    const [error, noise, added] = [clocks.offset[sc], clocks.noise[sc], inputs.noise(`modulation_${mosa}`)];
    for (let n = 0; n < offset.length; n++) {
      offset[n] = f * (1 + error[n]!);
      sideband[n] = f * (noise[n]! + added[n]!);
    }
  }

  /** What leaves for the far spacecraft: F = φ − ν (tilt − jitter)/c. */
  #emit(mosa: Mosa, attitude: Attitude): void {
    const { carrier, sideband, offset } = this.#emitted[mosa];
    const fields = this.#fields;
    const central = this.instrument.centralFrequency;
    const [toCarrier, toSideband] = [carrier.grow(this.count), sideband.grow(this.count)];
    const [fluctuation, beside] = [fields.fluctuation[mosa], fields.sideband[mosa]];
    const [laser, modulation, path] = [fields.offset[mosa], fields.sidebandOffset[mosa], attitude.emitted[mosa]];
    for (let n = 0; n < toCarrier.length; n++) {
      toCarrier[n] = fluctuation[n]! - (central + laser[n]!) * path[n]!;
      toSideband[n] = beside[n]! - modulation[n]! * path[n]!;
    }
    offset.grow(this.count).set(laser);
  }

  /**
   * What arrives from the far spacecraft: (1 − ḋ) F(t − d) + ν(t − d)(H − (tilt − jitter)/c), with offset −ḋ ν₀ + (1 − ḋ) O(t − d).
   */
  #receive(mosa: Mosa, first: number, inputs: BlockInputs, attitude: Attitude): void {
    const from = distantOf(mosa);
    const { carrier, sideband, offset } = this.#emitted[from];
    const fields = this.#fields;
    const [light, beside, laser] = [fields.distant[mosa], fields.distantSideband[mosa], fields.distantOffset[mosa]];
    if (this.instrument.locks[from] === "cavity") laser.fill(this.instrument.cavityOffsets[from]);
    else delayed([offset], first, this.#shifts[mosa], [laser], true);
    delayed([carrier, sideband], first, this.#shifts[mosa], [light, beside]);
    const modulation = this.instrument.modulationFrequencies[from];
    const clock = this.instrument.clocks[emitterOf(mosa)];
    const [received, waves] = [attitude.received[mosa], inputs.waves?.[mosa] ?? this.#zeros];
    const central = this.instrument.centralFrequency;
    const [range, rate, shift] = [fields.range[mosa], fields.rangeRate[mosa], fields.distantSidebandShift[mosa]];
    for (let n = 0; n < light.length; n++) {
      const slower = 1 - rate[n]!;
      const path = waves[n]! - received[n]!;
      // How wrong the far clock was when the light left.
      const error = frequencyError(clock, (first + n) * this.dt - range[n]!);
      light[n] = slower * light[n]! + (central + laser[n]!) * path;
      beside[n] = slower * beside[n]! + modulation * (1 + error) * path;
      laser[n] = slower * laser[n]! - rate[n]! * central;
      shift[n] = modulation * (error - rate[n]! * (1 + error));
    }
  }

  /** The neighbour's light behind the fibre: + ν₀ (the fibre's own noise + what is the same both ways). */
  #backlink(mosa: Mosa, inputs: BlockInputs): void {
    const out = this.#fields.adjacent[mosa];
    const light = this.#fields.fluctuation[adjacentOf(mosa)];
    const [own, both] = [inputs.noise(`backlink_${mosa}`), inputs.noise(`reciprocal_backlink_${receiverOf(mosa)}`)];
    const central = this.instrument.centralFrequency;
    for (let n = 0; n < out.length; n++) out[n] = light[n]! + central * (own[n]! + both[n]!);
  }

  state(): readonly TrackState[] {
    return this.#tracks().map((track) => track.state());
  }

  restore(state: readonly TrackState[]): void {
    this.#tracks().forEach((track, index) => {
      track.restore(state[index]!);
    });
  }

  #tracks(): Track[] {
    return MOSAS.flatMap((mosa) => Object.values(this.#emitted[mosa]) as Track[]);
  }
}

function sum(out: Float64Array, a: Float64Array, b: Float64Array | null): void {
  out.set(a);
  if (b !== null) for (let n = 0; n < out.length; n++) out[n]! += b[n]!;
}
