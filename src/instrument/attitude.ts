import { SPEED_OF_LIGHT } from "../core/constants.js";
import { MOSAS, receiverOf } from "../core/mosa.js";
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
    for (const mosa of MOSAS) {
      const sc = receiverOf(mosa);
      const { phi, eta, received, emitted } = this.#fields;
      const angle = this.instrument.mosaAngles[mosa];
      addUp(phi[mosa], inputs.noise(`sc_jitter_phi_${sc}`), 1, inputs.noise(`mosa_jitter_phi_${mosa}`));
      addUp(eta[mosa], inputs.noise(`sc_jitter_eta_${sc}`), Math.cos(angle), inputs.noise(`mosa_jitter_eta_${mosa}`));
      addUp(eta[mosa], inputs.noise(`sc_jitter_theta_${sc}`), -Math.sin(angle), eta[mosa]);
      const { localPhi, localEta, distantPhi, distantEta } = this.instrument.tiltToLength[mosa];
      const along = inputs.noise(`mosa_jitter_x_${mosa}`);
      pathRate(received[mosa], phi[mosa], eta[mosa], along, localPhi, localEta);
      pathRate(emitted[mosa], phi[mosa], eta[mosa], along, distantPhi, distantEta);
    }
    return this.#fields;
  }
}

function addUp(out: Float64Array, a: Float64Array, factor: number, b: Float64Array): void {
  for (let n = 0; n < out.length; n++) out[n] = factor * a[n]! + b[n]!;
}

function pathRate(
  out: Float64Array,
  phi: Float64Array,
  eta: Float64Array,
  along: Float64Array,
  perPhi: number,
  perEta: number,
): void {
  const scale = 1 / SPEED_OF_LIGHT.value;
  for (let n = 0; n < out.length; n++) out[n] = scale * (perPhi * phi[n]! + perEta * eta[n]! - along[n]!);
}
