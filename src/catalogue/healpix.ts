import { BadArgumentError } from "../core/errors.js";

/** A direction: longitude and latitude (rad), whatever the frame. */
export interface SkyPoint {
  readonly longitude: number;
  readonly latitude: number;
}

/** The finest cells whose numbers (and NUNIQ) are exact as numbers of JavaScript: 0.01 arc seconds. */
export const FINEST_ORDER = 24;

/** Cells of an order: 12 · 4^order. */
export function cellCount(order: number): number {
  return 12 * 4 ** checkedOrder(order);
}

/** Solid angle of a cell (sr), which all of an order share: π/(3 · 4^order). */
export function cellArea(order: number): number {
  return (4 * Math.PI) / cellCount(order);
}

/** NUNIQ: order and nested number in one, 4 · 4^order + number. */
export function uniqueNumber(order: number, cell: number): number {
  return 4 * 4 ** order + cell;
}

/**
 * The nested number of the cell that a direction is in (K. M. Górski et al. 2005, doi:10.1086/427976: equatorial belt |z| ≤ 2/3 and polar caps).
 * @throws BadArgumentError for an order beyond 24, or what is no direction
 */
export function cellOf({ longitude, latitude }: SkyPoint, order: number): number {
  const side = 2 ** checkedOrder(order);
  if (!Number.isFinite(longitude) || !(Math.abs(latitude) <= Math.PI / 2)) {
    throw new BadArgumentError(
      `${longitude}, ${latitude} is no direction: a longitude and a latitude (rad) up to ±π/2.`,
      {
        longitude,
        latitude,
      },
    );
  }
  const z = Math.sin(latitude);
  // Quarters of a turn.
  const quarters = (((longitude / (Math.PI / 2)) % 4) + 4) % 4;
  const [face, x, y] = Math.abs(z) <= 2 / 3 ? beltCell(side, z, quarters) : capCell(side, latitude, quarters);
  return face * side * side + interleaved(x, y);
}

type FaceCell = readonly [face: number, x: number, y: number];

/** Lines of constant x and y on the faces are straight here, rising and falling. */
function beltCell(side: number, z: number, quarters: number): FaceCell {
  const [middle, height] = [side * (0.5 + quarters), side * z * 0.75];
  const [rising, falling] = [Math.floor(middle - height), Math.floor(middle + height)];
  const [up, down] = [Math.floor(rising / side), Math.floor(falling / side)];
  const equatorial = up === down;
  const face = equatorial ? (up % 4) + 4 : up < down ? up % 4 : (down % 4) + 8;
  return [face, falling % side, side - (rising % side) - 1];
}

function capCell(side: number, latitude: number, quarters: number): FaceCell {
  const quarter = Math.min(3, Math.floor(quarters));
  const within = quarters - quarter;
  // √(3 (1 − |sin β|)), without losing digits at the pole.
  const fromPole = Math.sqrt(6) * Math.abs(Math.sin((Math.PI / 2 - Math.abs(latitude)) / 2)) * side;
  const rising = Math.min(side - 1, Math.floor(within * fromPole));
  const falling = Math.min(side - 1, Math.floor((1 - within) * fromPole));
  return latitude > 0 ? [quarter, side - falling - 1, side - rising - 1] : [quarter + 8, rising, falling];
}

/** Ring of a face's southern corner, and longitude of its middle in eighths of a turn, in units of the side. */
const CORNER_RING = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4];
const MIDDLE = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7];

/** The middle of a cell. @throws BadArgumentError for a cell that is not there */
export function cellCentre(order: number, cell: number): SkyPoint {
  const side = 2 ** checkedOrder(order);
  if (!Number.isInteger(cell) || cell < 0 || cell >= 12 * side * side) {
    throw new BadArgumentError(`There is no cell ${cell} of the order ${order}; it has 0 to ${12 * side * side - 1}.`, {
      order,
      cell,
    });
  }
  const face = Math.floor(cell / (side * side));
  const [x, y] = separated(cell - face * side * side);
  const ring = CORNER_RING[face]! * side - x - y - 1;
  // Cells of a quarter of the ring.
  const perQuarter = Math.min(ring, side, 4 * side - ring);
  const place = MIDDLE[face]! * perQuarter + x - y;
  const longitude = ((place < 0 ? place + 8 * perQuarter : place) * Math.PI) / (4 * perQuarter);
  return { longitude, latitude: latitudeOf(ring, side) };
}

function latitudeOf(ring: number, side: number): number {
  if (ring >= side && ring <= 3 * side) return Math.asin((2 * (2 * side - ring)) / (3 * side));
  const fromPole = Math.min(ring, 4 * side - ring);
  const distance = 2 * Math.asin(fromPole / (side * Math.sqrt(6)));
  return ring < side ? Math.PI / 2 - distance : distance - Math.PI / 2;
}

/** Bits of x at even places, of y at odd ones; in two halves, since bit operations know 32 bits. */
function interleaved(x: number, y: number): number {
  const half = 2 ** 14;
  const low = spread(x % half) + 2 * spread(y % half);
  const high = spread(Math.floor(x / half)) + 2 * spread(Math.floor(y / half));
  return low + high * 2 ** 28;
}

function separated(number: number): readonly [x: number, y: number] {
  const [low, high] = [number % 2 ** 28, Math.floor(number / 2 ** 28)];
  return [gathered(low) + 2 ** 14 * gathered(high), gathered(low >>> 1) + 2 ** 14 * gathered(high >>> 1)];
}

/** A zero before each of 14 bits. */
function spread(bits: number): number {
  let out = 0;
  for (let n = 0; n < 14; n++) out |= ((bits >>> n) & 1) << (2 * n);
  return out;
}

function gathered(bits: number): number {
  let out = 0;
  for (let n = 0; n < 14; n++) out |= ((bits >>> (2 * n)) & 1) << n;
  return out;
}

function checkedOrder(order: number): number {
  if (Number.isInteger(order) && order >= 0 && order <= FINEST_ORDER) return order;
  throw new BadArgumentError(`An order of HEALPix is a whole number from 0 to ${FINEST_ORDER}; this is ${order}.`, {
    order,
  });
}
