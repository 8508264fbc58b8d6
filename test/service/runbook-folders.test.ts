import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { SYSTEM_CLOCK } from "../../src/service/clock.js";
import { ServiceLog } from "../../src/service/log.js";
import { RunbookFolders } from "../../src/service/runbook-folders.js";
import { runbookIn } from "./runbook-sample.js";

let folder: string;
let lines: string[];
let folders: RunbookFolders;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab folders "));
  lines = [];
  folders = new RunbookFolders([folder], new ServiceLog(SYSTEM_CLOCK, (line) => lines.push(line.slice(22))));
});

/** Names and schedules after two looks: a file is read when it stands still. */
async function served(): Promise<readonly string[]> {
  await folders.look(false);
  return (await folders.look(false)).map(({ sidecar }) => `${sidecar.name} ${sidecar.schedule}`);
}

describe("runbooks", () => {
  it("are served as they come, change and go", async () => {
    runbookIn(folder, "a", { schedule: "0 6 * * *" });
    expect((await folders.look(true)).map(({ sidecar }) => sidecar.name)).toEqual(["a"]);
    runbookIn(folder, "b");
    expect((await folders.look(false)).map(({ sidecar }) => sidecar.name)).toEqual(["a"]);
    expect(await served()).toEqual(["a 0 6 * * *", "b "]);
    runbookIn(folder, "a", { schedule: "30 16 * * *" });
    expect(await served()).toEqual(["a 30 16 * * *", "b "]);
    rmSync(join(folder, "a.yaml"));
    expect(await served()).toEqual(["b "]);
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(["serves", "serves", "changed", "gone"]);
  });

  it("with a pipe or a folder for a sidecar are told of, and waited for by nobody", async () => {
    runbookIn(folder, "a");
    const pipe = join(folder, "a.yaml");
    rmSync(pipe);
    execFileSync("mkfifo", [pipe]);
    runbookIn(folder, "b");
    rmSync(join(folder, "b.yaml"));
    mkdirSync(join(folder, "b.yaml"));
    runbookIn(folder, "c");
    expect(await served()).toEqual(["c "]);
    expect(folders.faults).toEqual({
      [join(folder, "a.ipynb")]: `${pipe} is no file; a sidecar is expected`,
      [join(folder, "b.ipynb")]: `${join(folder, "b.yaml")} is no file; a sidecar is expected`,
    });
  });

  it("with a wrong sidecar are told of, once, and keep no other from being served", async () => {
    runbookIn(folder, "a", { schedule: "0 6 * * *" });
    runbookIn(folder, "bad", { schedule: "0 25 * * *" });
    writeFileSync(join(folder, "alone.ipynb"), "a notebook without a sidecar is none");
    await folders.look(true);
    expect(await served()).toEqual(["a 0 6 * * *"]);
    expect(lines.filter((line) => line.startsWith("TROUBLE"))).toEqual([
      expect.stringMatching(/not served: .*bad\.yaml: schedule is "0 25 \* \* \*"; hour "25" is none of 0 to 23/),
    ]);
    expect(Object.keys(folders.faults)).toEqual([join(folder, "bad.ipynb")]);
    runbookIn(folder, "bad", { schedule: "0 5 * * *" });
    expect(await served()).toEqual(["a 0 6 * * *", "bad 0 5 * * *"]);
    expect(folders.faults).toEqual({});
  });

  it("that were right before are served as they were: their runs tell what is wrong", async () => {
    runbookIn(folder, "a", { schedule: "0 6 * * *" });
    await folders.look(true);
    writeFileSync(join(folder, "a.yaml"), "name: [");
    expect(await served()).toEqual(["a 0 6 * * *"]);
    expect(lines.at(-1)).toMatch(/TROUBLE +served as it was before: .*a\.yaml is not YAML/);
  });

  it("of the same name are served once, the one that was first", async () => {
    runbookIn(folder, "b");
    await folders.look(true);
    runbookIn(folder, "a", { name: "b", schedule: "0 6 * * *" });
    expect(await served()).toEqual(["b "]);
    expect(lines.at(-1)).toMatch(/the name "b" is that of .*b\.ipynb, too: give one of them another/);
  });

  it("are served on when their folder can't be read for a while; at the start it must be there", async () => {
    runbookIn(folder, "a", { schedule: "0 6 * * *" });
    await folders.look(true);
    renameSync(folder, `${folder}.away`);
    expect(await served()).toEqual(["a 0 6 * * *"]);
    expect(lines.at(-1)).toMatch(/TROUBLE +folder .*ENOENT/);
    renameSync(`${folder}.away`, folder);
    expect(await served()).toEqual(["a 0 6 * * *"]);
    expect(lines.at(-1)).toMatch(/again +folder/);
    const none = new RunbookFolders([join(folder, "none")], new ServiceLog(SYSTEM_CLOCK, () => undefined));
    await expect(none.look(true)).rejects.toThrow(/can't read the folder .*none.*; give a folder of runbooks/);
  });
});
