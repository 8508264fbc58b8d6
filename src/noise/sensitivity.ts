import type { Hertz } from "../core/units.js";

/**
 * The strain that the Science Requirements Document asks the instrument to be sensitive to (one-sided, 1/Hz), averaged over
 * the sky and polarisations, for A and E together: ½ · 20/3 [S_I/(2πf)⁴ + S_II] (1 + (f/25 mHz)²), with
 * S_I = 5.76e-48 (1 + (0.4 mHz/f)²) s⁻⁴/Hz and S_II = 3.6e-41 1/Hz (ESA-L3-EST-SCI-RS-001, section 2.2).
 */
export function requiredSensitivity(frequency: Hertz): number {
  const acceleration = (5.76e-48 * (1 + (4e-4 / frequency) ** 2)) / (2 * Math.PI * frequency) ** 4;
  return 0.5 * (20 / 3) * (acceleration + 3.6e-41) * (1 + (frequency / 25e-3) ** 2);
}
