// @ts-check
// Compiles src/math/assembly (AssemblyScript) and writes it as base64 into src/math/kernels.wasm.ts.
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const math = join(fileURLToPath(import.meta.url), "../../src/math");
const assembly = join(math, "assembly");
const target = join(math, "kernels.wasm.ts");

/** Whether the compiled module is newer than everything that it comes from. */
export function isWasmCurrent() {
  const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(assembly).map((name) => join(assembly, name));
  return [...sources, fileURLToPath(import.meta.url)].every((file) => statSync(file).mtimeMs < built);
}

/** Compiles; throws with the compiler's own words if it can't. */
export async function buildWasm() {
  const { main } = await import("assemblyscript/asc");
  /** @type {Uint8Array | null} */
  let binary = null;
  const flags = ["--runtime", "stub", "--enable", "simd", "-O3", "--converge", "--noAssert", "--use", "abort="];
  const { error, stderr } = await main(["index.ts", "--baseDir", assembly, "--outFile", "kernels.wasm", ...flags], {
    readFile: (name, base) => {
      const file = join(base, name);
      return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : null;
    },
    writeFile: (_, contents) => {
      if (typeof contents !== "string") binary = contents;
    },
  });
  if (error !== null || binary === null) throw new Error(`The AssemblyScript compiler failed:\n${stderr.toString()}`);
  const text = Buffer.from(binary).toString("base64");
  // Complete or not at all: someone may be compiling it at this moment.
  const partial = `${target}.${process.pid}`;
  writeFileSync(
    partial,
    `// Made from src/math/assembly by "npm run build:wasm"; not kept in the repository.\nexport const KERNELS_WASM: string =\n  "${text}";\n`,
  );
  renameSync(partial, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isWasmCurrent()) await buildWasm();
