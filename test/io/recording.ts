import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll } from "vitest";
import { instant } from "../../src/core/instant.js";
import { perMosa, perSpacecraft } from "../../src/core/mosa.js";
import { type TelemetryWriter, telemetryWriter } from "../../src/io/telemetrywriter.js";
import type { InstrumentParameters, TimeCorrelations } from "../../src/pipeline/observation.js";
import type { Channel } from "../../src/telemetry/channel.js";
import { channelNamed, type Dictionary, splitChannel } from "../../src/telemetry/dictionary.js";

import { newFolder } from "./folder.js";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the file's last test. */
export function lastingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lisalab packets "));
  folders.push(folder);
  return folder;
}

/** An instrument as lisainstrument describes it. */
export const INSTRUMENT: InstrumentParameters = {
  centralFrequency: 2.816e14,
  modulationFrequencies: perMosa((mosa) => (["12", "23", "31"].includes(mosa) ? 2.4e9 : 2.401e9)),
  filterDelay: 4.5,
  rangeAmbiguity: 0,
  lock: "N1-12",
  raw: { seed: 1 },
};

export const CORRELATIONS: TimeCorrelations = {
  times: Float64Array.of(0, 86_400),
  values: perSpacecraft((sc) => Float64Array.of(Number(sc) * 1e-3, Number(sc) * 2e-3)),
};

/** What is recorded. */
export interface Recording {
  readonly dictionary: Dictionary;
  readonly channels: readonly string[];
  /** How long (s). */
  readonly duration: number;
  /** What the clocks show at the beginning (s). */
  readonly from?: number;
  /** How much is written at a time (s). */
  readonly chunk?: number;
}

/** The values of a channel's samples. */
export function valuesOf({ range, encoding, name }: Channel, spacecraft: string): (n: number) => number {
  const phase = Number(spacecraft) + [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const [low, high] = range;
  const value = (n: number): number => low + (0.5 + 0.4 * Math.sin(0.37 * n + phase)) * (high - low);
  if (encoding === "spare") return () => 0;
  return encoding === "uint" ? (n) => Math.round(value(n)) : value;
}

/** Writes such values into a new folder, chunk by chunk. */
export async function record(folder: string, { dictionary, channels, duration, ...more }: Recording): Promise<void> {
  const { from = 1000, chunk = 300 } = more;
  const writer = await telemetryWriter(folder, {
    dictionary,
    t0: instant("TCB", from),
    channels,
    instrument: INSTRUMENT,
    timeCorrelations: CORRELATIONS,
  });
  for (let at = 0; at < duration; at += chunk) {
    for (const name of channels) await writeChunk(writer, dictionary, name, at, Math.min(duration, at + chunk));
  }
  await writer.close();
}

async function writeChunk(
  writer: TelemetryWriter,
  dictionary: Dictionary,
  name: string,
  from: number,
  to: number,
): Promise<void> {
  const { spacecraft, channel: own } = splitChannel(name);
  const channel = channelNamed(dictionary.channels, own);
  const first = Math.ceil(from * channel.rate - 1e-6);
  const length = Math.ceil(to * channel.rate - 1e-6) - first;
  const value = valuesOf(channel, spacecraft);
  await writer.write(
    name,
    first,
    Float64Array.from({ length }, (_, n) => value(first + n)),
  );
}

/** A copy of a folder of packets, to be spoilt. */
export function copied(folder: string): string {
  const copy = join(newFolder(), "copy");
  mkdirSync(copy);
  for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, name));
  return copy;
}

/** The files of packets in a folder, those that hold something of the first spacecraft first. */
export function passesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".bin"));
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).size > 0);
}

/** Changes a record and its check sum with it. */
export function rewritten(path: string, change: (text: string) => string): void {
  const text = change(/"record":(\{.*\})\}\s*$/s.exec(readFileSync(path, "utf8"))![1]!);
  writeFileSync(path, `{"check":"${crc32(text).toString(16).padStart(8, "0")}","record":${text}}\n`);
}

/** Changes the bytes of a file. */
export function spoil(path: string, change: (bytes: Uint8Array) => void): void {
  const bytes = new Uint8Array(readFileSync(path));
  change(bytes);
  writeFileSync(path, bytes);
}
