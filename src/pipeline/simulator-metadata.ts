import { SPEED_OF_LIGHT } from "../core/constants.js";
import { perMosa, perSpacecraft } from "../core/mosa.js";
import type { Simulation } from "../instrument/simulation.js";

/** What of a simulation's options is told, and the simulation itself does not know. */
interface Told {
  readonly seed: bigint;
  /** Given where drag-free control moves the spacecraft. */
  readonly dynamics?: unknown;
}

/** What a simulation says of itself, under the names of the Consortium's simulator (lisainstrument 2.3), and what that one lacks. */
export function simulatorMetadata(simulation: Simulation, options: Told): Record<string, unknown> {
  const { instrument, start, dt, upsampling, length, filter, filterDelay, timeCorrelationInterval } = simulation;
  const t0 = start.seconds + start.fraction;
  const { clocks, tiltToLength } = instrument;
  return {
    dt,
    fs: 1 / dt,
    t0,
    size: length,
    duration: length * dt,
    seed: options.seed.toString(),
    physics_upsampling: upsampling,
    physics_dt: dt / upsampling,
    physics_fs: upsampling / dt,
    aafilter_coeffs: [...filter],
    aafilter_group_delay: filterDelay,
    telemetry_t0: t0,
    telemetry_dt: timeCorrelationInterval,
    telemetry_fs: 1 / timeCorrelationInterval,
    telemetry_downsampling: Math.round(timeCorrelationInterval / dt),
    lock_config: typeof instrument.lock === "string" && instrument.lock.startsWith("N") ? instrument.lock : null,
    lock: instrument.locks,
    fplan: instrument.frequencyPlan,
    central_freq: instrument.centralFrequency,
    offset_freqs: instrument.cavityOffsets,
    modulation_freqs: instrument.modulationFrequencies,
    clock_offsets: perSpacecraft((sc) => clocks[sc].offset),
    clock_freqoffsets: perSpacecraft((sc) => clocks[sc].frequencyOffset),
    clock_freqlindrifts: perSpacecraft((sc) => clocks[sc].drift),
    clock_freqquaddrifts: perSpacecraft((sc) => clocks[sc].driftRate),
    mosa_angles: perMosa((mosa) => (instrument.mosaAngles[mosa] * 180) / Math.PI),
    ttl_coeffs_local_phis: perMosa((mosa) => tiltToLength[mosa].localPhi),
    ttl_coeffs_local_etas: perMosa((mosa) => tiltToLength[mosa].localEta),
    ttl_coeffs_distant_phis: perMosa((mosa) => tiltToLength[mosa].distantPhi),
    ttl_coeffs_distant_etas: perMosa((mosa) => tiltToLength[mosa].distantEta),
    ranging_biases: instrument.rangingBiases,
    prn_ambiguity: instrument.rangeAmbiguity === 0 ? null : instrument.rangeAmbiguity * SPEED_OF_LIGHT.value,
    interpolation_order: 31,
    drag_free_control: options.dynamics !== undefined,
  };
}
