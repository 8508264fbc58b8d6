import { SPEED_OF_LIGHT } from "../core/constants.js";
import { MOSAS, type Mosa, receiverOf } from "../core/mosa.js";
import { type BlockInputs, type MosaField, mosaField } from "./fields.js";
import type { Instrument } from "./parameters.js";

/** How MOSAs turn and move, for a block. */
export interface Attitude {
  /** Rates of the angles as wavefront sensing would see them (rad/s). */
  readonly phi: MosaField;
  readonly eta: MosaField;
  /** Along the line of sight, the path that light gains per time, over c: at reception and at emission. */
  readonly received: MosaField;
  readonly emitted: MosaField;
}

/**
 * Jitter of spacecraft and MOSAs as angle rates: φ = φ_sc + φ_mosa, η = cos α η_sc − sin α θ_sc + η_mosa, α being the MOSA's
 * angle; what they and the jitter x along the line of sight do to the light: (c_φ φ + c_η η − x)/c.
 */
export class AttitudeModel {
  readonly #fields: Attitude;

  constructor(
    private readonly instrument: Instrument,
    count: number,
  ) {
    this.#fields = {
      phi: mosaField(count),
      eta: mosaField(count),
      received: mosaField(count),
      emitted: mosaField(count),
    };
  }

  /** The block's attitude; its arrays are used again for the next. */
  block(inputs: BlockInputs): Attitude {
    for (const mosa of MOSAS) this.#turn(mosa, inputs);
    return this.#fields;
  }

  #turn(mosa: Mosa, inputs: BlockInputs): void {
    const sc = receiverOf(mosa);
    const [ownPhi, ownEta] = [inputs.noise(`mosa_jitter_phi_${mosa}`), inputs.noise(`mosa_jitter_eta_${mosa}`)];
    const [scPhi, scEta] = [inputs.noise(`sc_jitter_phi_${sc}`), inputs.noise(`sc_jitter_eta_${sc}`)];
    const [scTheta, along] = [inputs.noise(`sc_jitter_theta_${sc}`), inputs.noise(`mosa_jitter_x_${mosa}`)];
    const { localPhi, localEta, distantPhi, distantEta } = this.instrument.tiltToLength[mosa];
    const angle = this.instrument.mosaAngles[mosa];
    const [cosine, sine, scale] = [Math.cos(angle), Math.sin(angle), 1 / SPEED_OF_LIGHT.value];
    const [phi, eta] = [this.#fields.phi[mosa], this.#fields.eta[mosa]];
    const [received, emitted] = [this.#fields.received[mosa], this.#fields.emitted[mosa]];
    for (let n = 0; n < phi.length; n++) {
      const x = along[n]!;
      const p = scPhi[n]! + ownPhi[n]!;
      const e = cosine * scEta[n]! + ownEta[n]! - sine * scTheta[n]!;
      phi[n] = p;
      eta[n] = e;
      received[n] = scale * (localPhi * p + localEta * e - x);
      emitted[n] = scale * (distantPhi * p + distantEta * e - x);
    }
  }
}
