import { exactSource } from "../catalogue/population.js";
import { type CatalogueSource, parameterIn } from "../catalogue/source.js";
import { PARSEC } from "../core/constants.js";
import { BadFileError } from "../core/errors.js";
import type { PhaseConvention } from "./phaseconvention.js";
import type { RecordColumns } from "./recordcolumns.js";

const MEGAPARSEC = 1e6 * PARSEC.value;

/** Galactic binaries of a table. */
export function galacticSources(
  columns: RecordColumns,
  group: string,
  phases: PhaseConvention,
): readonly CatalogueSource[] {
  const table = new Table(columns, group);
  return table.rows((at) => {
    const phase = at("InitialPhase");
    return exactSource(
      table.nameOf(at.row),
      "galactic-binary",
      {
        frequency: at("Frequency"),
        fdot: at("FrequencyDerivative"),
        amplitude: at("Amplitude"),
        inclination: at("Inclination"),
        polarization: at("Polarization"),
        phase: turn(phases === "LDC" ? phase : Math.PI - phase),
        lambda: turn(at("EclipticLongitude")),
        beta: at("EclipticLatitude"),
      },
      table.snrOf(at.row),
    );
  });
}

/** Massive binaries of a table: with inclination and polarisation, or with the direction of the orbit's angular momentum, and spins that may lean. */
export function massiveSources(columns: RecordColumns, group: string): readonly CatalogueSource[] {
  const table = new Table(columns, group);
  return table.rows((at) => {
    const lies = table.has("Inclination")
      ? { inclination: at("Inclination"), polarization: at("Polarization") }
      : orientationOf(
          at("EclipticLongitude"),
          at("EclipticLatitude"),
          at("InitialPolarAngleL"),
          at("InitialAzimuthalAngleL"),
        );
    const along = (n: 1 | 2): number =>
      at(`Spin${n}`) * (table.has(`PolarAngleOfSpin${n}`) ? Math.cos(at(`PolarAngleOfSpin${n}`)) : 1);
    return exactSource(
      table.nameOf(at.row),
      "massive-binary",
      {
        mass1: at("Mass1"),
        mass2: at("Mass2"),
        spin1: along(1),
        spin2: along(2),
        distance: at("Distance") * MEGAPARSEC,
        phase: turn(at("PhaseAtCoalescence")),
        ...lies,
        lambda: turn(at("EclipticLongitude")),
        beta: at("EclipticLatitude"),
        time: at("CoalescenceTime"),
      },
      table.snrOf(at.row),
    );
  });
}

/** Inclination and polarisation of an orbit by polar angle and azimuth of its angular momentum (LISA Data Challenge Manual, section 3). */
function orientationOf(
  lambda: number,
  beta: number,
  polar: number,
  azimuth: number,
): Readonly<Record<"inclination" | "polarization", number>> {
  const across = Math.sin(polar) * Math.cos(lambda - azimuth);
  const inclination = Math.acos(-Math.cos(polar) * Math.sin(beta) - Math.cos(beta) * across);
  const up = Math.cos(polar) * Math.cos(beta) - Math.sin(beta) * across;
  return { inclination, polarization: Math.atan2(up, Math.sin(polar) * Math.sin(lambda - azimuth)) };
}

/** The columns of the galactic binaries among sources, as the challenges have them. */
export function galacticColumns(sources: readonly CatalogueSource[]): RecordColumns {
  const { column, drift } = columnsOf(sources);
  return {
    Name: sources.map(({ id }) => id),
    Amplitude: column("amplitude"),
    Frequency: column("frequency"),
    FrequencyDerivative: drift("fdot"),
    EclipticLatitude: column("beta"),
    EclipticLongitude: column("lambda"),
    Inclination: column("inclination"),
    InitialPhase: column("phase"),
    Polarization: column("polarization"),
    SNR: Float64Array.from(sources, ({ snr }) => snr),
  };
}

/** The columns of massive binaries. */
export function massiveColumns(sources: readonly CatalogueSource[]): RecordColumns {
  const { column } = columnsOf(sources);
  return {
    Name: sources.map(({ id }) => id),
    Mass1: column("mass1"),
    Mass2: column("mass2"),
    Spin1: column("spin1"),
    Spin2: column("spin2"),
    Distance: column("distance").map((metres) => metres / MEGAPARSEC),
    PhaseAtCoalescence: column("phase"),
    Inclination: column("inclination"),
    EclipticLongitude: column("lambda"),
    EclipticLatitude: column("beta"),
    Polarization: column("polarization"),
    CoalescenceTime: column("time"),
    SNR: Float64Array.from(sources, ({ snr }) => snr),
  };
}

function columnsOf(
  sources: readonly CatalogueSource[],
): Readonly<Record<"column" | "drift", (name: string) => Float64Array>> {
  return {
    column: (name) => Float64Array.from(sources, (source) => parameterIn(source, name).value),
    drift: (name) =>
      Float64Array.from(sources, ({ parameters }) => parameters.find((each) => each.name === name)?.value ?? 0),
  };
}

function turn(angle: number): number {
  const rest = angle % (2 * Math.PI);
  return rest < 0 ? rest + 2 * Math.PI : rest;
}

/** Values of a row by column. */
interface RowReader {
  (column: string): number;
  readonly row: number;
}

class Table {
  readonly #columns: RecordColumns;
  readonly #group: string;

  constructor(columns: RecordColumns, group: string) {
    this.#columns = columns;
    this.#group = group;
  }

  has(column: string): boolean {
    return Object.hasOwn(this.#columns, column);
  }

  rows<T>(make: (at: RowReader) => T): readonly T[] {
    const count = Object.values(this.#columns)[0]?.length ?? 0;
    return Array.from({ length: count }, (_, row) => {
      return make(Object.assign((column: string) => this.#number(column, row), { row }));
    });
  }

  /** The name that the table has, or one made of group and row. */
  nameOf(row: number): string {
    const name = this.#columns["Name"]?.[row];
    const text = typeof name === "string" ? name : "";
    return text === "" ? `${this.#group}-${row + 1}` : text;
  }

  /** Of the table, whatever it was reckoned with; 0 where it has none. */
  snrOf(row: number): number {
    const column = ["SNR", "SNR_inst"].find((name) => this.has(name));
    return column === undefined ? 0 : this.#number(column, row);
  }

  #number(column: string, row: number): number {
    const value = this.#columns[column]?.[row];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new BadFileError(
      `The table of ${this.#group} has ${value === undefined ? "no column" : `${value} in the column`} ${column}; it has ${Object.keys(this.#columns).join(", ")}.`,
      { group: this.#group, column },
    );
  }
}
