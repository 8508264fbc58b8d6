import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readCatalogue, writeCatalogue } from "../../src/io/cataloguefile.js";
import { openResiduals } from "../../src/io/residualfile.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { type Ended, House } from "../runbook/house.js";

/** Two fits of two binaries, and two kernels, on a busy machine. */
const PATIENCE = 240_000;
const RUNBOOK = join(process.cwd(), "runbooks", "catalogue-update");

/** Two weeks with two loud binaries. */
const DATA = {
  seed: 7,
  duration: 1_209_600,
  dt: 60,
  generation: 2,
  galacticBinaries: { count: 2, frequencies: [2e-3, 4e-3], snrs: [40, 60] },
};

type Outcome = Ended & { readonly record: RunRecord };

const notPassed = ({ record }: Outcome): readonly string[] =>
  record.checks.filter(({ verdict }) => verdict !== "Pass").map(({ verdict, name }) => `${verdict} ${name}`);
const find = ({ record }: Outcome, name: string): RunRecord["checks"][number] =>
  record.checks.find((check) => check.name === name)!;

describe("catalogue-update on a real server", () => {
  const house = new House();
  afterAll(() => house.close());

  const releases = join(house.root, "releases");
  const data = join(house.root, "weeks.json");
  /** Chains are too short to agree, which costs nothing here. */
  const quick = ["steps=100", "effectiveLimit=1e-9", "band=[1.5e-3,5e-3]"];
  const run = (...more: readonly string[]): Promise<Outcome> => {
    const parameters = [`l1=${data}`, `releases=${releases}`, ...quick, ...more];
    return house.run(RUNBOOK, ...parameters.flatMap((each) => ["-p", each]));
  };

  test("the first week is published, and the second compared with it", { timeout: PATIENCE }, async () => {
    writeFileSync(data, JSON.stringify(DATA));
    const first = await run("weeks=1", "rHatLimit=1.0001");
    expect(notPassed(first)).toEqual(["Warn worst R-hat of a posterior"]);
    expect(find(first, "worst R-hat of a posterior").reason).toMatch(/The slowest: GB-\d+nHz \d+\.\d+.*more steps/);
    expect(first.record.notes.join("\n")).toContain("This is the first release of these data, with 2 sources");
    expect(readdirSync(releases).sort()).toEqual(["W01-l2.h5", "W01.h5"]);
    const week1 = await readCatalogue(join(releases, "W01.h5"));
    expect(week1).toMatchObject({ version: "W01", parent: "" });

    // Last week had a third source, which these data don't have.
    const [one, other] = week1.sources;
    const parameters = one!.parameters.map((each) =>
      each.name === "frequency" ? { ...each, value: 4.5e-3, low: 4.5e-3, high: 4.5e-3 } : each,
    );
    const ghost = { ...one!, id: "GB-ghost", parameters, samples: {}, snr: 8.5 };
    await writeCatalogue(join(releases, "W01.2.h5"), { ...week1, version: "W01.2", sources: [one!, other!, ghost] });
    const second = await run("lostLimits=[0,0]", "rHatLimit=100");
    expect(second).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(notPassed(second)).toEqual(["Fail sources that are lost"]);
    expect(find(second, "sources that are lost").reason).toMatch(
      /GB-ghost \(4\.5000 mHz, SNR 8\.5\): new in W01\.2, lost in W02/,
    );
    expect(find(second, "new sources").value).toBe(0);
    expect(second.record.notes.join("\n")).toContain(
      "W02 was not published, since this run is a Fail; the latest release is W01.2",
    );
    expect(readdirSync(releases)).not.toContain("W02.h5");

    const product = (name: string): string => house.file(second.record, join("products", name));
    const release = await readCatalogue(product("W02-catalogue.h5"));
    expect(release).toMatchObject({ version: "W02", parent: "W01.2" });
    expect(release.sources.map(({ id }) => id)).toEqual([one!.id, other!.id]);
    expect(release.sources[0]!.waveform).toMatch(/^W02-l2\.h5#\/subtracted\//);
    const { depths, subtracted } = await openResiduals(product("W02-l2.h5"));
    expect(depths.at(-1)!.sources).toBe(2);
    expect(subtracted).toHaveLength(2);
    expect(second.record.artefacts.map(({ role }) => role)).toEqual(
      expect.arrayContaining(["html", "notebook", "pdf"]),
    );
    expect(JSON.stringify(house.notebook(second.record))).toContain("application/vnd.plotly.v1+json");
    expect(readdirSync(join(house.home, "scratch", "catalogue-update"))).toEqual(["data"]);
  });

  test("what makes no sense is refused before anything runs", { timeout: PATIENCE }, async () => {
    const missing = await house.lisalab("run", RUNBOOK, "-p", "l1=none.h5");
    expect([missing.status, missing.stderr]).toEqual([64, expect.stringContaining("none.h5")]);
    expect((await house.lisalab("run", RUNBOOK, "-p", "newLimits=[2,1]")).status).toBe(64);
    expect((await house.lisalab("run", RUNBOOK, "-p", "noise=loud")).status).toBe(64);
  });
});
