import { instant } from "../core/instant.js";
import type { Figure } from "../figure/figure.js";
import { spectrumFigure } from "../figure/spectra.js";
import { readHdf5 } from "../io/hdf5.js";
import type { Comparison } from "../io/hdf5comparison.js";
import type { DatasetComparison } from "../io/hdf5difference.js";
import { psd } from "../math/welch.js";

/** Samples of a series that a spectrum is taken of, at most: a fortnight at 4 Hz. */
const LONGEST = 4_838_400;

/** Segments of the spectra; the series is as long as so many. */
const SEGMENTS = 8;

/** The fewest samples of which a spectrum says anything. */
const FEWEST = 64;

/** The differing datasets of a comparison as a table's columns, the farthest apart first. */
export function differenceTable({ datasets }: Comparison): Readonly<Record<string, readonly (string | number)[]>> {
  const rows = byDistance(datasets.filter(({ differing, mismatch }) => differing > 0 || mismatch !== ""));
  const first = ({ first: place }: DatasetComparison): string =>
    place === null ? "-" : `[${place.index.join(", ")}]${place.seconds === null ? "" : `, ${place.seconds} s`}`;
  return {
    dataset: rows.map(({ name }) => name),
    "beyond tolerance": rows.map(({ beyond }) => beyond),
    differ: rows.map(({ differing }) => differing),
    of: rows.map(({ compared }) => compared),
    greatest: rows.map(({ greatest }) => greatest),
    relative: rows.map(({ relative }) => relative),
    "rms over rms": rows.map(({ rms, scale }) => (scale === 0 ? rms : rms / scale)),
    "only in one": rows.map(({ lost }) => lost),
    "first at": rows.map(first),
    remark: rows.map(({ mismatch, flags }) =>
      [
        mismatch,
        ...flags.map(({ flag, onlyInA, onlyInB }) => `${flag}: ${onlyInA} only in the first, ${onlyInB} in the second`),
      ]
        .filter((text) => text !== "")
        .join("; "),
    ),
  };
}

/** Datasets by how far they are apart, the farthest first. */
export function byDistance(datasets: readonly DatasetComparison[]): readonly DatasetComparison[] {
  const distance = ({ mismatch, lost, rms, scale, beyond }: DatasetComparison): number =>
    mismatch !== "" || lost > 0 ? Number.POSITIVE_INFINITY : scale === 0 ? beyond : rms / scale;
  return [...datasets].sort((a, b) => distance(b) - distance(a) || (a.name < b.name ? -1 : 1));
}

/**
 * The amplitude spectral densities of a series in the first file, and of what the second one adds to it: where the difference
 * lies. Null for a dataset that is no series in time, or too short.
 */
export async function differenceFigure({ a, b }: Comparison, name: string): Promise<Figure | null> {
  const [left, right] = await Promise.all([a, b].map((path) => seriesIn(path, name)));
  if (left === null || right === null || left!.values.length !== right!.values.length) return null;
  const { dt } = left!;
  const difference = left!.values.map((value, n) => finite(right!.values[n]! - value));
  const spectrumOf = (values: Float64Array): ReturnType<typeof psd> =>
    psd({ t0: instant("TCB", 0), dt, values, unit: "" }, { segment: Math.floor(values.length / SEGMENTS) * dt });
  return spectrumFigure(
    { [`${name}, first version`]: spectrumOf(left!.values.map(finite)), "second less first": spectrumOf(difference) },
    { title: `${name}: where the versions differ`, quantity: "ASD" },
  );
}

async function seriesIn(path: string, name: string): Promise<{ values: Float64Array; dt: number } | null> {
  return readHdf5(path, (file) => {
    const [length = 0, ...axes] = file.shape(name);
    const beside = `${name.split("/").slice(0, -1).join("/")}/sampling`;
    const place = [name, beside].find((one) => file.attributes(one).includes("dt"));
    if (place === undefined || axes.length > 0 || length < FEWEST || /flags/.test(name)) return null;
    return { values: file.series(name, 0, Math.min(length, LONGEST)), dt: file.number("dt", place) };
  });
}

/** What is missing on one side adds nothing. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
