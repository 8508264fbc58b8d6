import { randomStream } from "../../src/core/random.js";
import { deliver } from "../../src/logbook/delivery.js";
import { ElogLogbook } from "../../src/logbook/elog.js";
import { ELOG_ATTRIBUTES } from "../../src/logbook/elog-fields.js";
import { type Patience, Spool } from "../../src/logbook/spool.js";
import { FakeElogd } from "./fake-elogd.js";
import { FAULTS, type Fault, FaultProxy } from "./fault-proxy.js";
import { PATIENT } from "./neutral-sample.js";
import { attachment, draft } from "./sample.js";

/** What came of posts through a bad network. */
export interface Outcome {
  readonly missing: number;
  readonly doubled: number;
  readonly spoilt: number;
  readonly struck: ReadonlyMap<Fault, number>;
}

/** How many of the connections have a fault. */
const SHARE = 0.33;

/** Posts `count` entries with attachments through a network where every third connection fails. */
export async function posted(
  home: string,
  count: number,
  { stall, ...patience }: Patience & { readonly stall: number },
): Promise<Outcome> {
  const elogd = await FakeElogd.start();
  const random = randomStream(5n, "faults");
  const dice = (): Fault => (random.uniform() < SHARE ? FAULTS[Math.floor(random.uniform() * FAULTS.length)]! : "none");
  const proxy = await FaultProxy.start(elogd.port, stall, dice);
  const url = `http://127.0.0.1:${proxy.port}/Operations/`;
  const spool = new Spool(home, patience);
  const keys = Array.from({ length: count }, (_, n) => `run ${n + 1}`);
  for (const key of keys) {
    await spool.add(draft(key, { attachments: [attachment("report.pdf", `PDF of ${key} `.repeat(50))] }), [
      "operations",
    ]);
  }
  const book = new ElogLogbook({ url, attributes: { ...ELOG_ATTRIBUTES, key: "Run ID" } });
  while ((await spool.list()).length > 0) {
    await deliver(spool, new Map([["operations", () => book]]), PATIENT);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const values = elogd.values("Run ID");
  const spoilt = (await spool.list(true)).filter(({ problem, deliveredAt }) => problem !== "" || deliveredAt === null);
  await Promise.all([spool.close(), proxy.stop(), elogd.stop()]);
  return {
    missing: keys.filter((key) => !values.includes(key)).length,
    doubled: values.length - new Set(values).size,
    spoilt: spoilt.length,
    struck: proxy.struck,
  };
}
