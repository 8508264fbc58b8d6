import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import { KERNEL_PROFILES, kernelName } from "./kernelspec.js";

/** A kernelspec of ours that Jupyter finds on this machine. */
export interface FoundKernel {
  readonly name: string;
  readonly folder: string;
  /** What Node and which kernel it starts. */
  readonly argv: readonly string[];
}

/** The Jupyter data folder of the person: where `--user` installs. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** The prefix of the Python environment in use: the activated one, else that of `python3`. */
export function pythonPrefix(env: NodeJS.ProcessEnv = process.env): string {
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (active) return active;
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
  } catch (cause) {
    throw new EnvironmentError("--sys-prefix: there is no python3 to ask. Use --prefix DIR instead.", {}, cause);
  }
}

/** The data folder of a Python environment. */
export function prefixDataFolder(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/** Our kernelspecs in the folders where Jupyter looks. */
export function findKernels(env: NodeJS.ProcessEnv = process.env): readonly FoundKernel[] {
  return dataFolders(env).flatMap((data) =>
    KERNEL_PROFILES.flatMap((profile) => {
      const folder = join(data, "kernels", kernelName(profile));
      const file = join(folder, "kernel.json");
      if (!existsSync(file)) return [];
      const { argv } = JSON.parse(readFileSync(file, "utf8")) as { argv: string[] };
      return [{ name: kernelName(profile), folder, argv }];
    }),
  );
}

function dataFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const given = (env.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const active = [env.VIRTUAL_ENV, env.CONDA_PREFIX].flatMap((prefix) => (prefix ? [prefixDataFolder(prefix)] : []));
  const system = ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...new Set([...given, userDataFolder(env), ...active, ...system])];
}
