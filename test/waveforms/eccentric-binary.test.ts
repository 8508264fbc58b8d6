import { describe, expect, it } from "vitest";
import { GM_SUN, PARSEC, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { type EccentricBinaryOptions, eccentricBinary } from "../../src/waveforms/eccentric-binary.js";
import { Inspiral } from "../../src/waveforms/inspiral.js";
import { coalescenceTime, petersField } from "../../src/waveforms/peters.js";

/** Of polynomials in time, against a quadrature. */
const TIME = 1e-9;
/** Of an invariant of Peters' equations. */
const INVARIANT = 1e-10;

const SOLAR_TIME = GM_SUN.value / SPEED_OF_LIGHT.value ** 3;
const START = instant("TCB", 0);
const OPTIONS: EccentricBinaryOptions = {
  m1: 36,
  m2: 29,
  frequency: 0.015,
  e0: 0.3,
  distance: 4e8 * PARSEC.value,
  inclination: 0.7,
  polarization: 0.4,
  meanAnomaly: 1.2,
  pericentre: 2.2,
  lambda: 3,
  beta: -0.5,
  duration: 40_000,
};

describe("orbits that shrink as Peters has it", () => {
  const [mass, eta] = [65 * SOLAR_TIME, (36 * 29) / 65 ** 2];

  it.each([0, 0.05, 0.6])("meet when his integral says, e = %s", (e) => {
    const field = petersField(mass, eta);
    const start = { p: 1000, e, y: 1, phases: [0, 0, 0] as const };
    const total = coalescenceTime(mass, eta, 1000, e);
    const inspiral = new Inspiral(field, start, 0, 2 * total);
    expect(inspiral.plunges).toBe(true);
    const half = inspiral.at(total / 2);
    expect(Math.abs(coalescenceTime(mass, eta, half.p, half.e) / (total / 2) - 1)).toBeLessThan(TIME);
    // From the last stable orbit on there is next to nothing of the time left.
    expect(inspiral.end).toBeGreaterThan(total * (1 - 1e-7));
    expect(inspiral.end).toBeLessThan(total);
  });

  it("keep Peters' constant c0", () => {
    const inspiral = new Inspiral(petersField(mass, eta), { p: 300, e: 0.7, y: 1, phases: [0, 0, 0] }, 0, 1e9);
    const constant = (t: number): number => {
      const { p, e } = inspiral.at(t);
      return p * e ** (-12 / 19) * (1 + (121 / 304) * e * e) ** (-870 / 2299);
    };
    for (const part of [0.3, 0.9, 0.9999]) {
      expect(Math.abs(constant(part * inspiral.end) / constant(0) - 1)).toBeLessThan(INVARIANT);
    }
  });

  it("take (5/256) a⁴/(ηM³) as circles", () => {
    expect(coalescenceTime(1, 0.25, 100, 0)).toBeCloseTo((5 / 256) * (1e8 / 0.25), 6);
    // Peters' integral and its value for small eccentricities.
    expect(coalescenceTime(1, 0.25, 100, 1.01e-4) / coalescenceTime(1, 0.25, 100, 0.99e-4)).toBeCloseTo(1, 7);
  });
});

/** The mean square of the third derivatives of x² − y² and 2xy in Kepler's motion, over that of a circle. */
function faceOnPower(e: number): number {
  const count = 20_000;
  let [sum, weight] = [0, 0];
  for (let k = 0; k < count; k++) {
    // By eccentric anomaly E: r = 1 − e cos E, dt = r dE.
    const E = (2 * Math.PI * k) / count;
    const r = 1 - e * Math.cos(E);
    const [x, y] = [Math.cos(E) - e, Math.sqrt(1 - e * e) * Math.sin(E)];
    const [vx, vy] = [-Math.sin(E) / r, (Math.sqrt(1 - e * e) * Math.cos(E)) / r];
    // d³(x² − y²)/dt³ and d³(2xy)/dt³ with x″ = −x/r³.
    const radial = (x * vx + y * vy) / r;
    const [jx, jy] = [(-vx * r + 3 * x * radial) / r ** 4, (-vy * r + 3 * y * radial) / r ** 4];
    const [ax, ay] = [-x / r ** 3, -y / r ** 3];
    const plus = 2 * (x * jx - y * jy) + 6 * (vx * ax - vy * ay);
    const cross = 2 * (x * jy + y * jx) + 6 * (vx * ay + vy * ax);
    sum += (plus ** 2 + cross ** 2) * r;
    weight += r;
  }
  // A circle has (2·2²)² = 64.
  return sum / weight / 64;
}

/** In these two months the frequency drifts by 0.1 rad of phase and 1e-7 of itself, so that the phase is a parabola. */
const CHIRP = 1e-6;

describe("eccentricBinary", () => {
  it("of a circle is the galactic binary of these masses, with the pericentre's advance", () => {
    const dwarfs = { ...OPTIONS, m1: 0.6, m2: 0.5, frequency: 0.005, e0: 0, duration: 5e6 };
    const { m1, m2, frequency, distance } = dwarfs;
    const [mass, eta] = [(m1 + m2) * SOLAR_TIME, (m1 * m2) / (m1 + m2) ** 2];
    const chirp = mass * eta ** 0.6;
    const fdot = (96 / 5) * Math.PI ** (8 / 3) * chirp ** (5 / 3) * frequency ** (11 / 3);
    const p = (Math.PI * mass * frequency) ** (-2 / 3);
    const circle = galacticBinary({
      // n ∝ p^(−3/2), the advance n/p: its rate is 5/3 of the relative one.
      frequency: frequency * (1 + 3 / p),
      fdot: fdot * (1 + (3 / p) * (5 / 3)),
      amplitude: (2 * chirp ** (5 / 3) * (Math.PI * frequency) ** (2 / 3)) / (distance / SPEED_OF_LIGHT.value),
      inclination: OPTIONS.inclination,
      polarization: OPTIONS.polarization!,
      phase: -(2 * OPTIONS.meanAnomaly! + 2 * OPTIONS.pericentre! + Math.PI),
      lambda: 3,
      beta: -0.5,
    });
    const offsets = Float64Array.from({ length: 300 }, (_, n) => 16_661 * n);
    const [found, wanted] = [eccentricBinary(dwarfs), circle].map((source) => source.strain(START, offsets));
    const size = Math.max(...wanted!.plus.map(Math.abs));
    offsets.forEach((_, n) => {
      expect(Math.abs(found!.plus[n]! - wanted!.plus[n]!)).toBeLessThan(CHIRP * size);
      expect(Math.abs(found!.cross[n]! - wanted!.cross[n]!)).toBeLessThan(CHIRP * size);
    });
  });

  it("radiates face on as Kepler's motion does: the mean of ḣ² over an orbit", () => {
    const [n, e] = [Math.PI * 0.015, 0.6];
    // Without the advance of the pericentre, which light bodies don't have.
    const light = { ...OPTIONS, m1: 1e-6, m2: 1e-6, inclination: 0, polarization: 0 };
    const mean = (e0: number): number => {
      const source = eccentricBinary({ ...light, e0 });
      const count = 16_384;
      const step = (2 * Math.PI) / n / count;
      const { plus, cross } = source.strain(
        START,
        Float64Array.from({ length: count + 1 }, (_, k) => k * step),
      );
      let sum = 0;
      for (let k = 0; k < count; k++) sum += (plus[k + 1]! - plus[k]!) ** 2 + (cross[k + 1]! - cross[k]!) ** 2;
      return sum;
    };
    expect(mean(e) / mean(0)).toBeCloseTo(faceOnPower(e), 3);
  });

  it("gives a sample by its time alone, and nothing after the merger", () => {
    const source = eccentricBinary(OPTIONS);
    const offsets = Float64Array.from({ length: 500 }, (_, n) => 15 * n);
    const all = source.strain(START, offsets);
    expect(source.strain(instant("TCB", 1500), offsets.slice(0, 400)).plus).toEqual(all.plus.slice(100));
    const late = eccentricBinary({ ...OPTIONS, frequency: 0.5, duration: 1e6 });
    expect(late.strain(START, Float64Array.of(1, 9e5)).plus[1]).toBe(0);
  });

  it.each([
    [{ e0: 0.95 }, /e0 of an eccentric binary is 0.95; it must be .* at most 0.9/],
    [{ frequency: 200 }, /frequency of an eccentric binary is 200 Hz; .* last stable orbit is at \d+\.\d+ Hz/],
    [{ m1: -3 }, /m1 of an eccentric binary is -3/],
    [{ eccentricity: 0.3 } as Partial<EccentricBinaryOptions>, /no option "eccentricity"/],
  ])("refuses %j, with the bound", (wrong, message) => {
    expect(() => eccentricBinary({ ...OPTIONS, ...wrong })).toThrow(message);
  });

  it("refuses times that it was not followed to", () => {
    expect(() => eccentricBinary(OPTIONS).strain(START, Float64Array.of(50_000))).toThrow(/longer duration/);
  });

  it("reaches higher the more eccentric it is", () => {
    const [circle, ellipse] = [0, 0.6].map((e0) => eccentricBinary({ ...OPTIONS, e0 }).highestFrequency(START, 1000));
    expect(circle).toBeCloseTo(0.015, 4);
    expect(ellipse).toBeGreaterThan(0.06);
  });
});
