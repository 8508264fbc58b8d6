// @ts-check
// npm run test:nodes: every test on the other Nodes that lisalab supports. Their binaries come as npm packages.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./paths.mjs";

const VERSIONS = ["22", "24"];

/**
 * @param {string} version
 * @returns {number | null} vitest's exit status
 */
function testOn(version) {
  const folder = mkdtempSync(path.join(tmpdir(), "lisalab-node-"));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    execFileSync("npm", ["pack", "--silent", name, "--pack-destination", folder], { stdio: "ignore" });
    const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    execFileSync("tar", ["-xzf", path.join(folder, String(tarball)), "-C", folder]);
    const bin = path.join(folder, "package", "bin");
    console.log(`\nNode ${execFileSync(path.join(bin, "node"), ["--version"], { encoding: "utf8" }).trim()}`);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const args = ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)];
    return spawnSync(path.join(bin, "node"), args, { cwd: root, stdio: "inherit", env }).status;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const failed = VERSIONS.filter((version) => testOn(version) !== 0);
console.log(
  failed.length === 0 ? `Passed on Node ${VERSIONS.join(" and ")}.` : `Failed on Node ${failed.join(" and ")}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
