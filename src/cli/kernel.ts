import type { CommandDef } from "citty";
import { findKernels, prefixDataFolder, pythonPrefix, userDataFolder } from "../jupyter/kernel-places.js";
import { installKernelSpecs } from "../jupyter/kernelspec.js";
import { UsageError } from "./failure.js";

interface Places {
  readonly prefix?: string;
  readonly "sys-prefix"?: boolean;
  readonly user?: boolean;
}

/** The data folder that the options name: exactly one of them. */
function chosenFolder({ prefix, "sys-prefix": sysPrefix, user }: Places): string {
  const chosen = [
    prefix === undefined ? undefined : () => prefixDataFolder(prefix),
    sysPrefix ? () => prefixDataFolder(pythonPrefix()) : undefined,
    user ? () => userDataFolder() : undefined,
  ].filter((place) => place !== undefined);
  if (chosen.length !== 1)
    throw new UsageError("say where: one of --sys-prefix, --prefix DIR, --user", "lisalab kernel install");
  return chosen[0]();
}

const installCommand: CommandDef = {
  meta: { name: "install", description: "Make the lisalab kernels known to Jupyter" },
  args: {
    "sys-prefix": { type: "boolean", description: "into the Python environment in use (virtualenv, conda)" },
    prefix: { type: "string", description: "into DIR/share/jupyter", valueHint: "DIR" },
    user: { type: "boolean", description: "for this user" },
  },
  run({ args }) {
    const installed = installKernelSpecs(chosenFolder(args as Places), { paced: true });
    for (const { name, folder } of installed) console.log(`${name}\t${folder}`);
  },
};

const listCommand: CommandDef = {
  meta: { name: "list", description: "List the lisalab kernels that Jupyter finds, and what they start" },
  run() {
    const found = findKernels();
    for (const { name, folder, argv } of found) console.log(`${name}\t${folder}\t${argv[0]}`);
    if (found.length === 0) console.log("No lisalab kernel is installed: lisalab kernel install --sys-prefix");
  },
};

/** `lisalab kernel`: the kernels in Jupyter's folders. */
export const kernelCommand: CommandDef = {
  meta: { name: "kernel", description: "Install and list the lisalab kernels for Jupyter" },
  subCommands: { install: installCommand, list: listCommand },
};
