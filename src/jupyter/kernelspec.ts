import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EnvironmentError } from "../core/errors.js";
import { packageRoot } from "./installation.js";

/** The two ways in which our kernel runs; each has a folder under `kernels/`. */
export type KernelProfile = "operations" | "development";

/** An installed kernelspec. */
export interface InstalledKernel {
  /** The name clients start it by, e.g. "lisalab-operations". */
  readonly name: string;
  /** The folder with its kernel.json. */
  readonly folder: string;
}

/** All profiles. */
export const KERNEL_PROFILES: readonly KernelProfile[] = ["operations", "development"];

/** Set in kernelspecs for servers that aren't ours: they throw away output above a rate, so the kernel keeps below it. */
export const PACED_VARIABLE: string = "LISALAB_PACED_OUTPUT";

/** The name under which Jupyter knows a profile. */
export function kernelName(profile: KernelProfile): string {
  return `lisalab-${profile}`;
}

/** The kernel.json of `profile` on this machine: this Node, this installation's kernel. */
export function kernelSpec(profile: KernelProfile, paced = false): Record<string, unknown> {
  const template = readFileSync(join(packageRoot(), "kernels", profile, "kernel.json"), "utf8");
  const spec = JSON.parse(template) as { argv: string[]; env: Record<string, string> };
  const env = paced ? { ...spec.env, [PACED_VARIABLE]: "1" } : spec.env;
  const paths: Record<string, string> = {
    "{node}": process.execPath,
    "{kernel}": fileURLToPath(new URL("../jupyter/kernel.js", import.meta.url)),
  };
  return { ...spec, env, argv: spec.argv.map((argument) => paths[argument] ?? argument) };
}

/**
 * Writes both kernelspecs below `dataFolder` (a Jupyter data folder such as `<prefix>/share/jupyter`), so that
 * Jupyter lists them; what was there before is replaced. `paced` for servers whose limits on output aren't ours to set.
 */
export function installKernelSpecs(
  dataFolder: string,
  { paced = false }: { readonly paced?: boolean } = {},
): readonly InstalledKernel[] {
  return KERNEL_PROFILES.map((profile) => {
    const name = kernelName(profile);
    const folder = join(dataFolder, "kernels", name);
    writeSpec(folder, `${JSON.stringify(kernelSpec(profile, paced), null, 2)}\n`);
    return { name, folder };
  });
}

function writeSpec(folder: string, text: string): void {
  const target = join(folder, "kernel.json");
  const draft = `${target}.${process.pid}.tmp`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, target);
  } catch (cause) {
    throw new EnvironmentError(`The kernel can't be installed in ${folder}: ${String(cause)}`, { folder }, cause);
  }
}
