import * as sources from "../../src/noise/sources.js";

/** The densities of the instrument's noises, at their usual levels. */
export const MODELS: Readonly<Record<string, (frequency: number) => number>> = {
  laser: (f) => sources.laserNoise(f, 30),
  clock: (f) => sources.clockNoise(f, 6.32e-14),
  modulation: (f) => sources.modulationNoise(f, 5.2e-14),
  displacement: (f) => sources.displacementNoise(f, 6.35e-12),
  "white displacement": (f) => sources.whiteDisplacementNoise(f, 2e-9),
  "test mass": (f) => sources.testMassNoise(f, 2.4e-15),
  ranging: (f) => sources.rangingNoise(f, 3e-9),
  "angular jitter": (f) => sources.angularJitterNoise(f, 5e-9),
  "wavefront sensing": (f) => sources.wavefrontSensingNoise(f, 7e-8 / 335),
};
