import { isLeft, MOSAS, type PerMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { readout } from "../noise/readout.js";
import type { NoiseModel } from "../noise/tdi.js";
import type { InstrumentLevels } from "../quality/levels.js";
import { type LockPlan, lockedBeatnotes } from "../quality/lock.js";
import {
  referenceSum,
  referenceSumModel,
  sidebandModel,
  sidebandOnly,
  testMassModel,
  testMassOnly,
} from "../quality/readouts.js";
import type { Channel } from "./spectra.js";
import type { Streams } from "./streams.js";

/** The combinations of beatnotes that can be judged before time-delay interferometry, each with its model. */
export interface ReadoutChannels {
  /** Interspacecraft carriers that no lock holds: laser noise through an arm. */
  readonly science: readonly Channel[];
  /** Sums of the two reference carriers of a spacecraft: the fibre and the readout. */
  readonly reference: readonly Channel[];
  /** Test-mass less reference carrier: test mass, spacecraft and readout. */
  readonly testMass: readonly Channel[];
  /** Interspacecraft sidebands less carriers: the clocks and their tones. */
  readonly sideband: readonly Channel[];
}

/**
 * Splits the beatnotes into channels that are free of whatever would hide the rest. `motion` is the one of a spacecraft against its
 * test masses (Hz²/Hz), where it is no white jitter.
 */
export function readoutChannels(
  streams: Streams,
  plan: LockPlan,
  delays: PerMosa<Seconds>,
  levels: InstrumentLevels,
  motion?: NoiseModel,
): ReadoutChannels {
  const locked = new Set(lockedBeatnotes(plan).map((held) => `${held.readout} ${held.mosa}`));
  const free = MOSAS.filter((mosa) => !locked.has(`sci ${mosa}`));
  const testMass = testMassOnly(streams.tmi_carriers, streams.ref_carriers);
  const sideband = sidebandOnly(streams.sci_usbs, streams.sci_carriers);
  return {
    science: free.map((mosa) => ({
      name: `sci ${mosa}`,
      values: streams.sci_carriers[mosa],
      drifts: true,
      modelName: `model ${mosa}`,
      model: readout("sci", mosa, { lock: plan, delays, level: levels }),
    })),
    reference: MOSAS.filter(isLeft).map((mosa) => ({
      name: `spacecraft ${mosa[0]}`,
      values: referenceSum(streams.ref_carriers, mosa),
      drifts: false,
      modelName: "model",
      model: referenceSumModel(levels),
    })),
    testMass: MOSAS.map((mosa) => ({
      name: `tmi − ref ${mosa}`,
      values: testMass[mosa],
      drifts: false,
      modelName: "model",
      model: testMassModel(levels, motion),
    })),
    sideband: MOSAS.map((mosa) => ({
      name: `sideband ${mosa}`,
      values: sideband[mosa],
      drifts: true,
      modelName: "model",
      model: sidebandModel(levels, mosa),
    })),
  };
}
