/** A physical constant with its unit and where the value comes from. */
export interface Constant {
  readonly value: number;
  readonly unit: string;
  readonly reference: string;
}

/** Speed of light in vacuum. */
export const SPEED_OF_LIGHT: Constant = { value: 299_792_458, unit: "m/s", reference: "SI definition" };

/** Astronomical unit. */
export const ASTRONOMICAL_UNIT: Constant = { value: 149_597_870_700, unit: "m", reference: "IAU 2012 resolution B2" };

/** Gravitational parameter of the Sun (TCB-compatible). */
export const GM_SUN: Constant = {
  value: 1.327_124_4e20,
  unit: "m^3/s^2",
  reference: "IAU 2015 resolution B3, nominal solar mass parameter",
};

/** Schwarzschild radius of the Sun, 2 GM/c². */
export const SUN_SCHWARZSCHILD_RADIUS: Constant = {
  value: 2953.250_076_100_249_8,
  unit: "m",
  reference: "2 GM_SUN / c^2",
};

/** Parsec. */
export const PARSEC: Constant = { value: 3.085_677_581_491_367e16, unit: "m", reference: "IAU 2015 resolution B2" };

/** Central frequency of the lasers (1064.5 nm). */
export const LASER_FREQUENCY: Constant = { value: 2.816e14, unit: "Hz", reference: "LISA instrument model" };
