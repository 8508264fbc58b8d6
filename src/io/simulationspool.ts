import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { BadArgumentError, BadFileError, EnvironmentError } from "../core/errors.js";
import { MOSAS, type Mosa } from "../core/mosa.js";
import type { SimulationState } from "../instrument/simulation.js";
import type { Stream } from "../pipeline/observation.js";
import type { SimulatedChunk } from "../pipeline/simulate.js";
import { writeAtomic } from "./atomicfile.js";

/** Samples per series between two checkpoints, at least. */
const CHECKPOINT = 65_536;

/** Bytes that are read at a time to check them. */
const PIECE = 1 << 20;

/** Samples of all series that were written together. */
interface Block {
  /** Samples per series. */
  readonly count: number;
  /** CRC-32 of its bytes. */
  readonly crc: number;
}

/** What is known to be on the disk. */
interface Checkpoint {
  /** Of what is simulated: only the same can be gone on with. */
  readonly identity: string;
  readonly blocks: readonly Block[];
  readonly state: SimulationState | null;
}

/**
 * The samples of a simulation on their way into a file: blocks of all series, each followed by a checkpoint. Whatever ends the
 * process, the blocks up to the last checkpoint are good.
 */
export class SimulationSpool {
  readonly #folder: string;
  readonly #streams: readonly Stream[];
  readonly #samples: FileHandle;
  #checkpoint: Checkpoint;
  /** What waits to be written: `#room` samples for each of the series. */
  #waiting: Float64Array = new Float64Array(0);
  #room = 0;
  #count = 0;

  private constructor(folder: string, streams: readonly Stream[], samples: FileHandle, checkpoint: Checkpoint) {
    this.#folder = folder;
    this.#streams = streams;
    this.#samples = samples;
    this.#checkpoint = checkpoint;
  }

  /** A new spool. @throws EnvironmentError when one is there already: hours of somebody's work */
  static async create(folder: string, streams: readonly Stream[], identity: string): Promise<SimulationSpool> {
    await mkdir(folder).catch((cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EEXIST"
          ? "an unfinished simulation is there; go on with it by --resume (resume: true), or delete the folder"
          : `${cause.message}; choose another folder`;
      throw new EnvironmentError(`Can't begin a simulation in ${folder}: ${why}.`, { folder }, cause);
    });
    const checkpoint = { identity, blocks: [], state: null };
    await writeAtomic(join(folder, "checkpoint.json"), textOf(checkpoint));
    return new SimulationSpool(folder, streams, await open(join(folder, "samples"), "w+"), checkpoint);
  }

  /**
   * The spool that a process left.
   * @throws BadFileError when there is none, or it isn't what was written; BadArgumentError when it is of another simulation
   */
  static async resume(folder: string, streams: readonly Stream[], identity: string): Promise<SimulationSpool> {
    const path = join(folder, "checkpoint.json");
    const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      throw new BadFileError(
        `There is nothing to resume: ${path} can't be read (${cause.code}). Run it without --resume.`,
        { path },
        cause,
      );
    });
    const checkpoint = checkpointOf(text, folder);
    if (checkpoint.identity !== identity) {
      throw new BadArgumentError(
        `The unfinished simulation in ${folder} is of another configuration, seed or version; resume it with its own, or delete the folder.`,
        { folder },
      );
    }
    const samples = await open(join(folder, "samples"), "a+").then(reopened(folder));
    const spool = new SimulationSpool(folder, streams, samples, checkpoint);
    try {
      await spool.#mustBeWhole();
    } catch (error) {
      await spool.close();
      throw error;
    }
    return spool;
  }

  /** Where the simulation goes on; null at its begin. */
  get state(): SimulationState | null {
    return this.#checkpoint.state;
  }

  /** Takes a chunk; `state` is asked for when this one completes a block. */
  async append({ streams, count }: SimulatedChunk, state: () => SimulationState): Promise<void> {
    if (this.#count + count > this.#room) this.#makeRoom(Math.max(CHECKPOINT, this.#count) + count);
    this.#streams.forEach((stream, s) => {
      MOSAS.forEach((mosa, m) => {
        this.#waiting.set(streams[stream]![mosa], (s * MOSAS.length + m) * this.#room + this.#count);
      });
    });
    this.#count += count;
    if (this.#count >= CHECKPOINT) await this.flush(state());
  }

  /** Writes what waits, and then that it is there. */
  async flush(state: SimulationState): Promise<void> {
    const count = this.#count;
    try {
      let at = this.#bytes();
      let crc = 0;
      for (let series = 0; series < this.#streams.length * MOSAS.length; series++) {
        const bytes = new Uint8Array(this.#waiting.buffer, 8 * series * this.#room, 8 * count);
        crc = crc32(bytes, crc);
        await writeAll(this.#samples, bytes, at);
        at += 8 * count;
      }
      await this.#samples.datasync();
      const checkpoint = { ...this.#checkpoint, blocks: [...this.#checkpoint.blocks, { count, crc }], state };
      await writeAtomic(join(this.#folder, "checkpoint.json"), textOf(checkpoint));
      this.#checkpoint = checkpoint;
    } catch (cause) {
      throw cantGoOn(this.#folder, cause, this.state !== null);
    }
    this.#count = 0;
  }

  /** Fills `out` with samples of a series, which may lie in several blocks. @throws BadFileError when they aren't there */
  async read(stream: Stream, mosa: Mosa, start: number, out: Float64Array): Promise<Float64Array> {
    const count = out.length;
    const series = this.#streams.indexOf(stream) * MOSAS.length + MOSAS.indexOf(mosa);
    let [first, at] = [0, 0];
    for (const { count: length } of this.#checkpoint.blocks) {
      const from = Math.max(start, first);
      const until = Math.min(start + count, first + length);
      if (until > from) {
        const place = at + 8 * (series * length + from - first);
        const bytes = new Uint8Array(out.buffer, out.byteOffset + 8 * (from - start), 8 * (until - from));
        await this.#readAll(bytes, place);
      }
      first += length;
      at += 8 * length * this.#streams.length * MOSAS.length;
    }
    return out;
  }

  async close(): Promise<void> {
    await this.#samples.close();
  }

  /** Takes all of it away. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** @throws BadFileError when the samples on the disk aren't those that were written */
  async #mustBeWhole(): Promise<void> {
    const piece = new Uint8Array(PIECE);
    let at = 0;
    for (const { count, crc } of this.#checkpoint.blocks) {
      const until = at + 8 * count * this.#streams.length * MOSAS.length;
      let found = 0;
      while (at < until) {
        const bytes = piece.subarray(0, until - at);
        await this.#readAll(bytes, at);
        found = crc32(bytes, found);
        at += bytes.length;
      }
      if (found !== crc) throw damaged(this.#folder, "its samples are not those that were written");
    }
  }

  async #readAll(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await this.#samples.read(bytes, at, bytes.length - at, position + at);
      if (bytesRead === 0) throw damaged(this.#folder, "samples are missing");
      at += bytesRead;
    }
  }

  #bytes(): number {
    const samples = this.#checkpoint.blocks.reduce((sum, { count }) => sum + count, 0);
    return 8 * samples * this.#streams.length * MOSAS.length;
  }

  #makeRoom(samples: number): void {
    const series = this.#streams.length * MOSAS.length;
    const larger = new Float64Array(series * samples);
    for (let n = 0; n < series; n++) {
      larger.set(this.#waiting.subarray(n * this.#room, n * this.#room + this.#count), n * samples);
    }
    this.#waiting = larger;
    this.#room = samples;
  }
}

/** A checkpoint as a text, after the CRC-32 of the same. */
function textOf(checkpoint: Checkpoint): string {
  const text = JSON.stringify(checkpoint, asText);
  return `${crc32(text)}\n${text}\n`;
}

function checkpointOf(text: string, folder: string): Checkpoint {
  const [, crc, checkpoint] = /^(\d+)\n(.*)\n$/.exec(text) ?? [];
  if (checkpoint === undefined || crc32(checkpoint) !== Number(crc)) {
    throw damaged(folder, "checkpoint.json is not what was written");
  }
  return JSON.parse(checkpoint, withArrays) as Checkpoint;
}

function damaged(folder: string, why: string): BadFileError {
  return new BadFileError(
    `The unfinished simulation in ${folder} is damaged: ${why}. Delete the folder, and begin anew without --resume.`,
    { folder },
  );
}

function reopened(folder: string): (appending: FileHandle) => Promise<FileHandle> {
  // Opened to append only so that a file that is gone is made; positions are ours.
  return async (appending) => {
    await appending.close();
    return open(join(folder, "samples"), "r+");
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
  }
}

const FULL: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "there is no more space for you on this disk",
  EFBIG: "files may not become so large here",
};

function cantGoOn(folder: string, cause: unknown, isBegun: boolean): unknown {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  const why = FULL[code] ?? (/disk is full/.test(message) ? "the disk is full" : message);
  const then = isBegun
    ? "What was there before is kept: make space, then go on with --resume."
    : "Make space, then begin anew.";
  return new EnvironmentError(`The simulation stopped: can't write into ${folder}: ${why}. ${then}`, { folder }, cause);
}

/** Arrays of numbers as text, bit for bit. */
function asText(_key: string, value: unknown): unknown {
  if (!(value instanceof Float64Array)) return value;
  return { float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
}

function withArrays(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("float64" in value)) return value;
  const bytes = Uint8Array.from(Buffer.from(String(value.float64), "base64"));
  return new Float64Array(bytes.buffer);
}
