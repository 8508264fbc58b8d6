import { closeSync, existsSync, openSync, readSync, writeSync } from "node:fs";
import type { Secret } from "./redaction.js";
import { secretShapes } from "./secret-shapes.js";

/** Bytes that are looked at together. */
const CHUNK = 4 << 20;

/** Stands for each byte of a secret. */
const MASK = "*".charCodeAt(0);

/**
 * Masks secrets in a log that another process goes on writing: byte by byte in place, since that process knows where its
 * next line belongs. A kernel's own standard error goes there, with what programs say that a cell starts.
 */
export function maskLog(path: string, secrets: readonly Secret[]): void {
  const shapes = secrets.flatMap(({ value }) => secretShapes(value)).map((shape) => Buffer.from(shape, "utf8"));
  if (shapes.length === 0 || !existsSync(path)) return;
  const overlap = Math.max(...shapes.map(({ length }) => length)) - 1;
  const chunk = Buffer.alloc(CHUNK + overlap);
  const log = openSync(path, "r+");
  try {
    for (let start = 0; ; start += CHUNK) {
      const read = readSync(log, chunk, 0, chunk.length, start);
      maskChunk(log, start, chunk.subarray(0, read), shapes);
      if (read < chunk.length) break;
    }
  } finally {
    closeSync(log);
  }
}

function maskChunk(log: number, start: number, chunk: Buffer, shapes: readonly Buffer[]): void {
  for (const shape of shapes) {
    for (let at = chunk.indexOf(shape); at >= 0; at = chunk.indexOf(shape, at + shape.length)) {
      writeSync(log, Buffer.alloc(shape.length, MASK), 0, shape.length, start + at);
    }
  }
}
