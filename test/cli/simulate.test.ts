import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { writeHdf5 } from "../../src/io/hdf5.js";
import { openObservation } from "../../src/io/observation.js";
import { writeOrbits } from "../../src/io/orbitsfile.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { contentsOf } from "../io/contents.js";

const MAIN = resolve("dist/cli/main.js");

const SHORT = { orbits: "orbits.h5", start: 400_000, duration: 100, seed: 5 };

/** Two checkpoints and some more, cheaply. */
const LONG = {
  ...SHORT,
  duration: 36_000,
  upsampling: 1,
  filter: false,
  noises: { all: 0, laser: 30, clock: 6.32e-14, testmass: 2.4e-15, ranging: 3e-9 },
  streams: ["mprs", "tmi_carriers"],
};

/** For what simulates LONG several times on a machine that does other things, too. */
const PATIENCE = 120_000;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lisalab simulate "));
  await writeOrbits(join(folder, "orbits.h5"), keplerian(), { t0: instant("TCB", 0), dt: 10_000, length: 100 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function configured(config: unknown): void {
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
}

function lisalab(config: unknown, ...words: string[]): { status: number | null; stderr: string } {
  configured(config);
  return spawnSync(process.execPath, [MAIN, "simulate", "config.json", ...words], { encoding: "utf8", cwd: folder });
}

function contents(name: string): Promise<string> {
  return contentsOf(join(folder, name));
}

/** Waits for the first checkpoint of a simulation that a process makes. */
async function checkpointed(output: string, running: ChildProcess): Promise<void> {
  const path = join(folder, `${output}.partial`, "checkpoint.json");
  while (running.exitCode === null) {
    if (existsSync(path) && !readFileSync(path, "utf8").includes('"state":null')) return;
    await wait(10);
  }
  throw new Error(`it ended with ${running.exitCode} before its first checkpoint`);
}

describe("lisalab simulate", () => {
  it("writes what lisainstrument writes, and says what", async () => {
    const { status, stderr } = lisalab(SHORT, "--output", "short.h5");
    expect(stderr).toBe("Simulating …\nshort.h5: 400 samples of 9 streams\n");
    expect(status).toBe(0);
    const observation = await openObservation(join(folder, "short.h5"));
    expect(observation).toMatchObject({ format: "lisainstrument 2.3.0", length: 400, dt: 0.25 });
    expect(observation.instrument.raw).toMatchObject({ seed: "5", physics_upsampling: 4 });
  });

  it(
    "gives the same bits to the same seed, and others to another",
    async () => {
      lisalab({ ...SHORT, seed: "7" }, "--output", "seven.h5");
      lisalab(SHORT, "--output", "again.h5", "--seed", "7");
      expect(await contents("again.h5")).toBe(await contents("seven.h5"));
      expect(await contents("short.h5")).not.toBe(await contents("seven.h5"));
    },
    PATIENCE,
  );

  it("takes sources, glitches and gaps, and warns of what can't be seen", () => {
    const wave = {
      type: "galacticBinary",
      amplitude: 1e-20,
      inclination: 0,
      polarization: 0,
      phase: 0,
      lambda: 1,
      beta: 0,
    };
    const { status, stderr } = lisalab(
      {
        ...SHORT,
        start: "2035-01-05T12:00:00",
        sources: [{ ...wave, name: "fast", frequency: 2.5 }],
        glitches: [{ place: "tm_12", begin: 10, shape: "exponential", rise: 1, fall: 20, amplitude: 1e-9 }],
        gaps: { planned: [{ first: 50, interval: 1000, duration: 5 }] },
      },
      "--output",
      "events.h5",
    );
    expect(stderr).toContain("Warning: fast reaches 2.5 Hz, above the 2 Hz that measurements every 0.25 s can show");
    expect(status).toBe(0);
  });

  it(
    "killed on the way, goes on to the same bits",
    async () => {
      expect(lisalab(LONG, "--output", "whole.h5").status).toBe(0);
      const running = spawn(process.execPath, [MAIN, "simulate", "config.json", "--output", "killed.h5"], {
        cwd: folder,
        stdio: "ignore",
      });
      const ended = new Promise((done) => running.once("exit", done));
      await checkpointed("killed.h5", running);
      running.kill("SIGKILL");
      await ended;
      expect(existsSync(join(folder, "killed.h5"))).toBe(false);
      const again = lisalab(LONG, "--output", "killed.h5");
      expect(again.stderr).toContain("an unfinished simulation is there; go on with it by --resume");
      expect(again.status).not.toBe(0);
      expect(lisalab(LONG, "--output", "killed.h5", "--resume").status).toBe(0);
      expect(await contents("killed.h5")).toBe(await contents("whole.h5"));
    },
    PATIENCE,
  );

  it(
    "at the end of the disk says so in a sentence, and goes on from its last checkpoint when there is space",
    async () => {
      configured(LONG);
      // One checkpoint is 12 series × 65,536 samples: 6.3 MB. No file may become larger than 8 MB, as if the disk were full.
      const limited = `trap '' XFSZ; ulimit -f 8000; exec "$0" "$1" simulate config.json --output full.h5`;
      const { status, stderr } = spawnSync("bash", ["-c", limited, process.execPath, MAIN], {
        encoding: "utf8",
        cwd: folder,
      });
      expect(stderr.trim().split("\n").at(-1)).toMatch(
        /^lisalab: The simulation stopped: can't write into .*full\.h5\.partial: files may not become so large here\. What was there before is kept: make space, then go on with --resume\.$/,
      );
      expect(status).toBe(3);
      expect(existsSync(join(folder, "full.h5"))).toBe(false);
      expect(lisalab(LONG, "--output", "full.h5", "--resume").status).toBe(0);
      expect(await contents("full.h5")).toBe(await contents("whole.h5"));
      const fuller = limited.replace("8000", "4000").replace("full.h5", "fuller.h5");
      const early = spawnSync("bash", ["-c", fuller, process.execPath, MAIN], { encoding: "utf8", cwd: folder });
      expect(early.stderr).toContain("files may not become so large here. Make space, then begin anew.");
      expect(existsSync(join(folder, "fuller.h5.partial"))).toBe(false);
    },
    PATIENCE,
  );
});

describe("packets of a simulation that is there", () => {
  function packetsIn(name: string): Record<string, string> {
    const names = readdirSync(join(folder, name)).sort();
    return Object.fromEntries(names.map((one) => [one, readFileSync(join(folder, name, one)).toString("base64")]));
  }

  it(
    "are gone on with when their writer was killed, to the same bits, without simulating again",
    async () => {
      const words = ["--output", "whole.h5", "--resume", "--telemetry"];
      if (!existsSync(join(folder, "whole.h5"))) lisalab(LONG, "--output", "whole.h5");
      const { stderr, status } = lisalab(LONG, ...words, "packets");
      expect(stderr).not.toContain("Simulating");
      expect(status).toBe(0);
      const running = spawn(process.execPath, [MAIN, "simulate", "config.json", ...words, "mp"], {
        cwd: folder,
        stdio: "ignore",
      });
      const ended = new Promise((done) => running.once("exit", done));
      while (!existsSync(join(folder, "mp", "observation.json")) && running.exitCode === null) await wait(5);
      running.kill("SIGKILL");
      await ended;
      expect(readdirSync(join(folder, "mp")).some((name) => name.endsWith(".part"))).toBe(true);
      const anew = lisalab(LONG, "--output", "other.h5", "--telemetry", "mp");
      expect(anew.stderr).toContain("mp is not empty");
      expect(lisalab({ ...LONG, seed: 6 }, ...words, "mp").stderr).toContain(
        "There is nothing to resume: whole.h5 is of another configuration, seed or version.",
      );
      expect(lisalab(LONG, ...words, "mp").status).toBe(0);
      expect(packetsIn("mp")).toEqual(packetsIn("packets"));
    },
    PATIENCE,
  );

  it(
    "don't take the place of anything else",
    () => {
      const words = ["--resume", "--telemetry"];
      for (const [seed, name] of [
        [5, "five"],
        [6, "six"],
      ] as const) {
        expect(lisalab({ ...SHORT, seed }, "--output", `${name}.h5`, "--telemetry", name).status).toBe(0);
      }
      const before = packetsIn("six");
      expect(lisalab(SHORT, "--output", "five.h5", ...words, "six").stderr).toContain("six is not empty");
      expect(packetsIn("six")).toEqual(before);
      writeFileSync(join(folder, "five", "mine.txt"), "mine");
      expect(lisalab(SHORT, "--output", "five.h5", ...words, "five").stderr).toContain("five is not empty");
      expect(packetsIn("five")).toHaveProperty("observation.json");
      expect(lisalab(SHORT, "--output", "never.h5", ...words, "never").stderr).toContain("There is nothing to resume");
    },
    PATIENCE,
  );
});

describe("a configuration that can't be", () => {
  it.each([
    ["misspelt", { ...SHORT, durration: 1 }, 'simulate has no option "durration". Did you mean "duration"?'],
    ["without duration", { ...SHORT, duration: undefined }, "duration of the configuration is undefined"],
    ["of negative duration", { ...SHORT, duration: -1 }, "duration of the configuration is -1 s; it must be"],
    ["with a seed that is none", { ...SHORT, seed: null }, "The seed is null; it must be a whole number"],
    ["with half a seed", { ...SHORT, seed: 1.5 }, "The seed is 1.5"],
    ["without orbits", { ...SHORT, orbits: 3 }, "orbits of the configuration is 3; name a file"],
    ["with orbits that aren't there", { ...SHORT, orbits: "nowhere.h5" }, "nowhere.h5"],
    ["outside its orbits", { ...SHORT, start: 2e6 }, "Give longer orbits, or start later"],
    ["with negative dt", { ...SHORT, dt: -0.25 }, "every -0.25 s"],
    ["with a list that is none", { ...SHORT, glitches: "glitches.h5" }, "glitches of the configuration is"],
    [
      "with an unknown noise",
      { ...SHORT, noises: { lasser: 3 } },
      'noises has no option "lasser". Did you mean "laser"?',
    ],
    ["that is no JSON", "{", "config.json"],
  ])("is refused: %s", (_, config, message) => {
    const { status, stderr } = lisalab(config, "--output", "bad.h5");
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
    expect(status).not.toBe(0);
    expect(existsSync(join(folder, "bad.h5")) || existsSync(join(folder, "bad.h5.partial"))).toBe(false);
  });

  it("is refused with a glitch file of another sampling, and taken with one of the physics'", async () => {
    for (const [dt, message] of [
      [0.25, "The glitch at tm_12 is sampled every 0.25 s, the simulation's physics every 0.0625 s; write it anew"],
      [0.0625, "glitched.h5: 400 samples"],
    ] as const) {
      await writeHdf5(join(folder, `glitches-${dt}.h5`), (file) => {
        file.attributes({ dt, t0: 400_010, size: 64n });
        file.put("tm_12", { shape: [64] }, new Float64Array(64).fill(1e-9));
      });
      const { stderr } = lisalab({ ...SHORT, glitches: [`glitches-${dt}.h5`] }, "--output", "glitched.h5");
      expect(stderr).toContain(message);
    }
  });

  it("is refused with a file that is no file of glitches", () => {
    const { stderr, status } = lisalab({ ...SHORT, glitches: ["orbits.h5"] }, "--output", "bad.h5");
    expect(stderr).toMatch(/orbits\.h5 holds no glitches: it has .*tcb/);
    expect(status).not.toBe(0);
  });

  it("is refused with a folder for packets that isn't empty or can't be one, before any work", () => {
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "taken", "mine.txt"), "mine");
    for (const [name, message] of [
      ["taken", "taken is not empty: it has mine.txt. Give a new folder, or empty this one; nothing was simulated."],
      ["orbits.h5", "Can't write packets into orbits.h5 (EEXIST)"],
    ] as const) {
      const { stderr, status } = lisalab(SHORT, "--output", "bad.h5", "--telemetry", name);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("Simulating");
      expect(status).toBe(3);
    }
    expect(existsSync(join(folder, "bad.h5")) || existsSync(join(folder, "bad.h5.partial"))).toBe(false);
  });

  it("is refused without an output, or with an input as its output", () => {
    expect(lisalab(SHORT).stderr).toContain("--output is missing");
    expect(lisalab(SHORT, "--output", "orbits.h5").stderr).toContain("orbits.h5 is an input");
  });
});
