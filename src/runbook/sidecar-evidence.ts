import { BadFileError, isLisalabError } from "../core/errors.js";
import { objectAddress } from "../objects/address.js";

/** Checks `evidence` of a sidecar: where runs leave a copy of record, notebook and reports; "" for nowhere of its own. */
export function evidenceOf(value: unknown, path: string): string {
  if (value === undefined) return "";
  try {
    objectAddress(String(value));
    return String(value);
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    throw new BadFileError(`${path}: evidence: ${error.message}`, { path }, error);
  }
}
