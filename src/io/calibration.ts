import { readFile } from "node:fs/promises";
import type { CalibrationTable } from "../calibration/table.js";
import { BadFileError } from "../core/errors.js";

const FIELDS: readonly string[] = ["channel", "scale", "offset", "crossTalk", "actuation"];

/**
 * Reads a calibration: a JSON file with a list of { channel, scale, offset, crossTalk, actuation }.
 * @throws BadFileError when it is missing or no such list
 */
export async function readCalibration(path: string): Promise<CalibrationTable> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new BadFileError(`Can't open ${path}: there is no such file, or it may not be read.`, { path }, cause);
  });
  const rows = parsed(path, text);
  if (!Array.isArray(rows)) throw wrong(path, "it is no list");
  rows.forEach((row: unknown, index) => {
    if (typeof row !== "object" || row === null || typeof (row as { channel?: unknown }).channel !== "string") {
      throw wrong(path, `row ${index} names no channel`);
    }
    const unknown = Object.keys(row).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined) throw wrong(path, `row ${index} has "${unknown}"; there are ${FIELDS.join(", ")}`);
  });
  return rows as CalibrationTable;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadFileError(`${path} is not valid JSON: ${(cause as Error).message}.`, { path }, cause);
  }
}

function wrong(path: string, why: string): BadFileError {
  return new BadFileError(
    `${path} is no calibration: ${why}. It is a list like [{ "channel": "sci_carriers/12", "scale": 1, "offset": 0 }].`,
    {
      path,
    },
  );
}
