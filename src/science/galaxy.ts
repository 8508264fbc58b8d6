import { GM_SUN, PARSEC, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { type RandomStream, randomStream } from "../core/random.js";
import type { Hertz, Metres } from "../core/units.js";
import type { SlowBinary } from "../response/slow.js";
import { type Direction, directionFromGalactic, galacticOf } from "../waveforms/direction.js";

/** A place in the Galaxy (m): its centre is the origin, the Sun at x < 0, y the way it goes round, z towards the north. */
export interface GalacticPlace {
  readonly x: Metres;
  readonly y: Metres;
  readonly z: Metres;
}

/** A binary of a mock Galaxy. */
export interface GalaxyBinary extends SlowBinary {
  readonly fdot: number;
  readonly distance: Metres;
  /** In solar masses. */
  readonly chirpMass: number;
}

/** What is drawn. */
export interface GalaxyOptions {
  readonly seed: bigint;
  /** Frequencies of waves, from and to. */
  readonly frequencies: readonly [Hertz, Hertz];
  /** Alike between these (solar masses); default 0.2 to 0.6. */
  readonly chirpMasses?: readonly [number, number];
}

const KILOPARSEC = 1000 * PARSEC.value;
/** The Sun from the centre (GRAVITY Collaboration 2019, doi:10.1051/0004-6361/201935656) and above the plane (M. Bennett, J. Bovy 2019, doi:10.1093/mnras/sty2813). */
export const SUN_IN_GALAXY: GalacticPlace = { x: -8.178 * KILOPARSEC, y: 0, z: 0.0208 * KILOPARSEC };
/** M. R. Adams, N. J. Cornish, T. B. Littenberg 2012, doi:10.1103/PhysRevD.86.124032: part of the bulge, its radius, the disc's scales (kpc). */
const SHAPE = { bulge: 0.25, radius: 0.5, length: 2.5, height: 0.2 };
/** Nearer ones would be known by their light (m). */
const NEAREST = 0.05 * KILOPARSEC;

/** The plane of the Galaxy on the sky, from the centre on and round to it again, a place for every two degrees. */
export function galacticPlane(): readonly Direction[] {
  return Array.from({ length: 181 }, (_, n) => directionFromGalactic((n * Math.PI) / 90, 0));
}

/** Where something is whose direction and distance (m) are known; axes are parallel to galactic coordinates' at the Sun. */
export function galacticPlace(at: Direction & { readonly distance: Metres }): GalacticPlace {
  const { longitude, latitude } = galacticOf(at);
  const flat = at.distance * Math.cos(latitude);
  return {
    x: SUN_IN_GALAXY.x + flat * Math.cos(longitude),
    y: SUN_IN_GALAXY.y + flat * Math.sin(longitude),
    z: SUN_IN_GALAXY.z + at.distance * Math.sin(latitude),
  };
}

/**
 * The distance (m) of a binary that shrinks by its waves alone: amplitude and drift together have it, without any mass (B. F. Schutz 1986,
 * doi:10.1038/323310a0). d = 5 c ḟ/(48 π² f³ A).
 */
export function chirpDistance({
  frequency,
  fdot,
  amplitude,
}: Pick<GalaxyBinary, "frequency" | "fdot" | "amplitude">): Metres {
  return (5 * SPEED_OF_LIGHT.value * fdot) / (48 * Math.PI ** 2 * frequency ** 3 * amplitude);
}

/**
 * Double white dwarfs as a mock of ours: places in a disc and a bulge, frequencies by dN/df ∝ f^(−11/3), as waves alone make them, chirp masses
 * alike between two, orientations and phases at random. A model to look at, not a synthesis of stars: no mass transfer, no eccentricity.
 * @throws BadArgumentError for what is no number of binaries and no band
 */
export function mockGalaxy(count: number, options: GalaxyOptions): readonly GalaxyBinary[] {
  const { seed, frequencies, chirpMasses = [0.2, 0.6] } = options;
  const [from, to] = frequencies;
  if (!(Number.isInteger(count) && count > 0 && from > 0 && to > from && chirpMasses[0] > 0)) {
    throw new BadArgumentError(
      `mockGalaxy of ${count} binaries from ${from} to ${to} Hz: a whole number and a rising band above 0 are expected.`,
      { count, frequencies },
    );
  }
  const random = randomStream(seed, "mock galaxy");
  const uniform: Uniform = (low, high) => low + (high - low) * random.uniform();
  return Array.from({ length: count }, () => {
    const frequency = uniform(from ** INDEX, to ** INDEX) ** (1 / INDEX);
    return binaryAt(placeOf(random), frequency, uniform(...chirpMasses), uniform);
  });
}

/** f^(−8/3) is uniform. */
const INDEX = -8 / 3;

type Uniform = (low: number, high: number) => number;

function binaryAt(place: GalacticPlace, frequency: Hertz, chirpMass: number, uniform: Uniform): GalaxyBinary {
  const [x, y, z] = [place.x - SUN_IN_GALAXY.x, place.y - SUN_IN_GALAXY.y, place.z - SUN_IN_GALAXY.z];
  const distance = Math.hypot(x, y, z);
  const mass = (chirpMass * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3;
  return {
    frequency,
    // P. C. Peters 1964, doi:10.1103/PhysRev.136.B1224.
    fdot: (96 / 5) * Math.PI ** (8 / 3) * mass ** (5 / 3) * frequency ** (11 / 3),
    amplitude: (2 * mass ** (5 / 3) * (Math.PI * frequency) ** (2 / 3) * SPEED_OF_LIGHT.value) / distance,
    ...directionFromGalactic(Math.atan2(y, x), Math.asin(z / distance)),
    inclination: Math.acos(uniform(-1, 1)),
    polarization: uniform(0, Math.PI),
    phase: uniform(0, 2 * Math.PI),
    distance,
    chirpMass,
  };
}

function placeOf(random: RandomStream): GalacticPlace {
  for (;;) {
    const place = random.uniform() < SHAPE.bulge ? inBulge(random) : inDisc(random);
    const away = Math.hypot(place.x - SUN_IN_GALAXY.x, place.y, place.z - SUN_IN_GALAXY.z);
    if (away > NEAREST) return place;
  }
}

/** exp(−r²/R²). */
function inBulge(random: RandomStream): GalacticPlace {
  const [x, y, z] = random
    .normals(new Float64Array(3))
    .map((value) => value * SHAPE.radius * KILOPARSEC * Math.SQRT1_2);
  return { x: x!, y: y!, z: z! };
}

/** exp(−R/L) sech²(z/H): R is the sum of two exponential variables. */
function inDisc(random: RandomStream): GalacticPlace {
  const radius = -SHAPE.length * KILOPARSEC * Math.log((1 - random.uniform()) * (1 - random.uniform()));
  const angle = 2 * Math.PI * random.uniform();
  const height = SHAPE.height * KILOPARSEC * Math.atanh(2 * Math.max(random.uniform(), Number.EPSILON) - 1);
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle), z: height };
}
