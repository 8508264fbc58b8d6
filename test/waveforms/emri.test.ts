import { beforeAll, describe, expect, it } from "vitest";
import { GM_SUN, PARSEC, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import type { Vector } from "../../src/waveforms/direction.js";
import { type EmriOptions, emri } from "../../src/waveforms/emri.js";
import { Inspiral } from "../../src/waveforms/inspiral.js";
import { type KeplerOrbit, KeplerStrain } from "../../src/waveforms/kepler-strain.js";
import { kerrFrequencies, separatrixOf } from "../../src/waveforms/kerr.js";
import { kerrField } from "../../src/waveforms/kerr-field.js";
import type { Strain } from "../../src/waveforms/source.js";
import { SpinView } from "../../src/waveforms/spin-view.js";

/** Relative L2 from FEW's; its own interpolation between nodes is 5e-7 off. */
const WAVE = 1e-6;
/** Of p, e and Y: FEW's integrator is asked for 1e-11. */
const SHAPE = 1e-12;
/** rad of 40,000. */
const PHASE = 3e-7;

const SOLAR_TIME = GM_SUN.value / SPEED_OF_LIGHT.value ** 3;
const GIGAPARSEC = 1e9 * PARSEC.value;

interface Reference {
  readonly number: (name: string) => number;
  readonly series: (name: string) => Float64Array;
}

let references: readonly Reference[];
let every: number;

beforeAll(async () => {
  references = await readHdf5("test/fixtures/waveforms/emri-aak-cut.h5", (file) => {
    every = file.number("every");
    return file.names("/").map((set) => {
      const names = file.names(set);
      const series = new Map(names.map((name) => [name, file.table(`${set}/${name}`).values] as const));
      const keys = [
        "a",
        "m1",
        "m2",
        "p0",
        "e0",
        "Y0",
        "Phi_phi0",
        "Phi_theta0",
        "Phi_r0",
        "dist",
        "qS",
        "phiS",
        "qK",
        "phiK",
      ];
      const numbers = new Map(keys.map((key) => [key, file.number(key, set)] as const));
      return { number: (name) => numbers.get(name)!, series: (name) => series.get(name)! };
    });
  });
});

function inspiralOf({ number }: Reference, to: number): Inspiral {
  const [m1, m2] = [number("m1"), number("m2")];
  const eta = (m1 * m2) / (m1 + m2) ** 2;
  const start = {
    p: number("p0"),
    e: number("e0"),
    y: number("Y0"),
    phases: [number("Phi_phi0"), number("Phi_theta0"), number("Phi_r0")] as const,
  };
  return new Inspiral(kerrField(number("a"), (m1 + m2) * SOLAR_TIME, eta), start, 0, to);
}

function towards(polar: number, azimuth: number): Vector {
  return [Math.sin(polar) * Math.cos(azimuth), Math.sin(polar) * Math.sin(azimuth), Math.cos(polar)];
}

function distance(found: Float64Array, wanted: Float64Array): number {
  const square = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(found.map((value, n) => value - wanted[n]!)) / square(wanted));
}

describe("the augmented kludge with 5PN rates", () => {
  it("follows FEW's trajectories", () => {
    for (const reference of references) {
      const inspiral = inspiralOf(reference, 30 * 86_400);
      reference.series("traj_t").forEach((t, k) => {
        const { p, e, y, phases } = inspiral.at(t);
        expect(Math.abs(p - reference.series("traj_p")[k]!)).toBeLessThan(SHAPE * p);
        expect(Math.abs(e - reference.series("traj_e")[k]!)).toBeLessThan(SHAPE);
        expect(Math.abs(y - reference.series("traj_Y")[k]!)).toBeLessThan(SHAPE);
        ["traj_Phi_phi", "traj_Phi_theta", "traj_Phi_r"].forEach((name, n) => {
          expect(Math.abs(phases[n]! - reference.series(name)[k]!)).toBeLessThan(PHASE);
        });
      });
    }
  });

  it("has FEW's waves", () => {
    for (const reference of references) {
      const { number, series } = reference;
      const [m1, m2] = [number("m1"), number("m2")];
      const view = new SpinView({
        to: towards(number("qS"), number("phiS")),
        spin: towards(number("qK"), number("phiK")),
        turns: true,
        polarization: 0,
      });
      const reduced = (m1 * m2) / (m1 + m2);
      const ratio = (reduced * SOLAR_TIME) / ((number("dist") * GIGAPARSEC) / SPEED_OF_LIGHT.value);
      const size = { mass: (m1 + m2) * SOLAR_TIME, ratio };
      const count = Math.max(4, Math.floor(30 * number("e0")));
      const strain = new KeplerStrain(inspiralOf(reference, 31 * 86_400), view, size, count);
      const found = strain.at(series("hplus").map((_, k) => k * every * 15));
      expect(distance(found.plus, series("hplus"))).toBeLessThan(WAVE);
      expect(distance(found.cross, series("hcross"))).toBeLessThan(WAVE);
    }
  });
});

describe("frequencies of orbits", () => {
  it("are Kepler's far out", () => {
    const { phi, theta, r } = kerrFrequencies(0.5, { p: 1e5, e: 0, y: 0.7 });
    for (const found of [phi, theta, r]) expect(found * 1e5 ** 1.5).toBeCloseTo(1, 3);
  });

  it("are those of circles in the equator of a Kerr hole, 1/(r^1.5 + q)", () => {
    for (const q of [0, 0.3, 0.9]) {
      const { phi, r } = kerrFrequencies(q, { p: 8, e: 0, y: 1 });
      expect(Math.abs(phi * (8 ** 1.5 + q) - 1)).toBeLessThan(1e-13);
      // Epicycles: 1 − 6/r + 8q/r^1.5 − 3q²/r².
      const square = 1 - 6 / 8 + (8 * q) / 8 ** 1.5 - (3 * q * q) / 64;
      expect(Math.abs((r / phi) ** 2 / square - 1)).toBeLessThan(1e-12);
    }
  });

  it("end where Schwarzschild's last stable orbit is, 6 + 2e, and Kerr's circle", () => {
    expect(separatrixOf(0, { e: 0.4, y: 0.6 })).toBeCloseTo(6.8, 9);
    expect(separatrixOf(0.9, { e: 0, y: 1 })).toBeCloseTo(2.320883, 6);
  });
});

const OPTIONS: EmriOptions = {
  m1: 1e6,
  m2: 10,
  spin: 0.6,
  p0: 9,
  e0: 0.3,
  Y0: 0.8,
  distance: GIGAPARSEC,
  lambda: 1.1,
  beta: 0.4,
  lambdaSpin: 2.5,
  betaSpin: -0.7,
  duration: 20_000,
};
const START = instant("TCB", 0);

/**
 * Relative: the moving body has the amplitude of Kepler's law there, and harmonics end at a number that leaves 1e-8 of an orbit of e = 0.3.
 */
const QUADRUPOLE = 1e-6;

describe("the frame of an EMRI's wave", () => {
  it("is that of a body that moves: second derivatives of its quadrupole, in the ecliptic's basis", () => {
    const rate = 0.01;
    const orbit = frozen(0.3, 0.8, rate, [0.4, 1.1]);
    const [mass, ratio] = [5, 1e-16];
    const direction = { lambda: OPTIONS.lambda, beta: OPTIONS.beta };
    const [to, spin] = [towards(Math.PI / 2 - 0.4, 1.1), towards(Math.PI / 2 + 0.7, 2.5)];
    const times = Float64Array.from({ length: 50 }, (_, n) => 100 + 31 * n);
    const polarization = spinPolarization(to, spin, direction);
    const strain = new KeplerStrain(
      orbit,
      new SpinView({ to, spin, turns: true, polarization }),
      { mass, ratio },
      40,
    ).at(times);
    const wanted = quadrupole(times, orbit, spin, direction, { mass, ratio, rate });
    expect(distance(strain.plus, wanted.plus)).toBeLessThan(QUADRUPOLE);
    expect(distance(strain.cross, wanted.cross)).toBeLessThan(QUADRUPOLE);
  });
});

/** An ellipse that stays as it is. */
function frozen(e: number, y: number, rate: number, [pericentre, node]: readonly [number, number]): KeplerOrbit {
  return {
    end: 1e5,
    piece: (t) => [Math.floor(t / 100) * 100, Math.floor(t / 100) * 100 + 100],
    at: (t) => ({
      p: 10,
      e,
      y,
      phases: [rate * t + pericentre + node, rate * t + pericentre, rate * t],
      rates: [rate, rate, rate],
    }),
  };
}

function spinPolarization(
  to: Vector,
  spin: Vector,
  { lambda, beta }: { readonly lambda: number; readonly beta: number },
): number {
  const axis = cross(to, spin);
  const u: Vector = [Math.sin(lambda), -Math.cos(lambda), 0];
  const v: Vector = [-Math.sin(beta) * Math.cos(lambda), -Math.sin(beta) * Math.sin(lambda), Math.cos(beta)];
  return Math.atan2(dot(axis, v), dot(axis, u));
}

/** 2 μ/D d²(x_i x_j)/dt² of Kepler's motion, by differences of positions. */
function quadrupole(
  times: Float64Array,
  orbit: KeplerOrbit,
  spin: Vector,
  { lambda, beta }: { readonly lambda: number; readonly beta: number },
  { mass, ratio, rate }: { readonly mass: number; readonly ratio: number; readonly rate: number },
): Strain {
  const u: Vector = [Math.sin(lambda), -Math.cos(lambda), 0];
  const v: Vector = [-Math.sin(beta) * Math.cos(lambda), -Math.sin(beta) * Math.sin(lambda), Math.cos(beta)];
  // Lengths in units of the semi-major axis a = (M/ω²)^(1/3); a² ω² = (ωM)^(2/3).
  const scale = 2 * ratio * (rate * mass) ** (2 / 3);
  const products = (t: number): readonly [number, number] => {
    const x = position(orbit.at(t), spin);
    const [a, b] = [dot(x, u), dot(x, v)];
    return [a * a - b * b, 2 * a * b];
  };
  const step = 0.02 / rate;
  const second = (t: number, n: 0 | 1): number => {
    // Sixth order.
    const [f, g, h] = [1, 2, 3].map((k) => products(t + k * step)[n] + products(t - k * step)[n] - 2 * products(t)[n]);
    return (1.5 * f! - (3 / 20) * g! + h! / 90) / 0.02 ** 2;
  };
  return {
    plus: times.map((t) => (scale / 2) * second(t, 0)),
    cross: times.map((t) => (scale / 2) * second(t, 1)),
  };
}

/** L as the model has it, and the body: pericentre lies γ̃ beyond L×S. */
function position({ e, y, phases: [phi, theta, r] }: ReturnType<Inspiral["at"]>, spin: Vector): Vector {
  const alpha = phi - theta;
  const tilt = Math.sqrt(1 - y * y);
  const side = Math.hypot(spin[0], spin[1]);
  const P: Vector = [spin[1] / side, -spin[0] / side, 0];
  const Q: Vector = [(-spin[2] * spin[0]) / side, (-spin[2] * spin[1]) / side, side];
  const L = [0, 1, 2].map(
    (n) => y * spin[n]! + tilt * (Math.sin(alpha) * P[n]! + Math.cos(alpha) * Q[n]!),
  ) as unknown as Vector;
  const axis = cross(L, spin).map((value) => value / tilt) as unknown as Vector;
  const other = cross(L, axis);
  let anomaly = r;
  for (let n = 0; n < 50; n++) anomaly = r + e * Math.sin(anomaly);
  const [x, z] = [Math.cos(anomaly) - e, Math.sqrt(1 - e * e) * Math.sin(anomaly)];
  const turn = theta - r;
  const [a, b] = [x * Math.cos(turn) - z * Math.sin(turn), x * Math.sin(turn) + z * Math.cos(turn)];
  return [0, 1, 2].map((n) => a * axis[n]! + b * other[n]!) as unknown as Vector;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

describe("emri", () => {
  it("gives a sample by its time alone", () => {
    const source = emri(OPTIONS);
    const offsets = Float64Array.from({ length: 1000 }, (_, n) => 15 * n);
    const all = source.strain(START, offsets);
    const late = source.strain(instant("TCB", 4500), offsets.slice(0, 700));
    expect(late.plus).toEqual(all.plus.slice(300));
    expect(late.cross).toEqual(all.cross.slice(300));
  });

  it("refuses to say what it has not followed, and is silent after the plunge", () => {
    const source = emri(OPTIONS);
    expect(() => source.strain(START, Float64Array.of(21_001))).toThrow(
      /followed from -1000 s to 21000 s .* asked for at 21001 s/,
    );
    expect(() => source.strain(START, Float64Array.of(-1001))).toThrow(/longer duration/);
    const plunging = emri({ ...OPTIONS, p0: 5.1, Y0: 0.9, m2: 1000, duration: 3e6 });
    expect(plunging.strain(START, Float64Array.of(0)).plus[0]).not.toBe(0);
    expect(plunging.strain(START, Float64Array.of(2.9e6)).plus[0]).toBe(0);
  });

  it("tells its highest frequency: more than twice the orbit's", () => {
    const orbit = kerrFrequencies(0.6, { p: 9, e: 0.3, y: 0.8 }).phi / (2 * Math.PI * 1e6 * SOLAR_TIME);
    expect(emri(OPTIONS).highestFrequency(START, 1000)).toBeGreaterThan(3 * orbit);
    expect(emri(OPTIONS).highestFrequency(START, 1000)).toBeLessThan(12 * orbit);
  });

  it.each([
    [{ distance: Number.NaN }, /distance of an EMRI is NaN m/],
    [{ Y0: -0.5 }, /retrograde.*never verified/],
    [{ spin: -0.5 }, /retrograde/],
    [{ spin: 1.2 }, /spin of an EMRI is 1.2; it must be .* at most 0.999/],
    [{ e0: 0.95 }, /e0 of an EMRI is 0.95; it must be .* at most 0.9/],
    [{ p0: 4 }, /p0 of an EMRI is 4; the last stable orbit .* is at 4\.\d+/],
    [{ m2: 2e6 }, /m2 of an EMRI is 2000000; it must be .* at most 1000000/],
    [{ Y0: 0 }, /Y0 of an EMRI is 0; it must be .* above 0/],
    [{ distnce: 1 } as Partial<EmriOptions>, /no option "distnce". Did you mean "distance"/],
  ])("refuses %j, with the bound", (wrong, message) => {
    expect(() => emri({ ...OPTIONS, ...wrong })).toThrow(message);
  });

  it("warns of mass ratios that are not extreme", () => {
    expect(emri(OPTIONS).warnings).toEqual([]);
    expect(emri({ ...OPTIONS, m2: 2e3 }).warnings).toEqual([
      expect.stringMatching(/mass ratio is 0.0020; .* up to 0.001/),
    ]);
  });

  it("takes a black hole that does not turn, circles, and orbits in the equator", () => {
    for (const special of [{ spin: 0 }, { e0: 0 }, { Y0: 1 }, { beta: Math.PI / 2 }]) {
      const { plus } = emri({ ...OPTIONS, ...special }).strain(START, Float64Array.of(0, 100, 5000));
      expect(plus.every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
    }
  });
});
