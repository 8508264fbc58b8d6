import { isKey, objectUrl } from "../objects/address.js";
import type { ObjectEntry } from "../objects/listing.js";
import type { ObjectStore } from "../objects/store.js";
import type { BucketTrigger } from "../runbook/sidecar-triggers.js";
import type { Arrival, Arrivals } from "./arrivals.js";
import type { Clock } from "./clock.js";
import type { Ask, ServedRunbook, Trigger } from "./trigger.js";

/** Time between two listings of a bucket, in ms: what no event told of is found then. */
export const LISTED_EVERY = 180_000;

/** Lists a bucket when the service starts and every few minutes, so that no event which got lost is missed. */
export class BucketListing implements Trigger {
  readonly name: string;
  readonly #runbook: ServedRunbook;
  readonly #trigger: BucketTrigger;
  readonly #arrivals: Arrivals;
  readonly #store: () => ObjectStore;
  readonly #clock: Clock;

  /** @param store throws when the environment does not say how to reach it */
  constructor(
    runbook: ServedRunbook,
    trigger: BucketTrigger,
    {
      arrivals,
      store,
      clock,
    }: { readonly arrivals: Arrivals; readonly store: () => ObjectStore; readonly clock: Clock },
  ) {
    this.name = `bucket ${trigger.bucket} of ${runbook.sidecar.name}`;
    this.#runbook = runbook;
    this.#trigger = trigger;
    this.#arrivals = arrivals;
    this.#store = store;
    this.#clock = clock;
  }

  async run(ask: Ask, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#listed(ask, signal);
      await this.#clock.sleep(LISTED_EVERY, signal);
    }
  }

  async #listed(ask: Ask, signal: AbortSignal): Promise<void> {
    const { bucket, prefix } = this.#trigger;
    try {
      for await (const page of this.#store().list({ bucket, key: prefix }, signal)) {
        const wanted = page.filter(({ key }) => this.#isWanted(key)).map((entry) => arrivalOf(this.#trigger, entry));
        for (const arrival of await this.#arrivals.unseen(this.#runbook, wanted)) {
          signal.throwIfAborted();
          await this.#arrivals.tryTake(this.#runbook, arrival, ask);
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #isWanted(key: string): boolean {
    if (!isWanted(this.#trigger, key)) return false;
    if (isKey(key)) return true;
    const url = objectUrl({ bucket: this.#trigger.bucket, key });
    this.#arrivals.tellOnce(
      url,
      `${JSON.stringify(url)} is passed over: lisalab takes no key with ".", ".." or controls`,
    );
    return false;
  }
}

/** Whether a trigger is for objects with such a key; a slash at the end marks a folder, which holds nothing. */
export function isWanted({ prefix, suffix }: BucketTrigger, key: string): boolean {
  return key.startsWith(prefix) && key.endsWith(suffix) && !key.endsWith("/");
}

/** An object as an arrival: the same from a listing and from an event. */
export function arrivalOf({ bucket, parameter }: BucketTrigger, { key, etag }: ObjectEntry): Arrival {
  const url = objectUrl({ bucket, key });
  return { source: url, mark: etag, parameters: { [parameter]: url }, operator: `bucket ${bucket}` };
}
