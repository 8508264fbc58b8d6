import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { RunRecord } from "../../src/runbook/record.js";
import { readSidecar } from "../../src/runbook/sidecar.js";
import { Airflow } from "./airflow.js";

/** What the script below tells of a DAG. */
interface ToldDag {
  readonly timed: string | null;
  readonly params: Readonly<
    Record<string, { readonly value: unknown; readonly schema: Readonly<Record<string, unknown>> }>
  >;
  readonly tasks: readonly string[];
  readonly retries: number;
  readonly doc: string;
}

const TELL = `
import json
from lisalab_runbooks import dags, RunRunbook
def told(dag):
    runs = [one for one in dag.tasks if isinstance(one, RunRunbook) or one.task_type == "RunRunbook"]
    return {
        "timed": getattr(getattr(dag.timetable, "timetable", None), "expression", None),
        "params": {name: {"value": dag.params.get_param(name).value, "schema": dag.params.get_param(name).schema} for name in dag.params},
        "tasks": [one.task_id for one in dag.tasks],
        "retries": runs[0].retries if runs else 0,
        "doc": dag.doc_md,
    }
print("\\n" + json.dumps({name: told(dag) for name, dag in dags().items()}))
`;

// What YAML 1.1 reads in another way, and lisalab's sidecars are full of.
const TRICKY = `
on: [yes, no, off, ON, true, False]
numbers: [1e-9, 5.0e+6, 1_000, 017, 0o17, 0x1F, +3, -.5, 12:30:45, 1.5e3, .inf]
texts: [2037-01-31, 2037-01-31T06:00:00Z, ~, null, "", 3.0.0, <<, =]
`;

const OUTCOME = `
import { runbook } from "lisalab";
runbook.note("note: " + note);
if (outcome === "Error") throw new Error("nothing to judge");
runbook.expect("the outcome", { value: outcome, equals: "Pass", otherwise: outcome === "Warn" ? "Warn" : "Fail" });
`;

const PARAMETERS = {
  outcome: { type: "string", enum: ["Pass", "Warn", "Fail", "Error"], default: "Pass" },
  note: { type: "string", default: "" },
  day: { type: "string", format: "date", default: { compute: "yesterday" } },
  token: { type: "string", secret: true, default: "env:LISALAB_HOME" },
};

// A lisalab that says "$PRINTS", or has nothing to go on with, and notes what it was asked.
const STAND_IN = `#!/bin/sh
echo "$*" >> "$NOTES"
case "$1 $2 $3" in
  "runs list --text") echo '[{ "id": "run-1", "operator": "airflow a", "status": "errored" }]' ;;
  "run --json --resume") echo "lisalab: the data are others" >&2; exit 64 ;;
  *) echo "$PRINTS"; exit "$STATUS" ;;
esac
`;

const TRY = `
import os, sys
from types import SimpleNamespace
import lisalab_runbooks as r
one = r.RunRunbook(task_id="run", runbook="daily", schemas={"n": {"type": "number"}, "s": {"type": "string"}}, outlets=["done"])
one.given = {"n": 1.5, "s": "it's; $(rm -rf /)"}
context = {"ti": SimpleNamespace(try_number=int(sys.argv[1]), map_index=0), "dag_run": SimpleNamespace(run_id="a"),
    "outlet_events": {"done": SimpleNamespace()}}
try:
    print("\\nended", one.execute(context)["verdict"])
except Exception as error:
    print("\\nended", type(error).__name__, error)
`;

let airflow: Airflow;

beforeAll(async () => {
  airflow = await Airflow.prepared();
  const { house } = airflow;
  house.runbook("quick", [OUTCOME], { parameters: PARAMETERS, concurrency: 1, retries: { run: 1, backoff: 1 } });
  house.runbook("slow", ["await new Promise((resolve) => setTimeout(resolve, 120_000));"]);
  house.runbook("recurring", [OUTCOME], {
    parameters: PARAMETERS,
    schedule: "DTSTART:20370101T060000Z\nRRULE:FREQ=DAILY",
  });
  house.runbook("broken", [OUTCOME], { schedule: "never" });
  house.runbook("held", [
    'import { runbook } from "lisalab";',
    { source: "# Go on?\nIs the telescope parked?", type: "markdown" },
    {
      source: 'import { runbook } from "lisalab";\nrunbook.expect("parked", { value: true, equals: true });',
      tags: ["hold"],
    },
  ]);
});

afterAll(() => airflow.stop());

/** Runs of a runbook that have a record yet, the earliest first. */
async function records(runbook: string): Promise<readonly RunRecord[]> {
  const { house } = airflow;
  const listed = await house.lisalab("runs", "list", "--runbook", runbook, "--json");
  expect(listed.stderr).toBe("");
  const ids = (JSON.parse(listed.stdout) as { id: string }[]).map(({ id }) => id).sort();
  const files = ids.map((id) => house.file({ id }, "record.json")).filter((path) => existsSync(path));
  return files.map((path) => JSON.parse(readFileSync(path, "utf8")) as RunRecord);
}

describe("the DAGs", () => {
  let told: Readonly<Record<string, ToldDag>>;

  beforeAll(async () => {
    told = JSON.parse((await airflow.python(TELL)).trim().split("\n").at(-1)!) as typeof told;
  });

  it("are one for every runbook, with its schedule and its parameters", async () => {
    const names = readdirSync("runbooks").filter((name) =>
      existsSync(join("runbooks", name.replace(/\.yaml$/, ".ipynb"))),
    );
    const sidecars = names.filter((name) => name.endsWith(".yaml"));
    expect(sidecars.length).toBeGreaterThan(1);
    for (const name of sidecars) {
      const sidecar = await readSidecar(join("runbooks", name));
      const dag = told[sidecar.name]!;
      expect(dag.timed).toBe(sidecar.schedule === "" ? null : sidecar.schedule);
      expect(Object.keys(dag.params)).toEqual(Object.keys(sidecar.parameters));
      for (const [parameter, { default: preset }] of Object.entries(sidecar.parameters)) {
        const isPlain = typeof preset !== "object" || Array.isArray(preset);
        expect(dag.params[parameter]!.value).toEqual(preset !== undefined && isPlain ? preset : null);
      }
    }
  });

  it("ask for what JSON Schema allows; for secrets, only for the variable that has them", () => {
    const { outcome, day, token } = told["quick"]!.params;
    expect(outcome).toEqual({ value: "Pass", schema: { type: "string", enum: ["Pass", "Warn", "Fail", "Error"] } });
    expect(day).toEqual({ value: null, schema: { type: ["string", "null"], format: "date" } });
    expect(token).toEqual({ value: "env:LISALAB_HOME", schema: { type: "string", pattern: "^env:[A-Za-z_]\\w*$" } });
    expect(told["quick"]!.retries).toBe(1);
  });

  it("have the tasks of an approval for every cell that waits for a person", () => {
    expect(told["quick"]!.tasks).toEqual(["wanted", "runbook.run"]);
    expect(told["held"]!.tasks).toEqual([
      "wanted",
      "runbook.run",
      "runbook.await_1",
      "runbook.hold_1",
      "runbook.decide_1",
    ]);
    expect(told["held"]!.doc).toContain("Waits for a person: Go on?");
  });

  it("say what Airflow can't do, and one that can't be made keeps no other from it", () => {
    expect(told["recurring"]).toMatchObject({
      timed: null,
      doc: expect.stringContaining("Not scheduled here") as string,
    });
    expect(told["broken"]).toMatchObject({ tasks: ["broken"], doc: expect.stringContaining("broken.yaml") as string });
  });

  it("read YAML as lisalab does", async () => {
    const script = `import json, yaml, lisalab_runbooks as r\nprint("\\n" + json.dumps(yaml.load(${JSON.stringify(TRICKY)}, r.Yaml12)))`;
    const read = (await airflow.python(script)).trim().split("\n").at(-1)!.replace("Infinity", "1e999");
    expect(JSON.parse(read)).toEqual(parse(TRICKY));
  });
});

describe("a task", () => {
  const record = { id: "run-2", verdict: "Pass", reason: "", entry: 1, startedAt: "", endedAt: "", problems: [] };

  /** How a task ends whose lisalab is the stand-in, and what that was asked. */
  async function tried(attempt: number, status: number, prints: object | ""): Promise<readonly [string, string[]]> {
    const folder = mkdtempSync(join(airflow.house.root, "stand-in "));
    const [program, notes] = [join(folder, "lisalab"), join(folder, "notes")];
    writeFileSync(program, STAND_IN, { mode: 0o755 });
    const said = prints === "" ? "" : JSON.stringify({ ...prints, runbook: { name: "daily", version: "1" } });
    const env = { LISALAB_COMMAND: `'${program}'`, NOTES: notes, STATUS: String(status), PRINTS: said };
    const printed = await airflow.python(TRY, [String(attempt)], env);
    return [printed.split("\nended ").at(-1)!.trim(), readFileSync(notes, "utf8").trim().split("\n")];
  }

  it("gives parameters as they are, whatever is in them", async () => {
    const [ended, asked] = await tried(1, 0, record);
    expect(ended).toBe("Pass");
    expect(asked).toEqual(["run --json daily -p n=1.5 -p s=it's; $(rm -rf /)"]);
  });

  it.each([
    [1, { ...record, verdict: "Warn" }, /^Warn$/],
    [2, { ...record, verdict: "Fail", reason: "x is 2" }, /^AirflowFailException daily Fail: x is 2 \(run run-2\)$/],
    [3, { ...record, verdict: "Error", reason: "no data" }, /^AirflowException daily Error: no data \(run run-2\)$/],
    [64, "", /^AirflowFailException lisalab refused, with 64/],
    [3, "", /^AirflowException lisalab ended with 3 and without a record/],
  ] as const)("ends with exit status %i as Airflow should take it", async (status, prints, ended) => {
    expect((await tried(1, status, prints))[0]).toMatch(ended);
  });

  it("that is tried again goes on with its run, or begins one when that can't go on", async () => {
    const [ended, asked] = await tried(2, 0, record);
    expect(ended).toBe("Pass");
    expect(asked.slice(0, 2)).toEqual(["runs list --text airflow a --json", "run --json --resume run-1"]);
    expect(asked[2]).toMatch(/^run --json daily -p/);
  });
});

describe("airflow dags test", () => {
  it("runs daily-ops on the sample, with its entry in the logbook and its PDF", async () => {
    await airflow.airflow("dags", "test", "daily-ops");
    const [record] = await records("daily-ops");
    expect(record).toMatchObject({ verdict: expect.stringMatching(/Pass|Warn/) as string, entry: 1 });
    expect(record!.operator).toMatch(/^airflow manual__/);
    expect(existsSync(airflow.house.file(record!, "report.pdf"))).toBe(true);
    const shown = await airflow.house.lisalab("logbook", "show", "1");
    expect(shown.stdout).toMatch(new RegExp(`${record!.id}\\.pdf`));
  });
});

describe("a standalone Airflow", () => {
  beforeAll(async () => {
    await airflow.start();
    for (const dag of ["quick", "held", "slow"]) await airflow.unpause(dag);
  });

  it("runs at an asset's event, with its parameters, and tells of runs that ended well", async () => {
    const path = "/api/v2/assets?limit=100";
    const { assets } = (await airflow.api("GET", path)) as { assets: { id: number; name: string }[] };
    const idOf = (name: string): number => assets.find((asset) => asset.name === name)!.id;
    const extra = { parameters: { note: "from the archive", outcome: "Warn" } };
    await airflow.api("POST", "/api/v2/assets/events", { asset_id: idOf("lisalab/quick/wanted"), extra });
    const done = await airflow.until("the run", async () => {
      const found = await airflow.api("GET", `/api/v2/assets/events?asset_id=${idOf("lisalab/quick/done")}`);
      const { asset_events: events } = found as { asset_events: { extra: { id: string; verdict: string } }[] };
      return events.length > 0 && events;
    });
    const [record] = await records("quick");
    expect(record).toMatchObject({ verdict: "Warn", parameters: { note: "from the archive" }, entry: 2 });
    expect(done.map(({ extra: told }) => told)).toMatchObject([{ id: record!.id, verdict: "Warn" }]);
  });

  it("takes what is asked for by the same id once", async () => {
    const asked = { dag_run_id: "event:archive:day.h5:1", logical_date: null, conf: { note: "once" } };
    const answers = await Promise.allSettled(
      [1, 2, 3].map(() => airflow.api("POST", "/api/v2/dags/quick/dagRuns", asked)),
    );
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [String(answer.reason)] : []));
    expect(refused).toHaveLength(2);
    expect(refused.join()).toMatch(/409.*409/s);
    expect((await airflow.ended("quick", asked.dag_run_id)).state).toBe("success");
    expect((await records("quick")).filter(({ parameters }) => parameters["note"] === "once")).toHaveLength(1);
  });

  it("fails with the verdict, and tries only an Error again", async () => {
    const [failing, erring, odd] = await Promise.all(
      [{ outcome: "Fail" }, { outcome: "Error" }, {}].map((conf) => airflow.trigger("quick", conf)),
    );
    const failed = await airflow.ended("quick", failing!);
    expect(failed.state).toBe("failed");
    expect(failed.tasks.find(({ task_id: id }) => id === "runbook.run")).toMatchObject({
      state: "failed",
      try_number: 1,
    });
    expect(airflow.log("quick", failing!, "runbook.run")).toMatch(/quick Fail: .*the outcome.* \(run \d+T\d+Z-quick-/);
    const erred = await airflow.ended("quick", erring!);
    expect(erred.tasks.find(({ task_id: id }) => id === "runbook.run")).toMatchObject({
      state: "failed",
      try_number: 2,
    });
    expect(airflow.log("quick", erring!, "runbook.run")).toMatch(/quick Error: .*nothing to judge/);
    // The second try went on with the run of the first.
    const errors = (await records("quick")).filter(({ verdict }) => verdict === "Error");
    expect(errors).toMatchObject([{ attempt: 2 }]);
    expect(await airflow.ended("quick", odd!)).toMatchObject({ state: "success" });
  });

  it("has people decide what is held, and lisalab knows who it was", async () => {
    const run = await airflow.trigger("held");
    const path = `/api/v2/dags/held/dagRuns/${encodeURIComponent(run)}/taskInstances/runbook.hold_1/0/hitlDetails`;
    const asked = new Set<string>();
    const answered = async (): Promise<boolean> => {
      const tasks = await airflow.tasks("held", run);
      const isAsked = tasks.some(({ task_id: id, state }) => id === "runbook.hold_1" && state === "awaiting_input");
      if (isAsked) {
        const { subject, body } = (await airflow.api("GET", path)) as { subject: string; body: string };
        asked.add(`${subject}: ${body}`);
        const answer = { chosen_options: ["Approve"], params_input: { comment: "it is; I looked" } };
        await airflow.api("PATCH", path, answer);
      }
      return tasks.some(({ task_id: id, state }) => id === "runbook.decide_1" && state === "success");
    };
    await airflow.until("the decision", answered);
    expect((await airflow.ended("held", run)).state).toBe("success");
    expect([...asked]).toEqual([expect.stringMatching(/^held is held: Go on\?: Is the telescope parked\?/)]);
    const [record] = await records("held");
    expect(record!.verdict).toBe("Pass");
    expect(record!.holds).toMatchObject([{ decision: "approved", who: "ada", comment: "it is; I looked" }]);
  });

  it("stops a run that is stopped there, and the run says so", async () => {
    const run = await airflow.trigger("slow");
    await airflow.until("the run", async () => (await records("slow")).at(-1)?.cells.at(-1)?.state === "running");
    const path = `/api/v2/dags/slow/dagRuns/${encodeURIComponent(run)}?update_mask=state`;
    await airflow.api("PATCH", path, { state: "failed" });
    const record = await airflow.until("the end of the run", async () => {
      const [last] = await records("slow");
      return last!.verdict !== null && last;
    });
    expect(record).toMatchObject({ verdict: "Error", reason: expect.stringMatching(/stop|interrupt/i) as string });
  });
});
