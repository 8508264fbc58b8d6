import { ASTRONOMICAL_UNIT } from "../core/constants.js";
import { BadArgumentError, BadDataError } from "../core/errors.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { type PerSpacecraft, perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import { mustBeNumbers, mustBeObject, mustKnowKeys } from "../core/options.js";
import type { Metres, Radians } from "../core/units.js";
import { equalArmEphemeris } from "./equalarm.js";
import { evaluated, type Rows, type Source } from "./evaluation.js";
import { type Cartwheel, eccentricity, keplerEphemeris } from "./kepler.js";
import { type Light, type LightOptions, lightOf } from "./light.js";
import { ARMS, implausibility, SHORTEST_ARM, SUN_RADIUS } from "./plausible.js";
import { type ArmLengths, type Position, staticEphemeris, triangle } from "./static.js";
import type { OrbitTable, TimeGrid } from "./table.js";
import { type Positions, tabulatedEphemeris } from "./tabulated.js";

/** Orbits that can be asked at any time. */
export interface Orbits {
  /** The kind, as lisaorbits calls it: "KeplerianOrbits". */
  readonly kind: string;
  /** TCB at which the initial conditions hold, and proper times are TCB. */
  readonly epoch: Instant<"TCB">;
  readonly light: Light;
  /** What else they were made from, by the names that lisaorbits has in its files. */
  readonly parameters: Readonly<Record<string, number | bigint | string | readonly Position[]>>;
  /** All quantities on a grid. @throws BadArgumentError for a grid that is none; BadDataError for times that are not known */
  table(grid: TimeGrid): OrbitTable;
  /** The same for some rows of the grid only, with the same numbers. */
  rows(grid: TimeGrid, rows: Rows): OrbitTable;
}

/** Options of all orbits. */
export interface OrbitOptions {
  /** TCB of the initial conditions. Default: 0. */
  readonly epoch?: Instant<"TCB">;
  /** How light travel times are computed. */
  readonly light?: LightOptions;
}

/** Options of a cartwheel of three orbits. */
export interface CartwheelOptions extends OrbitOptions {
  /** Mean distance between spacecraft. Default: 2.5e9 m. */
  readonly armLength?: Metres;
  /** Default: the astronomical unit, for a period of a year. */
  readonly semiMajorAxis?: Metres;
  /** Longitude of spacecraft 1's periastron. Default: 0. */
  readonly longitude?: Radians;
  /** Mean anomaly of spacecraft 1 at the epoch. Default: 0. */
  readonly meanAnomaly?: Radians;
}

/** Options of Kepler's orbits. */
export interface KeplerianOptions extends CartwheelOptions {
  /** Newton's steps for Kepler's equation, after a start that is good to the fourth order in the eccentricity. Default: 2. */
  readonly keplerOrder?: number;
}

/** Options of spacecraft at rest: arms, or positions. */
export interface StaticOptions extends OrbitOptions {
  /** Default: 8.33242295, 8.30282196 and 8.33242298 light seconds. */
  readonly armLengths?: ArmLengths;
  /** Centre of the three spacecraft. Default: the Sun. */
  readonly centre?: Position;
  /** Positions instead of arms. */
  readonly positions?: PerSpacecraft<Position>;
}

/**
 * Kepler's orbits that keep the arms equal to second order in the eccentricity.
 * @example orbits.keplerian({ armLength: 2.5e9 }).table({ t0: instant("TCB", 0), dt: 86_400, length: 366 })
 * @throws BadArgumentError for orbits that can't be
 */
export function keplerian(options: KeplerianOptions = {}): Orbits {
  const cartwheel = cartwheelOf(options);
  const { keplerOrder = 2 } = options;
  if (!(Number.isInteger(keplerOrder) && keplerOrder >= 0 && keplerOrder <= 100)) {
    throw new BadArgumentError(`keplerOrder is ${keplerOrder}; it must be a whole number from 0 to 100.`, {
      keplerOrder,
    });
  }
  const parameters = { ...parametersOf(cartwheel), kepler_order: BigInt(keplerOrder) };
  return orbitsOf("KeplerianOrbits", keplerEphemeris(cartwheel, keplerOrder), parameters, options);
}

/** Orbits whose arms are equal to first order in the eccentricity. @throws BadArgumentError for orbits that can't be */
export function equalArm(options: CartwheelOptions = {}): Orbits {
  const cartwheel = cartwheelOf(options);
  return orbitsOf("EqualArmlengthOrbits", equalArmEphemeris(cartwheel), parametersOf(cartwheel), options);
}

/** Light seconds of the arms of the default Keplerian orbits at their epoch. */
const LIGHT_SECONDS = { "12": 8.33242295, "23": 8.30282196, "31": 8.33242298 };

/**
 * Three spacecraft at rest, without gravitation: light takes the distance over c.
 * @throws BadArgumentError for arms that make no triangle, or positions that are none
 */
export function constellation(options: StaticOptions = {}): Orbits {
  const { armLengths = lightSeconds(LIGHT_SECONDS), centre = [0, 0, 0] } = options;
  const { positions = triangleOf(armLengths, centre) } = options;
  mustKnowKeys("positions", positions, SPACECRAFT);
  for (const sc of SPACECRAFT) mustBeNumbers(`The position (m) of spacecraft ${sc}`, positions[sc], 3);
  const places = SPACECRAFT.map((sc) => positions[sc]);
  const wrong = implausibility(
    perSpacecraft((sc) => Float64Array.from(positions[sc])),
    false,
  );
  if (wrong !== undefined) throw new BadArgumentError(`This can't be a constellation: ${wrong}.`, {});
  if (options.light !== undefined) mustBeObject("light", options.light, "an object with the options of light");
  const light: LightOptions = { order: 0, iterations: 0, shapiro: false, ...options.light };
  return orbitsOf("StaticConstellation", staticEphemeris(positions), { sc_positions: places }, { ...options, light });
}

function triangleOf(armLengths: ArmLengths, centre: Position): PerSpacecraft<Position> {
  mustKnowKeys("armLengths", armLengths, ["12", "23", "31"]);
  mustBeNumbers("centre", centre, 3);
  return triangle({ "12": armLengths["12"], "23": armLengths["23"], "31": armLengths["31"] }, centre);
}

/**
 * Orbits through the positions of a table, by splines of degree 5, to have them on another grid.
 * @throws BadDataError for a table that can't be interpolated
 */
export function resampled(table: Pick<OrbitTable, keyof TimeGrid | "positions">, options: OrbitOptions = {}): Orbits {
  const { epoch = table.t0 } = options;
  const first = secondsBetween(table.t0, epoch);
  const times = Float64Array.from({ length: table.length }, (_, row) => first + row * table.dt);
  return interpolated({ times, positions: table.positions }, { ...options, epoch }, "ResampledOrbits");
}

/**
 * Orbits through positions at any times, by splines of degree 5; velocities, accelerations and proper times follow from these. `kind` is what
 * they are called in files.
 * @throws BadDataError for rows that can't be interpolated, or can't be those of three spacecraft
 */
export function interpolated(rows: Positions, options: OrbitOptions = {}, kind = "InterpolatedOrbits"): Orbits {
  const ephemeris = tabulatedEphemeris(rows);
  const made = orbitsOf(kind, ephemeris, { interp_order: 5n }, options);
  const covered = (grid: TimeGrid, { start, count }: Rows): void => {
    const first = secondsBetween(grid.t0, made.epoch) + start * grid.dt;
    const last = first + (count - 1) * grid.dt;
    if (first >= ephemeris.from && last <= ephemeris.until) return;
    throw new BadDataError(
      `The orbits are known from ${ephemeris.from} s to ${ephemeris.until} s after their epoch, and were asked for from ${first} s to ${last} s.`,
      { known: [ephemeris.from, ephemeris.until], asked: [first, last] },
    );
  };
  return {
    ...made,
    table: (grid) => {
      covered(grid, { start: 0, count: grid.length });
      return made.table(grid);
    },
    rows: (grid, rows) => {
      covered(grid, rows);
      return made.rows(grid, rows);
    },
  };
}

function orbitsOf(
  kind: string,
  ephemeris: Source["ephemeris"],
  parameters: Orbits["parameters"],
  { epoch = instant("TCB", 0), light }: OrbitOptions,
): Orbits {
  const source = { name: `lisalab ${kind}`, ephemeris, epoch, light: lightOf(light === undefined ? {} : light) };
  const rows = (grid: TimeGrid, { start, count }: Rows): OrbitTable => {
    mustBeGrid(grid);
    return evaluated(source, grid, { start, count });
  };
  return {
    kind,
    epoch,
    light: source.light,
    parameters,
    table: (grid) => rows(grid, { start: 0, count: grid.length }),
    rows,
  };
}

function mustBeGrid({ dt, length, t0 }: TimeGrid): void {
  if (!(Number.isFinite(dt) && dt > 0)) {
    throw new BadArgumentError(`dt is ${dt} s; the interval between rows must be positive.`, { dt });
  }
  if (!(Number.isInteger(length) && length > 0)) {
    throw new BadArgumentError(`length is ${length}; the number of rows must be a positive whole number.`, { length });
  }
  if (!Number.isFinite(t0.seconds + t0.fraction))
    throw new BadArgumentError(`t0 is ${t0.seconds} s; it must be finite.`);
}

function cartwheelOf(options: CartwheelOptions): Cartwheel {
  const { armLength = 2.5e9, semiMajorAxis = ASTRONOMICAL_UNIT.value, longitude = 0, meanAnomaly = 0 } = options;
  const cartwheel = { armLength, semiMajorAxis, longitude, meanAnomaly };
  for (const [name, value] of Object.entries(cartwheel)) {
    if (!Number.isFinite(value))
      throw new BadArgumentError(`${name} is ${value}; it must be a finite number.`, { name });
  }
  if (!(semiMajorAxis > 0)) {
    throw new BadArgumentError(`semiMajorAxis is ${semiMajorAxis} m; it must be positive.`, { semiMajorAxis });
  }
  const e = eccentricity(cartwheel);
  if (!(armLength > 0)) {
    throw new BadArgumentError(
      `armLength is ${armLength} m, for an eccentricity of ${e.toPrecision(3)}; arms must be longer than 0.`,
      { armLength, eccentricity: e },
    );
  }
  const longest = Math.sqrt(3) * semiMajorAxis;
  if (armLength >= longest) {
    throw new BadArgumentError(
      `armLength is ${armLength} m; three spacecraft on orbits of ${semiMajorAxis} m are less than ${longest.toPrecision(4)} m apart.`,
      { armLength, longest },
    );
  }
  if (armLength < SHORTEST_ARM) throw new BadArgumentError(`armLength is ${armLength} m; ${ARMS}.`, { armLength });
  if (semiMajorAxis * (1 - e) > SUN_RADIUS) return cartwheel;
  throw new BadArgumentError(
    `Orbits of ${semiMajorAxis} m and eccentricity ${e.toPrecision(3)} lead through the Sun; make semiMajorAxis larger or armLength smaller.`,
    { semiMajorAxis, eccentricity: e },
  );
}

function parametersOf({ armLength, semiMajorAxis, longitude, meanAnomaly }: Cartwheel): Record<string, number> {
  return { a: semiMajorAxis, L: armLength, m_init1: meanAnomaly, lambda1: longitude };
}

function lightSeconds(arms: ArmLengths): ArmLengths {
  const c = 299_792_458;
  return { "12": arms["12"] * c, "23": arms["23"] * c, "31": arms["31"] * c };
}
