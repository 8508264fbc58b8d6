import { BadArgumentError } from "../core/errors.js";
import type { Figure, LineMark, Mark } from "./figure.js";
import type { Named } from "./spectra.js";

/** Directions: longitudes and latitudes (rad). */
export interface Places {
  readonly longitude: ArrayLike<number>;
  readonly latitude: ArrayLike<number>;
}

/** How a map of the sky is drawn. */
export interface SkyOptions {
  readonly title?: string;
  /** Whose longitudes these are; "Ecliptic" when absent. */
  readonly frame?: "Ecliptic" | "Galactic" | "Equatorial";
  /** Longitude in the middle (rad); default 0. */
  readonly centre?: number;
  /** Lines over the sky, by name, broken at NaN: edges of regions, the plane of the Galaxy. */
  readonly lines?: Readonly<Record<string, Places>>;
}

const DEGREE = Math.PI / 180;
const RIGHT = 2 * Math.SQRT2;
/** Between meridians and parallels. */
const NET = 30;

/** A map of the whole sky with places on it: equal areas are equal (E. Hammer 1892, "Aitoff"), longitudes grow to the left. */
export function skyFigure(places: Named<Places>, options: SkyOptions = {}): Figure {
  const { title = "", frame = "Ecliptic", centre = 0, lines = {} } = options;
  const named = isPlaces(places) ? [["places", places] as const] : Object.entries(places as Record<string, Places>);
  const middle = Math.round(centre / DEGREE);
  return {
    title,
    x: {
      label: `${frame} longitude, ${middle}° in the middle, growing to the left; lines every ${NET}°`,
      unit: "",
      scale: "linear",
      domain: [-1.02 * RIGHT, 1.02 * RIGHT],
      ticks: "none",
    },
    y: { label: `${frame} latitude`, unit: "", scale: "linear", domain: [-1.46, 1.46], ticks: "none" },
    marks: [
      ...net(),
      ...Object.entries(lines).map(([name, line]): Mark => ({ type: "line", name, ...unfolded(line, centre) })),
      ...named.map(([name, points]): Mark => ({ type: "points", name, ...projected(points, centre) })),
    ],
  };
}

function isPlaces(value: Named<Places>): value is Places {
  return "longitude" in value && "latitude" in value;
}

type Drawn = Pick<LineMark, "x" | "y"> & { readonly x: Float64Array; readonly y: Float64Array };

function projected({ longitude, latitude }: Places, centre: number): Drawn {
  if (longitude.length !== latitude.length) {
    throw new BadArgumentError(
      `A map of ${longitude.length} longitudes and ${latitude.length} latitudes: one of each is expected for a place.`,
    );
  }
  const [x, y] = [new Float64Array(longitude.length), new Float64Array(longitude.length)];
  for (let n = 0; n < x.length; n++) {
    const turns = (longitude[n]! - centre) / (2 * Math.PI);
    [x[n], y[n]] = hammer(2 * Math.PI * (turns - Math.round(turns)), latitude[n]!);
  }
  return { x, y };
}

function hammer(longitude: number, latitude: number): readonly [number, number] {
  const root = Math.sqrt(1 + Math.cos(latitude) * Math.cos(longitude / 2));
  return [(-RIGHT * Math.cos(latitude) * Math.sin(longitude / 2)) / root, (Math.SQRT2 * Math.sin(latitude)) / root];
}

/** A line that leaves on one side of the map comes back on the other: it is broken there. */
function unfolded(line: Places, centre: number): Drawn {
  const whole = projected(line, centre);
  const [x, y]: [number[], number[]] = [[], []];
  whole.x.forEach((value, n) => {
    if (n > 0 && Math.sign(value) !== Math.sign(whole.x[n - 1]!) && isBehind(line, n, centre)) {
      x.push(value);
      y.push(Number.NaN);
    }
    x.push(value);
    y.push(whole.y[n]!);
  });
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Whether a place is on the half of the sky that is not around the centre of the map. */
function isBehind({ longitude }: Places, n: number, centre: number): boolean {
  return Math.cos(longitude[n]! - centre) < 0;
}

/** Meridians and parallels. */
function net(): readonly LineMark[] {
  const steps = (from: number, to: number, step: number): readonly number[] =>
    Array.from({ length: Math.round((to - from) / step) + 1 }, (_, n) => from + n * step);
  const line = (name: string, points: readonly (readonly [number, number])[]): LineMark => {
    const drawn = points.map(([longitude, latitude]) => hammer(longitude * DEGREE, latitude * DEGREE));
    return { type: "line", name, guide: true, x: drawn.map(([x]) => x), y: drawn.map(([, y]) => y) };
  };
  return [
    ...steps(-180, 180, NET).map((at) =>
      line(
        `longitude ${at}°`,
        steps(-90, 90, 5).map((up) => [at, up] as const),
      ),
    ),
    ...steps(NET - 90, 90 - NET, NET).map((up) =>
      line(
        `latitude ${up}°`,
        steps(-180, 180, 5).map((at) => [at, up] as const),
      ),
    ),
  ];
}
