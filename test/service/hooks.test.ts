import { createHmac } from "node:crypto";
import type { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withoutCallerSecrets } from "../../src/service/caller.js";
import { Events } from "../../src/service/events.js";
import { routesOf } from "../../src/service/routes.js";
import { EventHouse, SteppedClock } from "./event-house.js";

const SECRET = "a-secret-of-enough-characters";

const SIDECAR = `
triggers: [{ hook: new-data, parameters: { day: /product/day, gaps: /product/planned~1gaps, detector: /who } }]
parameters:
  day: { type: string, format: date }
  gaps: { type: array, default: [] }
  detector: { type: string, default: none }`;

const BODY = { product: { day: "2037-01-31", "planned/gaps": [[1, 2]] } };

let house: EventHouse;
let events: Events;
let app: Hono;

beforeEach(async () => {
  vi.stubEnv("LISALAB_HOOK_NEW_DATA_SECRET", SECRET);
  house = new EventHouse();
  await house.serve("daily-ops", SIDECAR);
  events = new Events(house.home, new SteppedClock(), house.tell);
  app = routesOf(events.routesOf(house.served));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await events.close();
  await house.close();
});

interface Answered {
  readonly status: number;
  readonly said: {
    readonly error?: string;
    readonly runs?: readonly { readonly run: string; readonly repeated: boolean }[];
  };
}

async function post(body: unknown, headers: Record<string, string>, hook = "new-data"): Promise<Answered> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await app.request(`/hooks/${hook}`, { method: "POST", body: text, headers });
  return { status: answer.status, said: (await answer.json()) as Answered["said"] };
}

const bearer = (token = SECRET): Record<string, string> => ({ Authorization: `Bearer ${token}` });
const signed = (body: unknown, secret = SECRET): Record<string, string> => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { "X-Hub-Signature-256": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}` };
};

describe("POST /hooks/NAME", () => {
  it.each([
    ["a bearer token", bearer()],
    ["Basic's password", { Authorization: `Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}` }],
    ["a signature", signed(BODY)],
  ])("queues a run for who brings %s, with parameters of the JSON", async (_, headers) => {
    const { status, said } = await post(BODY, headers);
    expect(status).toBe(202);
    const [run] = await house.runs();
    expect(said.runs).toEqual([{ runbook: "daily-ops", run: run!.id, repeated: false }]);
    expect(run!.ask.parameters).toEqual({ day: "2037-01-31", gaps: "[[1,2]]" });
    expect(run!.operator).toBe("hook new-data");
  });

  it("gives who repeats himself the run that there is, and another one for another key", async () => {
    const first = await post(BODY, { ...bearer(), "Idempotency-Key": "1" });
    const again = await Promise.all([1, 2, 3].map(() => post(BODY, { ...bearer(), "Idempotency-Key": "1" })));
    const repeated = { status: 200, said: { runs: [{ ...first.said.runs![0], repeated: true }] } };
    expect(again).toEqual([repeated, repeated, repeated]);
    expect((await post(BODY, { ...bearer(), "Idempotency-Key": "2" })).status).toBe(202);
    expect((await post(BODY, bearer())).status).toBe(202);
    expect((await post(BODY, bearer())).status).toBe(200);
    expect(await house.runs()).toHaveLength(3);
  });

  it("makes one run of a call that comes many times at once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => post(BODY, bearer())));
    expect(await house.runs()).toHaveLength(1);
  });

  it.each([
    ["lists", `{"product": {"day": ${"[".repeat(400_000)}${"]".repeat(400_000)}}}`],
    ["objects", `${'{"product":'.repeat(80_000)}1${"}".repeat(80_000)}`],
  ])("turns away %s in each other without an end", async (_, body) => {
    expect(await post(body, bearer())).toEqual({
      status: 400,
      said: { error: "the body is nested more than 100 deep" },
    });
  });

  it("lets nobody repeat a signed call under another key", async () => {
    await post(BODY, signed(BODY));
    const replayed = await post(BODY, { ...signed(BODY), "Idempotency-Key": "another" });
    expect(replayed.status).toBe(200);
    expect(await house.runs()).toHaveLength(1);
  });

  it.each([
    ["no secret", {}],
    ["a wrong token", bearer("a-secret-of-enough-character")],
    ["an empty token", { Authorization: "Bearer " }],
    ["a wrong password", { Authorization: `Basic ${Buffer.from("me:you").toString("base64")}` }],
    ["another scheme", { Authorization: `Digest ${SECRET}` }],
    ["a signature of another body", signed("{}")],
    ["a signature by another secret", signed(BODY, "another")],
    ["an empty signature", { "X-Hub-Signature-256": "sha256=" }],
    ["a wrong signature besides the token", { ...signed("{}"), ...bearer() }],
  ])("turns %s away with 401 and a line in the log", async (_, headers) => {
    expect(await post(BODY, headers)).toEqual({
      status: 401,
      said: { error: "neither signature nor token is right" },
    });
    expect(house.log).toEqual(['refused: hook "new-data": 401 neither signature nor token is right']);
    expect(await house.runs()).toEqual([]);
  });

  it.each([
    ["what is no JSON", "no JSON", 400, "the body is no JSON"],
    ["a day that is none", { product: { day: "2037-02-30" } }, 422, "day="],
    ["a day that is no text", { product: { day: 20370131 } }, 422, "day is 20370131; text is expected at /product/day"],
    ["a day that is missing", { product: null }, 422, 'parameter "day" has no default'],
    [
      "names that every object inherits",
      { product: { day: "2037-01-31" }, constructor: 1, who: {} },
      422,
      "detector is {}",
    ],
    ["what is too long", JSON.stringify("x".repeat(2 ** 20)), 413, "the body is longer than 1048576 bytes"],
  ])("tells who may call what is wrong with %s", async (_, body, status, message) => {
    const answer = await post(body, bearer());
    expect([answer.status, answer.said.error]).toEqual([status, expect.stringContaining(message)]);
    expect(await house.runs()).toEqual([]);
  });

  it("reads no more than it takes of a body whose length nobody said", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(2 ** 16, pulled++)),
    });
    const init: RequestInit = { method: "POST", body: endless, headers: bearer(), duplex: "half" };
    expect((await app.request("/hooks/new-data", init)).status).toBe(413);
    expect(pulled).toBeLessThan(2 ** 20 / 2 ** 16 + 4);
  });

  it("knows no hook that nobody has, and writes no line breaks of others into the log", async () => {
    expect((await post(BODY, bearer(), "a%0Ab")).status).toBe(404);
    expect(house.log).toEqual(['refused: hook "a\\nb": 404 there is no such hook']);
  });

  it("keeps its secret from the workers, whose cells need not know it", () => {
    const env = {
      LISALAB_HOOK_NEW_DATA_SECRET: SECRET,
      LISALAB_EVENTS_SECRET: SECRET,
      LISALAB_HOME: "home",
      PATH: "x",
    };
    expect(withoutCallerSecrets(env)).toEqual({ LISALAB_HOME: "home", PATH: "x" });
  });

  it("is open to nobody without a secret that can't be guessed", async () => {
    vi.stubEnv("LISALAB_HOOK_NEW_DATA_SECRET", "short");
    const [trigger] = events.triggersOf(house.runbooks[0]!);
    expect(trigger!.name).toBe("hook new-data of daily-ops");
    const run = trigger!.run(house.ask, AbortSignal.timeout(1000));
    await expect(run).rejects.toThrow("LISALAB_HOOK_NEW_DATA_SECRET has 5 characters");
    expect(await post(BODY, bearer("short"))).toEqual({ status: 503, said: { error: "not now" } });
    vi.stubEnv("LISALAB_HOOK_NEW_DATA_SECRET", "");
    expect((await post(BODY, { Authorization: "Bearer " })).status).toBe(503);
  });
});
