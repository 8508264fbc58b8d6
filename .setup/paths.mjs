// @ts-check
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @param {...string} names */
export const inside = (...names) => path.join(root, ...names);
