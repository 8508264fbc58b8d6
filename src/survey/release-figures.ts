import type { ChangeKind } from "../catalogue/changes.js";
import type { CatalogueSource } from "../catalogue/source.js";
import { instant } from "../core/instant.js";
import { days } from "../core/units.js";
import type { Figure } from "../figure/figure.js";
import { spectrumFigure } from "../figure/spectra.js";
import type { ResidualFile } from "../io/residualfile.js";
import { psd } from "../math/welch.js";
import { changed, type ReleaseComparison, spelledPlace } from "./release-comparison.js";

const KINDS: readonly (readonly [ChangeKind, string])[] = [
  ["kept", "kept"],
  ["moved", "moved"],
  ["merged", "merged"],
  ["split", "split"],
  ["new", "new"],
  ["lost", "lost since the last release"],
];

/** Galactic binaries by frequency and loudness, and what became of them; null when there are none. */
export function releaseFigure(comparison: ReleaseComparison): Figure | null {
  const marks = KINDS.flatMap(([kind, name]) => {
    const some = changed(comparison, kind).filter((source) => source.class === "galactic-binary");
    if (some.length === 0) return [];
    return [
      {
        type: "points" as const,
        name,
        x: some.map((source) => valueOf(source, "frequency") ?? Number.NaN),
        y: some.map(({ snr }) => snr),
      },
    ];
  });
  if (marks.length === 0) return null;
  return {
    title: `Galactic binaries of this release${marks.length === 1 ? `: all ${marks[0]!.name}` : ""}`,
    x: { label: "Frequency", unit: "Hz", scale: "log" },
    y: { label: "Signal-to-noise ratio", unit: "", scale: "log" },
    marks,
  };
}

/** What is in a release or was lost, the loudest first, `most` at most: what became of it, where it is, how loud, how sure. */
export function releaseTable(
  comparison: ReleaseComparison,
  most: number = Number.POSITIVE_INFINITY,
): Readonly<Record<string, (string | number)[]>> {
  const rows = comparison.changes
    .flatMap((change) => change.sources.map((source) => ({ source, change })))
    .sort((a, b) => b.source.snr - a.source.snr)
    .slice(0, most);
  return {
    source: rows.map(({ source }) => source.id),
    class: rows.map(({ source }) => source.class),
    change: rows.map(({ change }) => change.kind),
    was: rows.map(({ source, change: { kind, before } }) =>
      kind === "lost" || (before.length === 1 && before[0] === source.id) ? "" : before.join(", "),
    ),
    where: rows.map(({ source }) => spelledPlace(source)),
    SNR: rows.map(({ source }) => Number(source.snr.toPrecision(3))),
    confidence: rows.map(({ source }) => Number(source.confidence.toPrecision(4))),
  };
}

/** Segments of the spectra of level 2: long ones show lines, some of them calm the noise. */
const [LONGEST, SEGMENTS] = [days(7), 4];

/** Spectra of A as received, and as it is without all sources. */
export async function depthFigure(file: ResidualFile): Promise<Figure> {
  const { dt, length, depths } = file;
  const segment = 2 * Math.floor(Math.min(LONGEST, (length * dt) / SEGMENTS) / dt / 2) * dt;
  const of = async (name: string): Promise<ReturnType<typeof psd>> => {
    const { A } = await file.read(name);
    const values = A.map((value) => (Number.isFinite(value) ? value : 0));
    return psd({ t0: instant("TCB", file.t0), dt, values, unit: "" }, { segment });
  };
  const spectra = { "A as received": await of(depths[0]!.name), "A without sources": await of(depths.at(-1)!.name) };
  const frequencies = [1e-4, 0.4 / dt] as const;
  return spectrumFigure(spectra, { title: "What was subtracted", quantity: "ASD", frequencies });
}

function valueOf({ parameters }: CatalogueSource, name: string): number | undefined {
  return parameters.find((parameter) => parameter.name === name)?.value;
}
