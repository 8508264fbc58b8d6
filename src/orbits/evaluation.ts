import { type Instant, later, secondsBetween } from "../core/instant.js";
import { emitterOf, MOSAS, type PerMosa, perMosa, perSpacecraft, receiverOf, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { densify } from "./densification.js";
import type { Light } from "./light.js";
import { emptyLink, linkEvaluation } from "./links.js";
import { ACCELERATION, DEVIATION, type Ephemeris, moved, STATE, VELOCITY } from "./state.js";
import type { OrbitTable, TimeGrid } from "./table.js";

/**
 * Orbits change over 1/ω = 5e6 s, so that cubics through points this far apart (s) err by 0.02 (ωh)⁴ = 6e-22 of a quantity, in float64
 * not at all: finer grids are interpolated.
 */
const NODES: Seconds = 64;

/** From so many rows between two points on, interpolation pays. */
const FEWEST = 4;

/** What a table is made of. */
export interface Source {
  readonly name: string;
  readonly ephemeris: Ephemeris;
  /** TCB from which the ephemeris counts; proper times are TCB there. */
  readonly epoch: Instant<"TCB">;
  readonly light: Light;
}

/** Rows of a grid. */
export interface Rows {
  readonly start: number;
  readonly count: number;
}

/** The three spacecraft's states and what is made of them, row by row. */
type RowWriter = (states: Float64Array, row: number) => void;

/** The orbits on these rows of a grid; the numbers are the same however the grid is cut. */
export function evaluated(source: Source, grid: TimeGrid, rows: Rows): OrbitTable {
  const step = Math.floor(NODES / grid.dt);
  if (step < FEWEST) return exact(source, grid, rows, 1);
  const first = Math.floor(rows.start / step) - 1;
  const last = Math.floor((rows.start + rows.count - 1) / step) + 2;
  const nodes = exact(source, grid, { start: first, count: last - first + 1 }, step);
  const table = emptyTable(source.name, gridOf(grid, rows, 1));
  densify(nodes, table, step, rows.start - (first + 1) * step);
  return table;
}

/** The orbits on every `step`-th row. */
function exact(source: Source, grid: TimeGrid, rows: Rows, step: number): OrbitTable {
  const table = emptyTable(source.name, gridOf(grid, rows, step));
  const putStates = stateRows(table);
  const putReceived = receivedRows(table, source.light);
  const putProper = properRows(table, source.light);
  const first = secondsBetween(grid.t0, source.epoch);
  const states = new Float64Array(3 * STATE);
  for (let row = 0; row < rows.count; row++) {
    const elapsed = first + (rows.start + row) * step * grid.dt;
    for (let sc = 0; sc < 3; sc++) source.ephemeris.state(sc, elapsed, states, sc * STATE);
    putStates(states, row);
    putReceived(states, row);
    putProper(states, row);
  }
  return table;
}

function gridOf({ t0, dt }: TimeGrid, { start, count }: Rows, step: number): TimeGrid {
  return { t0: later(t0, start * step * dt), dt: step * dt, length: count };
}

function emptyTable(source: string, grid: TimeGrid): OrbitTable {
  const numbers = (width: number): Float64Array => new Float64Array(width * grid.length);
  const links = (width: number): PerMosa<Float64Array> => perMosa(() => numbers(width));
  return {
    source,
    ...grid,
    positions: perSpacecraft(() => numbers(3)),
    velocities: perSpacecraft(() => numbers(3)),
    accelerations: perSpacecraft(() => numbers(3)),
    properTimeDeviations: perSpacecraft(() => numbers(1)),
    unitVectors: links(3),
    lightTravelTimes: links(1),
    lightTravelTimeRates: links(1),
    tcbPseudoRanges: links(1),
    tcbPseudoRangeRates: links(1),
    coordinateTimeDeviations: perSpacecraft(() => numbers(1)),
    properPseudoRanges: links(1),
    properPseudoRangeRates: links(1),
  };
}

function stateRows(table: OrbitTable): RowWriter {
  const fields = SPACECRAFT.map((sc) => ({
    positions: table.positions[sc],
    velocities: table.velocities[sc],
    accelerations: table.accelerations[sc],
    deviations: table.properTimeDeviations[sc],
  }));
  return (states, row) => {
    for (let sc = 0; sc < 3; sc++) {
      const from = sc * STATE;
      const { positions, velocities, accelerations, deviations } = fields[sc]!;
      for (let axis = 0; axis < 3; axis++) {
        positions[3 * row + axis] = states[from + axis]!;
        velocities[3 * row + axis] = states[from + VELOCITY + axis]!;
        accelerations[3 * row + axis] = states[from + ACCELERATION + axis]!;
      }
      deviations[row] = states[from + DEVIATION]!;
    }
  };
}

/** Links over TCB. */
function receivedRows(table: OrbitTable, light: Light): RowWriter {
  const evaluate = linkEvaluation(light);
  const link = emptyLink();
  const fields = MOSAS.map((mosa) => ({
    ...ends(mosa),
    directions: table.unitVectors[mosa],
    times: table.lightTravelTimes[mosa],
    rates: table.lightTravelTimeRates[mosa],
    ranges: table.tcbPseudoRanges[mosa],
    rangeRates: table.tcbPseudoRangeRates[mosa],
  }));
  return (states, row) => {
    for (const { receiver, emitter, directions, times, rates, ranges, rangeRates } of fields) {
      evaluate(states, receiver * STATE, emitter * STATE, link);
      times[row] = link.time;
      rates[row] = link.rate;
      ranges[row] = link.range;
      rangeRates[row] = link.rangeRate;
      for (let axis = 0; axis < 3; axis++) directions[3 * row + axis] = link.direction[axis]!;
    }
  };
}

/** Rounding of a deviation; a further step changes it by 1.5e-8 of the last. */
const CONVERGED: Seconds = 1e-16;

/** Links over the receivers' proper times. */
function properRows(table: OrbitTable, light: Light): RowWriter {
  const evaluate = linkEvaluation(light);
  const link = emptyLink();
  const there = new Float64Array(3 * STATE);
  const deviations = SPACECRAFT.map((sc) => table.coordinateTimeDeviations[sc]);
  const fields = MOSAS.map((mosa) => ({
    ...ends(mosa),
    ranges: table.properPseudoRanges[mosa],
    rates: table.properPseudoRangeRates[mosa],
  }));
  const steps = light.convention === "lisaorbits" ? 1 : 5;
  return (states, row) => {
    for (let receiver = 0; receiver < 3; receiver++) {
      const deviation = coordinateDeviation(states, receiver * STATE, steps);
      deviations[receiver]![row] = deviation;
      for (let sc = 0; sc < 3; sc++) moved(states, sc * STATE, deviation, there, sc * STATE);
      for (const field of fields) {
        if (field.receiver !== receiver) continue;
        evaluate(there, receiver * STATE, field.emitter * STATE, link);
        field.ranges[row] = link.range;
        field.rates[row] = link.rangeRate;
      }
    }
  };
}

/** TCB less proper time where the proper time is what TCB is in this state: the fixed point of d = −deviation(t + d). */
function coordinateDeviation(states: Float64Array, at: number, steps: number): Seconds {
  const deviation = states[at + DEVIATION]!;
  const rate = states[at + DEVIATION + 1]!;
  const change = states[at + DEVIATION + 2]!;
  let d = 0;
  for (let n = 0; n < steps; n++) {
    const next = -(deviation + d * (rate + 0.5 * d * change));
    if (Math.abs(next - d) < CONVERGED) return next;
    d = next;
  }
  return d;
}

function ends(mosa: (typeof MOSAS)[number]): { receiver: number; emitter: number } {
  return { receiver: SPACECRAFT.indexOf(receiverOf(mosa)), emitter: SPACECRAFT.indexOf(emitterOf(mosa)) };
}
