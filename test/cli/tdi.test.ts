import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHdf5 } from "../../src/io/hdf5.js";

const MAIN = resolve("dist/cli/main.js");
const SAMPLE = resolve("runbooks/sample/observation.h5");
const ORBITS = resolve("runbooks/sample/orbits.h5");

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab tdi "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lisalab(...words: string[]): Outcome {
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: "utf8", cwd: folder });
}

/** What a refused command says, in one line. */
function refusal({ status, stdout, stderr }: Outcome, expectedStatus: number): string {
  expect(stdout).toBe("");
  expect(status).toBe(expectedStatus);
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => !line.endsWith("…"));
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

describe("lisalab tdi", () => {
  it("writes the usual variables and says so on standard error, with progress", async () => {
    const { status, stdout, stderr } = lisalab("tdi", SAMPLE, "--output", "usual.h5", "--clock-correction");
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr.split("\n")).toEqual([
      "Smoothing pseudo-ranges …",
      "Fitting beatnotes' trends …",
      "Checking delays …",
      "Time-delay interferometry …",
      "usual.h5: X2, Y2, Z2, A2, E2, T2, 40000 samples, from totals; use samples 283 to 40000",
      "",
    ]);
    await readHdf5(join(folder, "usual.h5"), (file) => {
      expect(file.names("/")).toEqual(["A2", "E2", "T2", "X2", "Y2", "Z2"]);
      const [x, z, a] = ["X2", "Z2", "A2"].map((name) => file.series(name, 20_000, 100));
      for (let n = 0; n < 100; n++) expect(a![n]).toBeCloseTo((z![n]! - x![n]!) / Math.SQRT2, 12);
    });
  });

  it("writes over no input, and refuses names that no file can have", () => {
    const words = ["--orbits", "orbits.h5", "--variables", "X2", "--output"];
    copyFileSync(ORBITS, join(folder, "orbits.h5"));
    expect(refusal(lisalab("tdi", SAMPLE, ...words, "./orbits.h5"), 64)).toMatch(
      /is an input; .* orbits would be lost/,
    );
    expect(readFileSync(join(folder, "orbits.h5"))).toEqual(readFileSync(ORBITS));
    rmSync(join(folder, "orbits.h5"));
    expect(refusal(lisalab("tdi", SAMPLE, "--output", "new/"), 3)).toMatch(/Can't write new\/: it is a folder/);
    expect(refusal(lisalab("tdi", SAMPLE, "--output", `${"a".repeat(300)}.h5`), 3)).toMatch(/ENAMETOOLONG/);
  });

  it("takes every option", () => {
    const words = [
      "--variables",
      "X1, alpha2,zeta1",
      "--orbits",
      ORBITS,
      "--delays",
      "raw",
      "--order",
      "45",
      "--input-streams",
      "totals",
    ];
    const { status, stderr } = lisalab("tdi", SAMPLE, ...words, "--output", "options.h5");
    expect(stderr).toMatch(/options.h5: X1, alpha2, zeta1, 40000 samples, from totals/);
    expect(status).toBe(0);
    expect(
      lisalab("tdi", SAMPLE, "--orbits", ORBITS, "--delays", "orbits", "--variables=Y1", "--output", "orbits.h5")
        .status,
    ).toBe(0);
  });

  it.each([
    [["--variables", "X2,Q2"], 64, /no TDI variable "Q2". Did you mean X2\?/],
    [["--order", "30"], 64, /order is 30; it must be odd/],
    [["--order", "many"], 64, /order is NaN/],
    [["--delays", "rough"], 64, /--delays is "rough"; it can be smoothed or raw or orbits/],
    [["--input-streams", "both"], 64, /--input-streams is "both"; it can be totals or fluctuations/],
    [["--input-streams", "fluctuations"], 3, /has no fluctuations/],
    [["--orbits", SAMPLE], 3, /holds no orbits/],
    [["--orbits", "no.h5"], 3, /no such file/],
    [["--frequency", "3"], 64, /Unknown option/],
  ] as [string[], number, RegExp][])("refuses %j with status %i and one sentence", (words, status, message) => {
    expect(refusal(lisalab("tdi", SAMPLE, "--output", "refused.h5", ...words), status)).toMatch(message);
    expect(readdirSync(folder)).not.toContain("refused.h5");
  });

  it("refuses an input that is none, and a missing output", () => {
    expect(refusal(lisalab("tdi", "no.h5", "--output", "o.h5"), 3)).toMatch(/Can't open no.h5: there is no such file/);
    expect(refusal(lisalab("tdi", ORBITS, "--output", "o.h5"), 3)).toMatch(/holds no measurements/);
    expect(refusal(lisalab("tdi", SAMPLE), 64)).toMatch(/--output is missing/i);
    expect(refusal(lisalab("tdi"), 64)).toMatch(/INPUT is missing/);
  });
});

describe("lisalab tdi, interrupted", () => {
  it("stops, says so, and leaves nothing", async () => {
    const child = spawn(process.execPath, [MAIN, "tdi", SAMPLE, "--output", "stopped.h5"], { cwd: folder });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr === "") child.kill("SIGINT");
      stderr += text;
    });
    const [status] = (await once(child, "close")) as [number];
    expect(status).toBe(3);
    expect(stderr.trim().split("\n").at(-1)).toBe("lisalab: Stopped before the end; stopped.h5 was not written.");
    expect(readdirSync(folder).filter((name) => /stopped|part/.test(name))).toEqual([]);
  });
});

describe("lisalab tdi, when it can't write", () => {
  // Root may write anywhere; without its capabilities it is a user like others.
  const plain = process.getuid!() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : ["env"];

  it("says before the work that the folder is not writable, or not there", () => {
    mkdirSync(join(folder, "shut"), { mode: 0o555 });
    const command = [...plain.slice(1), process.execPath, MAIN, "tdi", SAMPLE, "--output", "shut/out.h5"];
    const outcome = spawnSync(plain[0]!, command, { encoding: "utf8", cwd: folder });
    expect(refusal(outcome, 3)).toMatch(/folder .*shut is not writable/);
    expect(refusal(lisalab("tdi", SAMPLE, "--output", "nowhere/out.h5"), 3)).toMatch(
      /nowhere does not exist; make it first/,
    );
  });

  it("says that the disk is full, before the work or in it, and leaves nothing", () => {
    const command = `"${process.execPath}" "${MAIN}" tdi "${SAMPLE}" --output room/out.h5`;
    for (const size of ["1m", "1876k"]) {
      const outcome = spawnSync("bash", ["-c", withLittleRoom(size, `${command}; s=$?; ls room; exit $s`)], {
        encoding: "utf8",
        cwd: folder,
      });
      expect(refusal(outcome, 3)).toMatch(
        /Can't write room\/out.h5: (it needs 1.9 MB and the disk has|the disk is full|File too large)/,
      );
    }
  });

  /** `command` with a small disk of its own at "room", where the machine lets us; else with a limit on files' sizes. */
  function withLittleRoom(size: string, command: string): string {
    mkdirSync(join(folder, "room"), { recursive: true });
    const mounted = `mount -t tmpfs -o size=${size} tmpfs room`;
    for (const apart of ["unshare --mount", "unshare --mount --user --map-root-user"]) {
      const works = spawnSync("bash", ["-c", `${apart} bash -c '${mounted}'`], { cwd: folder }).status === 0;
      if (works) return `${apart} bash -c '${mounted} && ${command}'`;
    }
    return `trap "" XFSZ; ulimit -f 1024; ${command}`;
  }
});
