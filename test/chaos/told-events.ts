import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { RandomStream } from "../../src/core/random.js";
import type { Clock } from "../../src/service/clock.js";
import { Events } from "../../src/service/events.js";
import { FakeS3 } from "../objects/fake-s3.js";
import { EventHouse } from "../service/event-house.js";

const LISTENER = fileURLToPath(new URL("listener.mjs", import.meta.url));

const BUCKET = "lisa-l0";

export const SECRET = "a-secret-of-the-chaos-tests";

/** Of the events, how many are told twice, and how many get lost. */
const DOUBLED = 0.3;
const DROPPED = 0.1;

/** Events under way at once, and how often one is told again when the service says that it can't hear it now. */
const AT_ONCE = 4;
const PATIENCE = 600;

/** What came of telling a service of products. */
export interface ToldEvents {
  readonly told: number;
  readonly doubled: number;
  readonly dropped: number;
  /** Products that no run processed, and that more than one did. */
  readonly missing: readonly string[];
  readonly twice: readonly string[];
  /** Runs of no product. */
  readonly strange: readonly string[];
}

/**
 * Puts products into a bucket and tells of them in a wild order, some twice, some not at all, to a service that is killed
 * and started anew meanwhile; then lets two list the bucket at once, and works off the queue.
 */
export async function toldEvents(products: number, kills: number, random: RandomStream): Promise<ToldEvents> {
  const [store, house] = [await FakeS3.start(BUCKET), new EventHouse()];
  store.pageSize = 100;
  Object.assign(process.env, store.env);
  try {
    await house.serve(
      "product",
      `triggers: [{ bucket: ${BUCKET}, suffix: .h5, parameter: observation }]\nparameters: { observation: { type: string, format: file } }`,
    );
    const keys = Array.from({ length: products }, (_, n) => `packets ${n % 7}/+${n}.h5`);
    for (const key of keys) store.put(BUCKET, key, key);
    const letters = shuffled(
      keys.flatMap((key) => lettersOf(key, random)),
      random,
    );
    await tellAll(house, letters, kills);
    await Promise.all([listedBy(house), listedBy(house)]);
    const observed = await workedOff(house);
    const urls = keys.map((key) => `s3://${BUCKET}/${key}`);
    const count = (url: string): number => observed.filter((one) => one === url).length;
    return {
      told: letters.length,
      doubled: letters.length - new Set(letters).size,
      dropped: products - new Set(letters).size,
      missing: urls.filter((url) => count(url) === 0),
      twice: urls.filter((url) => count(url) > 1),
      strange: observed.filter((one) => !urls.includes(one)),
    };
  } finally {
    for (const name of Object.keys(store.env)) delete process.env[name];
    await house.close();
    await store.stop();
  }
}

/** The letters of a product: usually one, sometimes two or none. */
function lettersOf(key: string, random: RandomStream): string[] {
  const chance = random.uniform();
  const object = { key: encodeURIComponent(key), eTag: createHash("md5").update(key).digest("hex"), sequencer: "1" };
  const letter = JSON.stringify({
    Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: BUCKET }, object } }],
  });
  if (chance < DROPPED) return [];
  return chance < DROPPED + DOUBLED ? [letter, letter] : [letter];
}

/** A service in a process of its own, which is killed and started again. */
class Listener {
  readonly #house: EventHouse;
  #child: ChildProcess | undefined;
  url = "";

  constructor(house: EventHouse) {
    this.#house = house;
  }

  async start(): Promise<void> {
    const sidecar = this.#house.runbooks[0]!.path.replace(/\.ipynb$/, ".yaml");
    this.#child = spawn(process.execPath, [LISTENER, this.#house.home, sidecar], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(this.#child, "exit").then(() => []);
    const [line] = (await Promise.race([once(this.#child.stdout!, "data"), ended])) as Buffer[];
    if (line === undefined) throw new Error("the service ended before it listened");
    this.url = String(line).trim();
  }

  async kill(): Promise<void> {
    const ended = once(this.#child!, "exit");
    this.#child!.kill("SIGKILL");
    await ended;
  }
}

/** Tells a service all letters, several at once, and kills it so often meanwhile. */
async function tellAll(house: EventHouse, letters: readonly string[], kills: number): Promise<void> {
  const listener = new Listener(house);
  await listener.start();
  const waiting = [...letters];
  const teller = async (): Promise<void> => {
    for (let letter = waiting.pop(); letter !== undefined; letter = waiting.pop()) await tellOnce(listener, letter);
  };
  const told = Promise.all(Array.from({ length: AT_ONCE }, teller));
  for (let kill = 1; kill <= kills; kill++) {
    const rest = letters.length * (1 - kill / (kills + 1));
    while (waiting.length > rest) await sleep(5);
    await listener.kill();
    await listener.start();
  }
  await told;
  await listener.kill();
}

/** As stores do it: what is not taken is told again. */
async function tellOnce(listener: Listener, body: string): Promise<void> {
  const init = { method: "POST", body, headers: { Authorization: `Bearer ${SECRET}` } };
  for (let time = 0; time < PATIENCE; time++) {
    const answer = await fetch(`${listener.url}events`, init).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error("the service hears nothing");
}

/** A service lists the bucket once, as it does when it starts. */
async function listedBy(house: EventHouse): Promise<void> {
  const stop = new AbortController();
  const once: Clock = { now: () => Date.now(), sleep: async () => stop.abort() };
  const events = new Events(house.home, once, house.tell);
  const triggers = house.runbooks.flatMap((runbook) => events.triggersOf(runbook));
  await Promise.all(triggers.map((trigger) => trigger.run(house.ask, stop.signal)));
  await events.close();
}

/** What the runs of the queue were given, each taken as a worker takes it. */
async function workedOff(house: EventHouse): Promise<string[]> {
  const ledger = await house.ledger();
  const observed: string[] = [];
  for (let run = await ledger.claim("worker"); run !== null; run = await ledger.claim("worker")) {
    observed.push(run.ask.parameters["observation"]!);
    await ledger.move(run.id, { to: "passed", who: "worker", owner: "worker" });
  }
  return observed;
}

function shuffled<T>(items: readonly T[], random: RandomStream): readonly T[] {
  const order = items.map((item) => ({ item, place: random.uniform() }));
  return order.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
