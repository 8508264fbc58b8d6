import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the lisalab package: where package.json, runbooks and kernels lie. */
export function packageRoot(): string {
  return fileURLToPath(new URL("../../", import.meta.url));
}

/** The version of the lisalab package. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The folder below which all is written: LISALAB_HOME, or `.lisalab` in the current folder. */
export function lisalabHome(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env["LISALAB_HOME"] || ".lisalab");
}
