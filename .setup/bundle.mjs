// @ts-check
// Puts the command line and the packages it needs into few files in dist/command: to look for hundreds of small ones took
// a third of a second of every command. A folder below dist/, as the rooms are, so that what lies beside them is found.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { inside } from "./paths.mjs";

/** Packages with native or WebAssembly parts, or files of their own that they look for, and those that few commands need. */
const APART = /^(libsql|@myriaddreamin\/|h5wasm|tslab|zeromq|pg$|danfojs|plotly)/;

/** A package that evaluates text, and a file that is asked for late in one place and at once in another. */
const HARMLESS = new Set(["EVAL", "INEFFECTIVE_DYNAMIC_IMPORT"]);

const folder = inside("dist", "command");
const bundle = await rolldown({
  input: inside("dist", "cli", "main.js"),
  platform: "node",
  external: APART,
  onLog: (level, log) => {
    if (level === "warn" && !HARMLESS.has(log.code ?? "")) throw new Error(log.message);
  },
});
const { output } = await bundle.write({ dir: folder, format: "esm", chunkFileNames: "[name].js", sourcemap: false });
const written = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(folder)) {
  if (!written.has(name)) rmSync(path.join(folder, name));
}
