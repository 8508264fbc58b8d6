import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { checkedNumber, mustKnowKeys, type NumberRange } from "../core/options.js";
import type { Metres, Quantity } from "../core/units.js";

/** The optics of a link. What is left out is as assumed for LISA. */
export interface Optics {
  /** Diameter of both telescopes (m); 0.3 if not given. */
  readonly telescopeDiameter?: Metres;
  /** Power that leaves a telescope (W); 2 if not given. */
  readonly laserPower?: Quantity<"W">;
  /** Share of the light received that becomes signal: optics, overlap of the beams, diodes; 0.5 if not given. */
  readonly efficiency?: number;
}

/** As assumed for LISA. */
export const LISA_OPTICS: Required<Optics> = { telescopeDiameter: 0.3, laserPower: 2, efficiency: 0.5 };

const WAVELENGTH = SPEED_OF_LIGHT.value / LASER_FREQUENCY.value;
const PLANCK = 6.626_070_15e-34;

/**
 * The power that one telescope receives of the other's beam (W): 0.5025 P D⁴/(λL)², of a Gaussian beam whose waist is 0.446 of
 * the telescope's diameter, the best one (S. Barke et al., Class. Quantum Grav. 32, 095004 (2015),
 * doi:10.1088/0264-9381/32/9/095004: 0.4073 π²/8).
 */
export function receivedPower(armLength: Metres, optics: Optics = {}): Quantity<"W"> {
  const { telescopeDiameter, laserPower } = checkedOptics(optics);
  checkedNumber("the link", "The arm", armLength, { unit: "m", min: 0, open: true });
  return (0.4073 * (Math.PI ** 2 / 8) * laserPower * telescopeDiameter ** 4) / (WAVELENGTH * armLength) ** 2;
}

/** The displacement that the light's shot noise looks like in one link (m/√Hz): (λ/2π) √(hν/ηP) of the power received. */
export function shotNoise(armLength: Metres, optics: Optics = {}): number {
  const signal = checkedOptics(optics).efficiency * receivedPower(armLength, optics);
  return (WAVELENGTH / (2 * Math.PI)) * Math.sqrt((PLANCK * LASER_FREQUENCY.value) / signal);
}

const RANGES: Readonly<Record<keyof Optics, NumberRange>> = {
  telescopeDiameter: { unit: "m", min: 0, open: true },
  laserPower: { unit: "W", min: 0, open: true },
  efficiency: { unit: "", min: 0, max: 1, open: true },
};

function checkedOptics(optics: Optics): Required<Optics> {
  mustKnowKeys("optics", optics, Object.keys(RANGES));
  const part = (key: keyof Optics): number =>
    checkedNumber("the optics", key, optics[key] === undefined ? LISA_OPTICS[key] : optics[key], RANGES[key]);
  return {
    telescopeDiameter: part("telescopeDiameter"),
    laserPower: part("laserPower"),
    efficiency: part("efficiency"),
  };
}
