import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type NamedLogbook, namedLogbooks } from "../../src/logbook/configuration.js";
import { newFolder } from "./sample.js";

async function named(yaml: string): Promise<readonly NamedLogbook[]> {
  const home = newFolder();
  writeFileSync(join(home, "logbooks.yaml"), yaml);
  return namedLogbooks(home);
}

const PEOPLE = "from: lisalab@example.org, to: ada@example.org";
const MAIL = `kind: mail, host: mail.example.org, ${PEOPLE}`;
const ELOG = "kind: elog, url: https://elog.example.org/Operations";

describe("logbooks.yaml", () => {
  it("names logbooks of every kind, and for which entries they are", async () => {
    const books = await named(`
logbooks:
  operations: { kind: elog, url: https://elog.example.org/Operations, user: robot, attributes: { key: Run, author: null } }
  control-room: { kind: olog, url: http://localhost:8181/Olog, user: robot, logbooks: [Operations] }
  night: { kind: narrativelog, url: https://example.org/narrativelog }
  alerts: { kind: slack, statuses: [Fail, Error] }
  chat: { kind: mattermost }
  officers: { kind: mail, host: mail.example.org, user: robot, from: lisalab@example.org, to: [ada@example.org] }
`);
    expect(books.map(({ name }) => name)).toEqual([
      "operations",
      "control-room",
      "night",
      "alerts",
      "chat",
      "officers",
    ]);
    expect(books.map(({ statuses }) => statuses.length)).toEqual([5, 5, 5, 2, 0, 0]);
    const env = {
      LISALAB_LOGBOOK_OPERATIONS_PASSWORD: "a",
      LISALAB_LOGBOOK_CONTROL_ROOM_PASSWORD: "b",
      LISALAB_LOGBOOK_ALERTS_URL: "https://hooks.example.org/x",
      LISALAB_LOGBOOK_CHAT_URL: "https://chat.example.org/hooks/x",
      LISALAB_LOGBOOK_OFFICERS_PASSWORD: "c",
    };
    for (const book of books) expect(book.connect(env)).toHaveProperty("post");
    expect(() => books[0]!.connect({})).toThrow(/needs LISALAB_LOGBOOK_OPERATIONS_PASSWORD in the environment/);
    expect(() => books[3]!.connect({})).toThrow(/needs LISALAB_LOGBOOK_ALERTS_URL/);
    expect(() => books[3]!.connect({ LISALAB_LOGBOOK_ALERTS_URL: "http://hooks.example.org/secret" })).toThrow(
      /^LISALAB_LOGBOOK_ALERTS_URL is no https URL; copy it from where the webhook was made$/,
    );
  });

  it("need not be there, nor name any", async () => {
    expect(await namedLogbooks(newFolder())).toEqual([]);
    expect(await named("")).toEqual([]);
    expect(await named("logbooks:\n")).toEqual([]);
  });

  it.each([
    ["logboks: {}", /no option "logboks"\. Did you mean "logbooks"/],
    ["logbooks: [x]", /logbooks must be a mapping/],
    ["logbooks: { Ops: {} }", /the name "Ops"; use lower-case/],
    ["logbooks: { ops: { kind: elgo } }", /kind of ops is "elgo"; there are elog, olog/],
    [`logbooks: { ops: { ${ELOG}, usr: x } }`, /ops has no option "usr"\. Did you mean "user"/],
    [`logbooks: { ops: { ${ELOG}, attributes: { runId: x } } }`, /attributes of ops has no option "runId"/],
    [`logbooks: { ops: { ${ELOG}, attributes: { key: null } } }`, /attributes\.key of ops/],
    [`logbooks: { ops: { ${ELOG}, attributes: { system: 3 } } }`, /attributes\.system of ops.*null when it has none/],
    [`logbooks: { ops: { ${ELOG}, statuses: [Failed] } }`, /statuses of ops.*Pass, Warn, Fail/],
    [`logbooks: { ops: { ${ELOG}, user: 7 } }`, /user of ops is 7/],
    [`logbooks: { ops: { ${ELOG}, user: x, password: y } }`, /put it into LISALAB_LOGBOOK_OPS_PASSWORD/],
    ["logbooks: { ops: { kind: slack, url: 'https://x.org' } }", /put it into LISALAB_LOGBOOK_OPS_URL/],
    ["logbooks: { ops: { kind: elog } }", /url of ops is undefined/],
    ["logbooks: { ops: { kind: elog, url: 'ftp://x' } }", /url of ops is "ftp:/],
    ["logbooks: { ops: { kind: elog, url: 'https://a:b@x' } }", /without user and query/],
    ["logbooks: { ops: { kind: elog, url: 'http://x.org/a', user: u } }", /use https/],
    ["logbooks: { ops: { kind: olog, url: 'https://x.org' } }", /logbooks of ops/],
    ["logbooks: {", /no YAML/],
    [`logbooks: { ops: { ${MAIL}, hst: x } }`, /ops has no option "hst"\. Did you mean "host"/],
    [`logbooks: { ops: { kind: mail, ${PEOPLE} } }`, /host of ops is undefined; the name of a mail server/],
    [`logbooks: { ops: { ${MAIL}, encryption: ssl } }`, /encryption of ops is "ssl"; starttls, tls, none/],
    [`logbooks: { ops: { ${MAIL}, port: 0 } }`, /port of ops is 0; 1 to 65535/],
    [`logbooks: { ops: { ${MAIL}, user: x, encryption: none } }`, /encryption of ops is none, which would show/],
    ["logbooks: { ops: { kind: mail, host: x, from: a, to: b@x.org } }", /from of ops is "a"; one address/],
    [`logbooks: { ops: { kind: mail, host: x, from: a@x.org, to: "b@x.org\\r\\nBcc: c@x.org" } }`, /to of ops is "b@x/],
    ["logbooks: { ops: { kind: mail, host: x, from: a@x.org, to: [] } }", /to of ops is \[\]; an address, or a list/],
    ["logbooks: { ops: { kind: mail, host: x, from: a@x.org, to: ['b@x.org, c@x.org'] } }", /to of ops is/],
  ])("is refused with what to do: %s", async (yaml, message) => {
    await expect(named(yaml)).rejects.toThrow(message);
    await expect(named(yaml)).rejects.toThrow(/logbooks\.yaml: /);
  });
});
