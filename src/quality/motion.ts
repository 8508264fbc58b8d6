import { SPACECRAFT } from "../core/mosa.js";
import { DYNAMICS_CHANNELS } from "../dynamics/channels.js";
import { motionSpectrum } from "../dynamics/spectra.js";
import { whiteDisplacementNoise } from "../noise/sources.js";
import type { NoiseModel } from "../noise/tdi.js";

/**
 * Whether the spacecraft are under drag-free control: channels with these names ("1/tm_x_left") tell of it, or what a simulation
 * says of its instrument does.
 */
export function isControlled(channels: readonly string[], metadata: Readonly<Record<string, unknown>> = {}): boolean {
  return (
    metadata["drag_free_control"] === true ||
    SPACECRAFT.every((sc) => channels.includes(`${sc}/${DYNAMICS_CHANNELS[0]!}`))
  );
}

/**
 * The motion of a spacecraft along a line of sight against its test mass under drag-free control, as a frequency shift (Hz²/Hz):
 * from the closed loop's transfer functions, with the noises assumed for LISA.
 */
export function controlledMotion(): NoiseModel {
  const density = motionSpectrum();
  const known = new Map<number, number>();
  return (frequency) => {
    const found = known.get(frequency) ?? whiteDisplacementNoise(frequency, density(frequency).x1);
    known.set(frequency, found);
    return found;
  };
}
