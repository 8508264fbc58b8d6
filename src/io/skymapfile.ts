import { uniqueNumber } from "../catalogue/healpix.js";
import type { SkyCoverage, SkyMap } from "../catalogue/skymap.js";
import { BadArgumentError } from "../core/errors.js";
import { softwareName } from "../pipeline/provenance.js";
import { AtomicFile } from "./atomicfile.js";
import { writableFolder } from "./hdf5.js";

/** What a map is of. */
export interface SkyMapLabels {
  /** Name of the source. */
  readonly object: string;
  /** Date of the data's end, as "2035-01-31T00:00:00". */
  readonly date?: string;
}

type Card = readonly [key: string, value: string | number | boolean, comment: string];

interface TableColumn {
  readonly name: string;
  readonly unit: string;
  /** 64-bit whole numbers or float64. */
  readonly type: "K" | "D";
  readonly values: Float64Array;
}

/** FITS goes in blocks of so many bytes, and its header in cards of 80. */
const BLOCK = 2880;
const CARD = 80;

/**
 * Writes a map as a multi-order FITS file that ligo.skymap, astropy and Aladin read: UNIQ and PROBDENSITY (1/sr).
 * @throws EnvironmentError when the file can't be written: then nothing is left behind
 */
export async function writeSkyMap(path: string, { cells }: SkyMap, labels: SkyMapLabels): Promise<void> {
  const { object, date } = labels;
  const columns: readonly TableColumn[] = [
    {
      name: "UNIQ",
      unit: "",
      type: "K",
      values: Float64Array.from(cells, ({ order, cell }) => uniqueNumber(order, cell)),
    },
    { name: "PROBDENSITY", unit: "sr-1", type: "D", values: Float64Array.from(cells, ({ density }) => density) },
  ];
  const finest = cells.reduce((most, { order }) => Math.max(most, order), 0);
  await writeTable(path, columns, [
    ["PIXTYPE", "HEALPIX", "HEALPIX pixelisation"],
    ["ORDERING", "NUNIQ", "Pixel ordering scheme"],
    ["COORDSYS", "C", "Equatorial coordinates (ICRS)"],
    ["MOCORDER", finest, "Finest order"],
    ["INDXSCHM", "EXPLICIT", "Indexing"],
    ["OBJECT", object, "Identifier of the source"],
    ["INSTRUME", "LISA", "Instrument"],
    ...(date === undefined ? [] : [["DATE-OBS", date, "UTC date of the observation"] as const]),
    ["CREATOR", softwareName(), "Program that made this file"],
  ]);
}

/** Writes a part of the sky as an IVOA MOC in FITS (NUNIQ, as version 1 and 2 read it). */
export async function writeCoverage(path: string, coverage: SkyCoverage): Promise<void> {
  const numbers = [...coverage].flatMap(([order, cells]) => cells.map((cell) => uniqueNumber(order, cell)));
  const values = Float64Array.from(numbers).sort();
  await writeTable(
    path,
    [{ name: "UNIQ", unit: "", type: "K", values }],
    [
      ["PIXTYPE", "HEALPIX", "HEALPIX pixelisation"],
      ["ORDERING", "NUNIQ", "NUNIQ coding"],
      ["COORDSYS", "C", "Equatorial coordinates (ICRS)"],
      ["MOCORDER", Math.max(0, ...coverage.keys()), "Finest order"],
      ["MOCTOOL", softwareName(), "Program that made this file"],
    ],
  );
}

async function writeTable(path: string, columns: readonly TableColumn[], cards: readonly Card[]): Promise<void> {
  await writableFolder(path);
  const rows = columns[0]?.values.length ?? 0;
  const file = await AtomicFile.create(path);
  try {
    await file.append(
      headerOf([
        ["SIMPLE", true, "FITS (NOST 100-2.0)"],
        ["BITPIX", 8, ""],
        ["NAXIS", 0, "No data here"],
        ["EXTEND", true, "There is a table"],
      ]),
    );
    await file.append(headerOf([...tableCards(columns, rows), ...cards]));
    await file.append(dataOf(columns, rows));
  } catch (error) {
    await file.drop();
    throw error;
  }
  await file.finish();
}

function tableCards(columns: readonly TableColumn[], rows: number): readonly Card[] {
  return [
    ["XTENSION", "BINTABLE", "Binary table"],
    ["BITPIX", 8, ""],
    ["NAXIS", 2, ""],
    ["NAXIS1", 8 * columns.length, "Bytes of a row"],
    ["NAXIS2", rows, "Rows"],
    ["PCOUNT", 0, ""],
    ["GCOUNT", 1, ""],
    ["TFIELDS", columns.length, "Columns"],
    ...columns.flatMap(({ name, unit, type }, n): Card[] => [
      [`TTYPE${n + 1}`, name, ""],
      [`TFORM${n + 1}`, type, ""],
      ...(unit === "" ? [] : [[`TUNIT${n + 1}`, unit, ""] as const]),
    ]),
  ];
}

function headerOf(cards: readonly Card[]): Buffer {
  const text = `${cards.map(cardOf).join("")}${"END".padEnd(CARD)}`;
  return Buffer.from(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK), "latin1");
}

/** Fixed format: the value ends in column 30, texts begin in column 11 (FITS standard 4.0, section 4.2). */
function cardOf([key, value, comment]: Card): string {
  if (typeof value === "string" && (!/^[ -~]*$/.test(value) || value.length > 60)) {
    throw new BadArgumentError(`${key} is "${value}"; a FITS header takes up to 60 letters of ASCII.`, { key });
  }
  const written =
    typeof value === "string"
      ? `'${value.replaceAll("'", "''").padEnd(8)}'`.padEnd(20)
      : (typeof value === "boolean" ? (value ? "T" : "F") : String(value)).padStart(20);
  const remark = comment === "" ? "" : ` / ${comment}`;
  return `${key.padEnd(8)}= ${written}${remark}`.slice(0, CARD).padEnd(CARD);
}

/** Big-endian, row by row. */
function dataOf(columns: readonly TableColumn[], rows: number): Buffer {
  const bytes = 8 * columns.length * rows;
  const out = Buffer.alloc(Math.ceil(bytes / BLOCK) * BLOCK);
  for (let row = 0; row < rows; row++) {
    columns.forEach(({ type, values }, n) => {
      const at = 8 * (row * columns.length + n);
      if (type === "K") out.writeBigInt64BE(BigInt(values[row]!), at);
      else out.writeDoubleBE(values[row]!, at);
    });
  }
  return out;
}
