import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { instant } from "../../src/core/instant.js";
import { type PerSpacecraft, perSpacecraft } from "../../src/core/mosa.js";
import { described, type OrbitDescription } from "../../src/orbits/description.js";
import type { LightOptions } from "../../src/orbits/light.js";
import {
  constellation,
  equalArm,
  interpolated,
  type KeplerianOptions,
  keplerian,
  resampled,
} from "../../src/orbits/orbits.js";
import type { OrbitTable, TimeGrid } from "../../src/orbits/table.js";

const GRID: TimeGrid = { t0: instant("TCB", 0), dt: 1000, length: 20 };

function refused(make: () => unknown, message: RegExp, tag = "BadArgument"): void {
  try {
    make();
  } catch (error) {
    expect(isLisalabError(error, tag), String(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
    return;
  }
  throw new Error("not refused");
}

describe("unphysical orbits", () => {
  it.each([
    [
      { armLength: -2.5e9 },
      /armLength is -2500000000 m, for an eccentricity of -0\.004\d+; arms must be longer than 0/,
    ],
    [{ armLength: 0 }, /armLength is 0 m/],
    [{ armLength: 2.6e11 }, /three spacecraft on orbits of 149597870700 m are less than 2.591e\+11 m apart/],
    [{ armLength: 1e12 }, /armLength is 1000000000000 m; three spacecraft on orbits/],
    [{ armLength: 1e3 }, /armLength is 1000 m; arms are from 1e\+6 m to 5e\+11 m long/],
    [{ armLength: 2.5e8, semiMajorAxis: 6e8 }, /lead through the Sun/],
    [{ armLength: Number.NaN }, /armLength is NaN; it must be a finite number/],
    [{ semiMajorAxis: -1 }, /semiMajorAxis is -1 m; it must be positive/],
    [{ longitude: Number.POSITIVE_INFINITY }, /longitude is Infinity/],
  ] as [KeplerianOptions, RegExp][])("such as %o are refused", (options, message) => {
    refused(() => keplerian(options), message);
    refused(() => equalArm(options), message);
  });

  it.each([
    [{ "12": 1e9, "23": 3e9, "31": 1e9 }, /don't close: each must be shorter than the other two together/],
    [{ "12": 1e9, "23": 2e9, "31": 1e9 }, /don't close/],
    [{ "12": -1, "23": 1, "31": 1 }, /Arm 12 is -1 m long/],
    [{ "12": 1, "23": Number.NaN, "31": 1 }, /Arm 23 is NaN m long/],
    [{ "12": 1e3, "23": 1e3, "31": 1e3 }, /spacecraft 1 and 2 are 1000 m apart in row 0; arms are from 1e\+6 m/],
    [{ "12": 1e12, "23": 1e12, "31": 1e12 }, /spacecraft 1 and 2 are 1.000e\+12 m apart/],
  ])("such as a triangle of %o are refused", (armLengths, message) => {
    refused(() => constellation({ armLengths }), message);
  });

  it("such as positions that are no numbers are refused", () => {
    const positions = { "1": [0, 0, 0], "2": [1, 0, 0], "3": [0, Number.NaN, 0] } as const;
    refused(
      () => constellation({ positions }),
      /The position \(m\) of spacecraft 3 has NaN at place 1; it must be a list of 3 finite numbers/,
    );
    const same = { "1": [0, 0, 0], "2": [2e9, 1e9, 0], "3": [2e9, 1e9, 0] } as const;
    refused(() => constellation({ positions: same }), /spacecraft 2 and 3 are at the same point in row 0/);
  });

  it.each([
    [{ positions: [[1, 2, 3]] }, /positions is \[\[1,2,3\]\]; it must be an object with 1, 2, 3/],
    [{ positions: "x" }, /positions is "x"; it must be an object/],
    [{ positions: 5 }, /positions is 5/],
    [{ positions: null }, /positions is null/],
    [{ positions: { "1": [0, 0, 0], "2": [1, 1, 1], "4": [0, 0, 1] } }, /has no option "4"/],
    [{ positions: { "1": [0, 0, 0], "2": [1, 1, 1] } }, /The position \(m\) of spacecraft 3 is undefined/],
    [{ armLengths: 5 }, /armLengths is 5; it must be an object with 12, 23, 31/],
    [{ armLengths: { "12": 2e9 } }, /Arm 23 is undefined m long/],
    [{ centre: "x" }, /centre is "x"; it must be a list of 3 finite numbers/],
    [{ light: 5 }, /light is 5; it must be an object/],
    [{ light: null }, /light is null/],
    [{ light: { shapiro: "no" } }, /shapiro .* is no; it can be true or false/],
  ])("such as a constellation of %j are refused", (options, message) => {
    refused(() => described({ kind: "constellation", ...options } as unknown as OrbitDescription), message);
  });

  it("refuse orders that are none", () => {
    refused(() => keplerian({ keplerOrder: -1 }), /keplerOrder is -1/);
    refused(() => keplerian({ keplerOrder: 1.5 }), /keplerOrder is 1.5/);
  });
});

describe("light travel times", () => {
  it.each([
    [{ method: "guess" as never }, /method of the light travel times is guess; it can be "analytic" or "iterative"/],
    [{ convention: "mine" as never }, /convention .* is mine/],
    [{ order: 3 as never }, /order .* is 3; it can be 0, 1 or 2/],
    [{ order: 1 }, /order .* is 1; it can be 2 only, when the Shapiro delay/],
    [{ method: "iterative", iterations: -1 }, /iterations .* is -1/],
    [{ method: "iterative", iterations: 1 }, /iterations .* is 1; it can be 2 or more/],
    [{ shapiro: "no" as never }, /shapiro .* is no; it can be true or false/],
    [5 as never, /light is 5; it must be an object with method/],
    [{ methd: "analytic" } as LightOptions, /light has no option "methd". Did you mean "method"\?/],
  ] as [LightOptions, RegExp][])("as %o are refused", (light, message) => {
    refused(() => keplerian({ light }), message);
  });
});

describe("grids", () => {
  it.each([
    [{ dt: 0 }, /dt is 0 s; the interval between rows must be positive/],
    [{ dt: -1 }, /dt is -1 s/],
    [{ dt: Number.NaN }, /dt is NaN s/],
    [{ length: 0 }, /length is 0/],
    [{ length: 2.5 }, /length is 2.5/],
    [{ t0: instant("TCB", Number.NaN) }, /t0 is NaN s/],
  ] as [Partial<TimeGrid>, RegExp][])("as %o are refused", (part, message) => {
    refused(() => keplerian().table({ ...GRID, ...part }), message);
  });
});

describe("tables", () => {
  const table = keplerian().table(GRID);

  it("are not gone beyond", () => {
    const orbits = resampled(table);
    refused(
      () => orbits.table({ ...GRID, length: 21 }),
      /known from 0 s to 19000 s after their epoch, and were asked for from 0 s to 20000 s/,
      "BadData",
    );
    refused(() => orbits.table({ ...GRID, t0: instant("TCB", -1) }), /asked for from -1 s/, "BadData");
    refused(() => resampled(table, { epoch: instant("TCB", 1e6) }), /the epoch must lie between/, "BadData");
  });

  it("need rows, and numbers in them", () => {
    refused(
      () => resampled(keplerian().table({ ...GRID, length: 5 })),
      /Orbits of 5 rows can't be interpolated/,
      "BadData",
    );
    const holes = { ...table.positions, "2": table.positions["2"].map((value, n) => (n === 7 ? Number.NaN : value)) };
    refused(
      () => resampled({ ...table, positions: holes }),
      /spacecraft 2 in row 2 is NaN; orbits have no gaps/,
      "BadData",
    );
    const short = { ...table.positions, "3": table.positions["3"].slice(3) };
    refused(() => resampled({ ...table, positions: short }), /has 57 numbers for 20 rows/, "BadData");
  });
});

describe("positions that can't be", () => {
  const { positions } = keplerian().table(GRID);
  const times = Float64Array.from({ length: GRID.length }, (_, row) => row * GRID.dt);
  const scaled = (factor: number): PerSpacecraft<Float64Array> =>
    perSpacecraft((sc) => positions[sc].map((value) => factor * value));
  const behind = (distance: number): PerSpacecraft<Float64Array> => {
    return { ...positions, "3": positions["1"].map((value, n) => (n % 3 === 2 ? value + distance : value)) };
  };

  it.each([
    ["two at the same point", behind(0), /spacecraft 3 and 1 are at the same point in row 0/],
    ["arms of a kilometre", behind(1e3), /spacecraft 3 and 1 are 1000 m apart in row 0; arms are from 1e\+6 m/],
    ["arms of 1e12 m", scaled(400), /spacecraft 1 and 2 are 9.99\de\+11 m apart/],
    ["inside the Sun", scaled(4e-3), /spacecraft 1 is 5.9\d+e\+8 m from the Sun's centre in row 0, inside the Sun/],
  ])("are refused: %s", (_, wrong, message) => {
    refused(() => interpolated({ times: times, positions: wrong }), message, "BadData");
    refused(() => resampled({ ...GRID, positions: wrong }), message, "BadData");
  });

  it("are refused at times that don't grow", () => {
    const back = times.map((time, row) => (row === 11 ? time - 2 * GRID.dt : time));
    refused(
      () => interpolated({ times: back, positions: positions }),
      /Times of orbits must grow; row 11 is at 9000 s after 10000/,
      "BadData",
    );
  });

  it("are refused when they are too coarse to be interpolated, with a step that is not", () => {
    const day = 86_400;
    const table = (dt: number): OrbitTable => keplerian().table({ ...GRID, dt, length: Math.floor((400 * day) / dt) });
    let message = "";
    try {
      resampled(table(20 * day));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/rows are 1728000 s apart, too coarse to say positions between them to 0.3 m/);
    const better = Number(/write a row every (\S+) s/.exec(message)![1]);
    expect(better).toBeGreaterThan(3 * day);
    expect(resampled(table(better / 1.1)).kind).toBe("ResampledOrbits");
  });

  it("are refused when one row is wrong", () => {
    const jump = { ...positions, "2": positions["2"].map((value, n) => (n === 31 ? value + 2e4 : value)) };
    refused(
      () => resampled({ ...GRID, positions: jump }),
      /row 10 of spacecraft 2 is \S+ m from where the rows around it lead/,
      "BadData",
    );
  });

  it("may be at uneven times", () => {
    // Three of one step, then others of another, as integrators have them.
    const uneven = times.map((time, row) => time + (row < 10 ? 0 : (row - 10) * 200));
    const rows = Array.from(uneven, (at) => keplerian().table({ t0: instant("TCB", at), dt: 1, length: 1 }).positions);
    const there = perSpacecraft((sc) => Float64Array.from(rows.flatMap((row) => [...row[sc]])));
    expect(interpolated({ times: uneven, positions: there }).kind).toBe("InterpolatedOrbits");
  });
});

describe("descriptions", () => {
  it.each([
    [{ kind: "keplerian", armlength: 1 }, /"keplerian" has no option "armlength". Did you mean "armLength"\?/],
    [{ kind: "constellation", armLength: 1 }, /no option "armLength". Did you mean "armLengths"\?/],
    [
      { kind: "kepler" },
      /kind of the orbits is "kepler". Did you mean "keplerian"\? It can be keplerian, equalArm, constellation/,
    ],
    [{ kind: "equalArm", keplerOrder: 2 }, /"equalArm" has no option "keplerOrder"/],
  ])("as %o are refused", (description, message) => {
    refused(() => described(description as unknown as OrbitDescription), message);
  });

  it("are the functions of their kinds", () => {
    const options = { armLength: 3e9, meanAnomaly: 0.25 };
    expect(described({ kind: "keplerian", keplerOrder: 1, ...options }).table(GRID)).toEqual(
      keplerian({ keplerOrder: 1, ...options }).table(GRID),
    );
    expect(described({ kind: "equalArm", ...options }).kind).toBe("EqualArmlengthOrbits");
  });
});
