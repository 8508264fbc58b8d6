// @ts-check
// Removes from dist/ what was compiled from a source that is gone: the compiler leaves it, and the package would carry it.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { inside } from "./paths.mjs";

for (const name of readdirSync(inside("dist"), { recursive: true, encoding: "utf8" })) {
  // The bundle sweeps its own folder.
  if (name.startsWith("command")) continue;
  const source = name.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
  if (source !== name && !existsSync(inside("src", source))) {
    rmSync(path.join(inside("dist"), name));
  }
}
