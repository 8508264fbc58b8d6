import { readFile } from "node:fs/promises";
import { BadFileError } from "../core/errors.js";
import { type Instant, secondsBetween } from "../core/instant.js";
import { parsed } from "../time/iso.js";
import { type CommonScale, convert } from "../time/scales.js";

/** The orbit of one spacecraft, of a CCSDS orbit ephemeris message. */
export interface Ephemerides {
  readonly object: string;
  /** Times of the rows. */
  readonly times: readonly Instant<"TCB">[];
  /** Positions from the message's centre, along the axes of the ecliptic of J2000 (m), rows × 3. */
  readonly positions: Float64Array;
}

/** Frames whose axes are those of the equator of J2000, to some milliarcseconds. */
const FRAMES = ["EME2000", "ICRF"];
const CENTRES = ["SUN", "SOLAR SYSTEM BARYCENTER", "SSB"];
const TIME_SYSTEMS: readonly CommonScale[] = ["TCB", "TDB", "TT", "TAI", "UTC", "GPS"];
/** What each segment must say of itself. */
const NEEDED = ["OBJECT_NAME", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM"];

/** Mean obliquity of the ecliptic at J2000, IAU 2006: 84381.406 arcseconds. */
const OBLIQUITY = (84_381.406 / 3600) * (Math.PI / 180);

/**
 * Reads an orbit ephemeris message in keyword-value notation (CCSDS 502.0-B, OEM 1.0 or 2.0): positions and velocities in km and
 * km/s. Segments that follow each other are joined, and must meet where they touch. Positions are turned into the ecliptic; lengths
 * stay as they are in the message (those that go with TDB are 1.55e-8 shorter than with TCB). Velocities are held against the
 * positions; accelerations and covariances are not needed.
 * @throws BadFileError for what is no such message, is damaged, or is in another frame, centre or time system
 */
export async function readOem(path: string): Promise<Ephemerides> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new BadFileError(`Can't open ${path} (${cause.code}); give an orbit ephemeris message.`, { path }, cause);
  });
  const segments = segmentsOf(path, text);
  const rows: Row[] = [];
  for (const { metadata, lines } of segments) {
    const scale = checkedMetadata(path, metadata, segments[0]!.metadata);
    join(
      path,
      rows,
      lines.map((line) => rowOf(path, line, scale)),
    );
  }
  if (rows.length < 2) throw new BadFileError(`${path} has ${rows.length} rows; orbits need more.`, { path });
  rows.forEach((row, n) => mustFollow(path, row, rows[n - 1]));
  const positions = new Float64Array(3 * rows.length);
  rows.forEach(({ position }, n) => {
    positions.set(ecliptic(position), 3 * n);
  });
  return { object: segments[0]!.metadata["OBJECT_NAME"]!, times: rows.map(({ time }) => time), positions };
}

interface Line {
  readonly number: number;
  readonly text: string;
}

interface Segment {
  readonly metadata: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
}

function segmentsOf(path: string, text: string): readonly Segment[] {
  const all = text.split(/\r?\n/).map((line, n) => ({ number: n + 1, text: line.trim() }));
  const lines = all.filter((line) => line.text !== "" && !line.text.startsWith("COMMENT"));
  const version = /^CCSDS_OEM_VERS\s*=\s*(\S+)$/.exec(lines[0]?.text ?? "")?.[1];
  if (version !== "1.0" && version !== "2.0") {
    const found = version === undefined ? `"${(lines[0]?.text ?? "").slice(0, 40)}"` : `version ${version}`;
    throw new BadFileError(
      `${path} begins with ${found}; an orbit ephemeris message begins with CCSDS_OEM_VERS = 1.0 or 2.0.`,
      { path },
    );
  }
  const starts = lines.flatMap(({ text: word }, at) => (word === "META_START" ? [at] : []));
  if (starts.length === 0) {
    throw new BadFileError(`${path} has no META_START; it may have been cut.`, { path });
  }
  return starts.map((start, n) => segmentOf(path, lines.slice(start, starts[n + 1])));
}

/** The segment of lines that begin with META_START. */
function segmentOf(path: string, lines: readonly Line[]): Segment {
  const stop = lines.findIndex((line) => line.text === "META_STOP");
  if (stop < 0) throw new BadFileError(`${path} has a META_START without META_STOP; it may have been cut.`, { path });
  const covariances = lines.findIndex((line) => line.text === "COVARIANCE_START");
  return {
    metadata: Object.fromEntries(lines.slice(1, stop).map((line) => pairOf(path, line))),
    lines: lines.slice(stop + 1, covariances < 0 ? undefined : covariances),
  };
}

function pairOf(path: string, { number, text }: Line): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new BadFileError(
    `Line ${number} of ${path} is "${text}"; between META_START and META_STOP is KEYWORD = value.`,
    {
      path,
      number,
    },
  );
}

function checkedMetadata(path: string, metadata: Segment["metadata"], first: Segment["metadata"]): CommonScale {
  for (const key of NEEDED) {
    if (metadata[key] === undefined) throw new BadFileError(`${path} does not say its ${key}.`, { path, key });
  }
  const mustBe = (key: string, allowed: readonly string[]): void => {
    if (allowed.includes(metadata[key]!.toUpperCase())) return;
    throw new BadFileError(`${key} of ${path} is ${metadata[key]}; it can be ${allowed.join(", ")}.`, { path, key });
  };
  mustBe("CENTER_NAME", CENTRES);
  mustBe("REF_FRAME", FRAMES);
  mustBe("TIME_SYSTEM", TIME_SYSTEMS);
  const other = NEEDED.find((key) => metadata[key] !== first[key]);
  if (other !== undefined) {
    throw new BadFileError(
      `${path} has segments of ${other} ${first[other]} and ${metadata[other]}; one file is about one spacecraft.`,
      { path, key: other },
    );
  }
  return metadata["TIME_SYSTEM"]!.toUpperCase() as CommonScale;
}

interface Row extends Line {
  readonly time: Instant<"TCB">;
  /** m, m/s, along the message's axes. */
  readonly position: readonly number[];
  readonly velocity: readonly number[];
}

function rowOf(path: string, { number, text }: Line, scale: CommonScale): Row {
  const [epoch = "", ...words] = text.split(/\s+/);
  const numbers = words.map((word) => 1000 * Number(word));
  if ((words.length !== 6 && words.length !== 9) || !numbers.every(Number.isFinite)) {
    throw new BadFileError(
      `Line ${number} of ${path} is "${text.slice(0, 60)}"; a row is a time, a position in km and a velocity in km/s.`,
      { path, number },
    );
  }
  const time = convert(timeOf(path, number, epoch, scale), "TCB");
  return { number, text, time, position: numbers.slice(0, 3), velocity: numbers.slice(3, 6) };
}

function timeOf(path: string, number: number, epoch: string, scale: CommonScale): Instant<CommonScale> {
  try {
    return parsed(scale, scale === "UTC" ? epoch : epoch.replace(/Z$/, ""));
  } catch (cause) {
    throw new BadFileError(`Line ${number} of ${path}: ${(cause as Error).message}`, { path, number }, cause);
  }
}

/** How far apart two segments may be where they meet (m): their rows are rounded to millimetres. */
const SEAM = 1;

/** How near rows of two segments are one (s). */
const SAME_TIME = 1e-6;

/** Puts the rows of a segment behind those of the ones before; where it repeats their last row, that is one. */
function join(path: string, rows: Row[], more: readonly Row[]): void {
  const [last, first] = [rows.at(-1), more[0]];
  const isSame = last && first && Math.abs(secondsBetween(first.time, last.time)) < SAME_TIME;
  if (!isSame) {
    rows.push(...more);
    return;
  }
  const jump = Math.hypot(...first.position.map((value, axis) => value - last.position[axis]!));
  if (!(jump <= SEAM)) {
    throw new BadFileError(
      `Line ${first.number} of ${path} is ${jump.toPrecision(3)} m from where the segment before it ends, at the same time; orbits don't jump.`,
      { path, number: first.number, jump },
    );
  }
  rows.push(...more.slice(1));
}

/** How far a row may be from where both velocities lead, in parts of the way: wrong units are worse. */
const ASTRAY = 0.1;

function mustFollow(path: string, row: Row, before: Row | undefined): void {
  if (before === undefined) return;
  const elapsed = secondsBetween(row.time, before.time);
  if (!(elapsed > 0)) {
    throw new BadFileError(`Line ${row.number} of ${path} is not later than the row before it.`, {
      path,
      number: row.number,
    });
  }
  const way = row.position.map((value, axis) => value - before.position[axis]!);
  const led = row.velocity.map((value, axis) => 0.5 * elapsed * (value + before.velocity[axis]!));
  const off = Math.hypot(...way.map((value, axis) => value - led[axis]!));
  if (off <= ASTRAY * Math.hypot(...led)) return;
  throw new BadFileError(
    `Line ${row.number} of ${path} is ${off.toPrecision(3)} m from where its velocity leads; units are km and km/s.`,
    { path, number: row.number, off },
  );
}

/** From the axes of the equator of J2000 to those of its ecliptic. */
function ecliptic([x = 0, y = 0, z = 0]: readonly number[]): readonly number[] {
  const [cos, sin] = [Math.cos(OBLIQUITY), Math.sin(OBLIQUITY)];
  return [x, cos * y + sin * z, cos * z - sin * y];
}
