import { beforeAll, describe, expect, it } from "vitest";
import { PARSEC, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { type PhenomD, phenomDOf } from "../../src/waveforms/phenomd.js";

/** Both evaluate the same formula in double precision. */
const AMPLITUDE = 1e-9;
/** rad; the reference's own noise is 1e-7: its phase is unwrapped from millions of radians. */
const PHASE = 1e-6;
/** Of the final spin. */
const ROUNDING = 1e-15;
/** A central difference with steps of 1e-5 of the frequency: 1e-10 of the third derivative, and rounding over the step. */
const DIFFERENCE = 1e-6;
/** The same where the second derivative jumps by some tens of itself. */
const JOINT = 1e-4;

interface System {
  readonly model: PhenomD;
  /** Mf. */
  readonly frequencies: Float64Array;
  readonly amplitudes: Float64Array;
  readonly phases: Float64Array;
  readonly spin: number;
  readonly reference: number;
  /** The strain at the distance of the file over the model's amplitude. */
  readonly scale: number;
}

let systems: readonly System[];

beforeAll(async () => {
  systems = await readHdf5("test/fixtures/waveforms/phenomd.h5", (file) =>
    file.names("/").map((system) => {
      const number = (name: string): number => file.number(name, system);
      const [m1, m2] = [number("m1"), number("m2")];
      const total = (m1 + m2) * file.number("MTSUN_SI");
      const delta = (m1 - m2) / (m1 + m2);
      const distance = (number("D_Mpc") * 1e6 * PARSEC.value) / SPEED_OF_LIGHT.value;
      return {
        model: phenomDOf({ eta: (1 - delta ** 2) / 4, delta, chi1: number("chi1"), chi2: number("chi2") }),
        frequencies: file.table(`${system}/f`).values.map((f) => f * total),
        amplitudes: file.table(`${system}/amp`).values,
        phases: file.table(`${system}/phase`).values,
        spin: number("final_spin"),
        reference: number("f_ref") * total,
        scale: (2 * Math.sqrt(5 / (64 * Math.PI)) * total ** 2) / distance,
      };
    }),
  );
});

describe("IMRPhenomD", () => {
  it("has the amplitudes of LALSimulation", () => {
    for (const { model, frequencies, amplitudes, scale } of systems) {
      frequencies.forEach((mf, n) => {
        expect(Math.abs((scale * model.amplitude(mf)) / amplitudes[n]! - 1)).toBeLessThan(AMPLITUDE);
      });
    }
  });

  it("has its phases, up to whole turns", () => {
    for (const { model, frequencies, phases, reference } of systems) {
      const time = model.phase.ringdownSlope(model.peak);
      const away = Array.from(frequencies, (mf, n) => {
        const phase = model.phase.at(mf) - model.phase.at(reference) - time * (mf - reference);
        return -phase - phases[n]!;
      });
      const turns = 2 * Math.PI * Math.round(away[0]! / (2 * Math.PI));
      for (const value of away) expect(Math.abs(value - turns)).toBeLessThan(PHASE);
    }
  });

  it("leaves its black hole", () => {
    for (const { model, spin } of systems) expect(Math.abs(model.remnant.spin - spin)).toBeLessThan(ROUNDING);
  });

  it("knows the derivative of its phase, which has no step where pieces join", () => {
    for (const { model, frequencies } of systems) {
      const error = (mf: number): number => {
        const step = 1e-5 * mf;
        const slope = (model.phase.at(mf + step) - model.phase.at(mf - step)) / (2 * step);
        return Math.abs(model.phase.slope(mf) / slope - 1);
      };
      for (const mf of frequencies) expect(error(mf)).toBeLessThan(DIFFERENCE);
      for (const mf of [0.018, model.remnant.frequency / 2]) expect(error(mf)).toBeLessThan(JOINT);
    }
  });
});
