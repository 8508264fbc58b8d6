import { describe, expect, it } from "vitest";
import { QUIET } from "../../src/dynamics/levels.js";
import { motion } from "../../src/dynamics/motion.js";
import { LISA_LIKE } from "../../src/dynamics/parameters.js";
import { discharge, micrometeoroids, type Transient } from "../../src/dynamics/transients.js";
import { LOADS } from "../../src/dynamics/trim.js";

const SEED = 5n;
const DT = 0.25;

function quiet(transients: readonly Transient[], seconds: number): ReturnType<ReturnType<typeof motion>["next"]> {
  return motion({ dt: DT, noise: QUIET, transients, warmUp: 0 }, SEED).next(seconds / DT);
}

describe("an impact", () => {
  const momentum = 2e-5;
  const { spacecraft, longitudinalJitter, testMass, housekeeping } = quiet(
    [{ kind: "impact", spacecraft: "1", time: 100.1, momentum: [momentum, 0, 0], angularMomentum: [0, 0, 1e-5] }],
    4000,
  );

  it("gives the spacecraft its momentum at the next sample", () => {
    const step = 401;
    const angle = Math.cos(LISA_LIKE.halfAngle);
    // Both benches move by p/M along x, and by the turn: the test masses are 0.3 m out along their line of sight, which it leaves.
    const speed = (momentum / LISA_LIKE.spacecraft.mass) * angle;
    expect(longitudinalJitter["12"][step - 1]).toBe(0);
    expect(longitudinalJitter["12"][step]! / speed).toBeCloseTo(1, 6);
    expect(longitudinalJitter["13"][step]! / speed).toBeCloseTo(1, 6);
    expect(spacecraft["1"].phi[step]! / (1e-5 / LISA_LIKE.spacecraft.inertia[2])).toBeCloseTo(1, 6);
    expect(longitudinalJitter["21"].every((value) => value === 0)).toBe(true);
  });

  it("is taken up by the thrusters", () => {
    const force = housekeeping["1"].channels.sc_force_x;
    const given = force.reduce((sum, value) => sum + value + LOADS.force[0], 0);
    // Once a second the force is looked at, and the loops need some seconds.
    expect(given / -momentum).toBeCloseTo(1, 1);
    expect(Math.abs(longitudinalJitter["12"].at(-1)! - testMass["12"].at(-1)!)).toBeLessThan(1e-3 * (momentum / 2000));
  });

  it("that is too strong for the thrusters is held in the end", () => {
    const strong = quiet(
      [{ kind: "impact", spacecraft: "2", time: 10, momentum: [0, 0, 5e-3], angularMomentum: [0, 0, 0] }],
      6000,
    );
    const { sc_force_z: force, tm_z_left: z } = strong.housekeeping["2"].channels;
    expect(Math.min(...force)).toBeCloseTo(-2e-4, 12);
    expect(Math.max(...z.map(Math.abs))).toBeGreaterThan(1e-5);
    expect(Math.abs(z.at(-1)!)).toBeLessThan(1e-7);
  });
});

describe("a push", () => {
  it("moves the test mass, which the spacecraft follows", () => {
    const force = 1e-12;
    const pushed = quiet([{ kind: "push", mosa: "31", time: 50.1, duration: 20.3, force: [force, 0, 0] }], 400);
    const speed = (force * 20.3) / LISA_LIKE.testMass.mass;
    expect(pushed.testMass["31"][(50 / DT) | 0]).toBe(0);
    // Stiffness times the loop's error of some nanometres is 1e-15 m/s² of what is 5e-13.
    expect(pushed.testMass["31"][(75 / DT) | 0]! / speed).toBeCloseTo(1, 2);
    expect(pushed.longitudinalJitter["31"].at(-1)! / speed).toBeCloseTo(1, 1);
  });

  it("by its charge decays with the charge", () => {
    const pushes = discharge({ mosa: "12", start: 0, duration: 1000, charge: -3e-12 });
    expect(pushes.length).toBe(100);
    // 3 pC × 20 mV / 8 mm
    expect(pushes[0]!.force[0]).toBeCloseTo(7.5e-12 * 0.995, 15);
    expect(pushes[99]!.force[0]).toBeCloseTo(7.5e-12 * 0.005, 15);
  });
});

describe("micrometeoroids", () => {
  it("come as often and as hard as asked", () => {
    const hits = micrometeoroids({ duration: 400 * 86_400, rate: 1e-5, least: 1e-7, most: 1e-4, slope: 1 }, SEED);
    // 3 × 345.6 expected; five standard deviations.
    expect(Math.abs(hits.length - 1036.8)).toBeLessThan(160);
    const sizes = hits.map(({ momentum }) => Math.hypot(...momentum));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1e-7 * (1 - 1e-12));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1e-4 * (1 + 1e-12));
    // A tenth is above ten times the least.
    expect(Math.abs(sizes.filter((size) => size > 1e-6).length / hits.length - 0.0991)).toBeLessThan(0.05);
    expect(micrometeoroids({ duration: 100 * 86_400 }, SEED)).toEqual(
      micrometeoroids({ duration: 100 * 86_400 }, SEED),
    );
  });

  it("push the face that they hit inwards", () => {
    for (const { momentum, angularMomentum } of micrometeoroids({ duration: 400 * 86_400 }, SEED)) {
      // The arm is 1.8 m at most, across the momentum.
      expect(Math.hypot(...angularMomentum)).toBeLessThan(1.8 * Math.hypot(...momentum));
      const across = momentum.reduce((sum, value, k) => sum + value * angularMomentum[k]!, 0);
      expect(Math.abs(across)).toBeLessThan(1e-12 * Math.hypot(...momentum) * Math.hypot(...angularMomentum) + 1e-30);
    }
  });

  it.each([{ least: 0 }, { most: 1e-9 }, { slope: -1 }, { rate: Number.NaN }])("can't be %j", (wrong) => {
    expect(() => micrometeoroids({ duration: 1, ...wrong }, SEED)).toThrow(/can't be drawn/);
  });
});

const IMPACT: Transient = {
  kind: "impact",
  spacecraft: "1",
  time: 1,
  momentum: [0, 0, 0],
  angularMomentum: [0, 0, 0],
};

describe("a motion that can't be", () => {
  it.each([
    [{ dt: 0.1 }, /no whole multiple/],
    [{ dt: 0.5, loopInterval: 0.5 }, /must fit into their delay/],
    [{ dt: 0.25, crosstalk: "Pathfinder" } as never, /Did you mean "crossTalk"/],
    [{ dt: 0.25, crossTalk: "Pathfindr" as never }, /there is Pathfinder/],
    [{ dt: 0.25, noise: { inputs: { force_w: 1 } as never } }, /no option "force_w"/],
    [{ dt: 0.25, noise: { sensing: { x1: -1 } } }, /x1 .* at least 0/],
    [
      { dt: 0.25, transients: [{ kind: "push", mosa: "11", time: 0, duration: 1, force: [0, 0, 0] } as never] },
      /is no transient/,
    ],
    [{ dt: 0.25, transients: [{ kind: "bang" } as never] }, /is no transient/],
    [{ dt: 0.25, transients: 5 as never }, /transients is 5; it must be a list of impacts and pushes/],
    [{ dt: 0.25, transients: [null as never] }, /a transient is null; it must be an object/],
    [{ dt: 0.25, transients: [{ ...IMPACT, foo: 1 } as never] }, /kind impact has no option "foo"/],
    [{ dt: 0.25, transients: [{ ...IMPACT, momentum: "abc" as never }] }, /momentum of an impact is "abc"/],
    [{ dt: 0.25, transients: [{ ...IMPACT, momentum: [0, 0, Number.NaN] }] }, /momentum of an impact has NaN/],
    [{ dt: 0.25, transients: [{ ...IMPACT, time: "1" as never }] }, /is no transient/],
    [{ dt: 0.25, body: { mas: 5 } as never }, /body of the dynamics has no option "mas"/],
    [{ dt: 0.25, body: {} as never }, /spacecraft of the body is undefined; it must be an object with mass, inertia/],
    [
      { dt: 0.25, body: { ...LISA_LIKE, spacecraft: { mass: 0, inertia: [1, 1, 1] } } },
      /mass of the spacecraft is 0 kg/,
    ],
    [{ dt: 0.25, body: { ...LISA_LIKE, stiffness: [1, 2] as never } }, /stiffness of the body \(test mass 1\) is 1/],
    [{ dt: 0.25, controllers: 5 as never }, /controllers is 5; it must be an object with unityGain, delay/],
    [{ dt: 0.25, controllers: { delay: 0.1 } as never }, /unityGain of the controllers is undefined/],
    [{ dt: 0.25, loads: 5 as never }, /loads is 5; it must be an object with force/],
    [
      { dt: 0.25, loads: { ...LOADS, testMassForce: [[0, 0, 0]] as never } },
      /testMassForce of test mass 2 is undefined/,
    ],
    [{ dt: 0.25, crossTalk: null as never }, /crossTalk is null/],
    [{ dt: 0.25, crossTalk: { actuation: 5 } as never }, /actuation of the crossTalk is 5/],
    [{ dt: 0.25, noise: { inputs: null } as never }, /noise.inputs of the dynamics is null/],
    [{ dt: 0.25, warmUp: -5 }, /warmUp of the dynamics is -5 s; it must be a finite number, at least 0/],
    [{ dt: 0.25, controllers: { unityGain: { x1: -1 } as never, delay: 0.1 } }, /loop x1 is -1 Hz/],
  ] as const)("is refused: %j", (options, message) => {
    expect(() => motion(options, SEED)).toThrow(message);
  });
});
