// @ts-check
import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

/**
 * Runs a command in the checkout with our own terminal, with node's own executable when it is "node".
 * @param {readonly string[]} command
 * @returns {Promise<number>} its exit status
 */
export function run([program, ...args]) {
  const child = spawn(program === "node" ? process.execPath : String(program), args, { cwd: root, stdio: "inherit" });
  // The terminal sends Ctrl-C to the child too; we only wait for it. A signal sent to us alone is passed on.
  const wait = () => {};
  const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  process.on("SIGINT", wait).on("SIGTERM", passOn).on("SIGHUP", passOn);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", wait).off("SIGTERM", passOn).off("SIGHUP", passOn);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}
