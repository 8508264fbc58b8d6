import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { BadFileError } from "../core/errors.js";
import { SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import { CONFIGURATIONS, type Configuration, type Dictionary, dictionary } from "../telemetry/dictionary.js";
import type { Epoch } from "../telemetry/layout.js";

/** What the ground knows of an observation that came as packets; everything else is in the packets. */
export interface GroundRecord {
  readonly format: "lisalab-telemetry";
  readonly version: "1";
  /** The dictionary's identification, and how it differs from its configuration. */
  readonly dictionary: string;
  readonly configuration: Configuration;
  readonly switchedOn: readonly string[];
  readonly switchedOff: readonly string[];
  /** What each clock shows at the first sample. */
  readonly t0: Epoch;
  /** Samples per stream. */
  readonly length: number;
  /** The spacecraft's channels that were recorded. */
  readonly channels: Readonly<Record<Spacecraft, readonly string[]>>;
  /** Seconds after the first sample; clock minus time scale (s). */
  readonly timeCorrelations: {
    readonly times: readonly number[];
    readonly values: Record<Spacecraft, number[]>;
  } | null;
  /** InstrumentParameters. */
  readonly instrument: Readonly<Record<string, unknown>>;
}

/** A run of packets in a pass: segment, application, offset, bytes, CRC-32. */
export type IndexedRun = readonly [segment: number, application: number, offset: number, bytes: number, crc: number];

/** What stands beside a pass's packets: where to find them, and what they were when they were received. */
export interface PassIndex {
  readonly format: "lisalab-pass";
  readonly version: "1";
  readonly dictionary: string;
  readonly spacecraft: Spacecraft;
  /** The contact, on the spacecraft's clock (s). */
  readonly start: number;
  readonly stop: number;
  readonly bytes: number;
  readonly packets: number;
  readonly sha256: string;
  readonly runs: readonly IndexedRun[];
}

/** Name of the ground's record in a folder of packets. */
export const GROUND_RECORD = "observation.json";
/** More samples than twenty years have at 4 Hz. */
const LONGEST = 2 ** 32;
const PASS = /^sc([123])-\d{4,}-\d{3}-pass\.bin$/;

/** A pass's file of packets. */
export interface PassFile {
  readonly path: string;
  readonly spacecraft: Spacecraft;
  readonly bytes: number;
}

/** Whether `path` is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The passes in a folder, by name. */
export async function passesIn(folder: string): Promise<readonly PassFile[]> {
  const names = (await readdir(folder)).filter((name) => PASS.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      spacecraft: SPACECRAFT[Number(PASS.exec(name)![1]) - 1]!,
      bytes: (await stat(join(folder, name))).size,
    })),
  );
}

/** A record as the text of a file, with a check sum, so that no damage goes unnoticed. */
export function sealed(record: GroundRecord | PassIndex): string {
  const text = JSON.stringify(record);
  return `{"check":"${checkOf(text)}","record":${text}}\n`;
}

/** The ground's record of a folder. @throws BadFileError when it is missing, damaged or of another version */
export async function readGroundRecord(folder: string): Promise<GroundRecord> {
  const path = join(folder, GROUND_RECORD);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new BadFileError(
      `${folder} has no readable ${GROUND_RECORD}: it is no folder of telemetry packets, or its recording was stopped before the first pass.`,
      { path },
      cause,
    );
  });
  const record = unsealed(text) as GroundRecord | undefined;
  if (record === undefined) {
    throw new BadFileError(
      `${path} is damaged: its check sum does not fit. Fetch it again; what it says of the instrument can't be guessed.`,
      { path },
    );
  }
  if (record?.format !== "lisalab-telemetry" || record.version !== "1") {
    throw new BadFileError(
      `${path} is of the format ${record?.format} ${record?.version}; lisalab-telemetry 1 can be read.`,
      { path },
    );
  }
  const wrong = RECORDED.find(([, isRight]) => !isRight(record));
  if (wrong === undefined) return record;
  throw new BadFileError(
    `${path} was not written by lisalab: its ${wrong[0]} can't be ${JSON.stringify(record[wrong[0]])?.slice(0, 80)}.`,
    { path },
  );
}

/** What a ground's record must have, beside a right check sum. */
const RECORDED: readonly (readonly [keyof GroundRecord, (record: GroundRecord) => boolean])[] = [
  ["configuration", ({ configuration }) => typeof configuration === "string"],
  ["switchedOn", ({ switchedOn }) => areTexts(switchedOn)],
  ["switchedOff", ({ switchedOff }) => areTexts(switchedOff)],
  ["t0", ({ t0 }) => isWhole(t0?.seconds) && t0.fraction >= 0 && t0.fraction < 1],
  ["length", ({ length }) => isWhole(length) && length < LONGEST],
  ["channels", ({ channels }) => SPACECRAFT.every((sc) => areTexts(channels?.[sc]))],
  ["instrument", ({ instrument }) => typeof instrument === "object" && instrument !== null],
];

function areTexts(list: unknown): boolean {
  return Array.isArray(list) && list.every((text) => typeof text === "string");
}

function isWhole(number: unknown): boolean {
  return Number.isSafeInteger(number) && (number as number) >= 0;
}

/** The index beside a pass; undefined when there is none that is whole. */
export async function readIndex({ path, spacecraft }: PassFile): Promise<PassIndex | undefined> {
  const text = await readFile(indexPathOf(path), "utf8").catch(() => undefined);
  const index = text === undefined ? undefined : (unsealed(text) as PassIndex | undefined);
  const isOurs = index?.format === "lisalab-pass" && index.version === "1" && index.spacecraft === spacecraft;
  return isOurs && Array.isArray(index.runs) && index.runs.every((run) => Array.isArray(run) && run.every(isWhole))
    ? index
    : undefined;
}

/** Where a pass's index is. */
export function indexPathOf(pass: string): string {
  return pass.replace(/\.bin$/, ".json");
}

/**
 * The dictionary that packets were made with.
 * @throws BadFileError when this version of lisalab has another one
 */
export function dictionaryOf(record: GroundRecord, path: string): Dictionary {
  const channels = new Set(dictionary("budget").channels.map(({ name }) => name));
  const known =
    CONFIGURATIONS.includes(record.configuration) &&
    [...record.switchedOn, ...record.switchedOff].every((name) => channels.has(name));
  const ours = dictionary(known ? record.configuration : "budget", known ? record : {});
  mustBeTheSame(record.dictionary, ours, path);
  return ours;
}

/** @throws BadFileError when packets were made with another dictionary than ours */
export function mustBeTheSame(theirs: string, ours: Dictionary, path: string): void {
  if (theirs === ours.identification) return;
  throw new BadFileError(
    `${path} was made with the dictionary "${theirs}", and this is "${ours.identification}": values would come out wrong. Read it with the version of lisalab that wrote it.`,
    { path, theirs, ours: ours.identification },
  );
}

/** The record in a text with check sum; undefined when it is damaged. */
function unsealed(text: string): unknown {
  const parts = /^\{"check":"([0-9a-f]{8})","record":(\{.*\})\}\s*$/s.exec(text);
  return parts !== null && checkOf(parts[2]!) === parts[1] ? JSON.parse(parts[2]!) : undefined;
}

function checkOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
