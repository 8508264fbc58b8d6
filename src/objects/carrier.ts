import { createHash } from "node:crypto";
import { errorMessage } from "../core/error-message.js";
import { isLisalabError } from "../core/errors.js";
import { objectAccess } from "./access.js";
import { objectUrl } from "./address.js";
import { mustBeSame } from "./checksum.js";
import { ObjectError } from "./error.js";
import { Shipping } from "./shipping.js";
import type { Shipment } from "./shipping-tables.js";
import { ObjectStore } from "./store.js";

/** What became of an attempt to put a shipment into its bucket. */
export interface Carried {
  readonly shipment: Shipment;
  readonly delivered: boolean;
  /** Why not; "" when it is there. */
  readonly problem: string;
}

/** How long one attempt may take, in ms: shorter than a shipment is its carrier's. */
const ATTEMPT = 300_000;

/**
 * Puts what waits in the journal of `home` and is due into its buckets; with `eager`, all of it. When a store can't be
 * reached, the rest waits for the next time.
 */
export async function shipEvidence(
  home: string,
  { signal, eager = false }: { readonly signal: AbortSignal; readonly eager?: boolean },
): Promise<readonly Carried[]> {
  return withShipping(home, (shipping) => carried(shipping, () => new ObjectStore(objectAccess()), signal, eager));
}

/** Works with the journal of `home`. */
export async function withShipping<T>(home: string, work: (shipping: Shipping) => Promise<T>): Promise<T> {
  const shipping = new Shipping(home);
  try {
    return await work(shipping);
  } finally {
    await shipping.close();
  }
}

async function carried(
  shipping: Shipping,
  connect: () => ObjectStore,
  signal: AbortSignal,
  eager: boolean,
): Promise<readonly Carried[]> {
  const all: Carried[] = [];
  while (!signal.aborted) {
    const shipment = await shipping.claim(all.at(-1)?.shipment.id ?? 0, eager);
    if (shipment === undefined) break;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT)]);
    try {
      await put(shipping, shipment, connect(), limit);
      await shipping.delivered(shipment);
      all.push({ shipment, delivered: true, problem: "" });
    } catch (error) {
      const problem = limit.aborted ? "it was stopped" : errorMessage(error);
      await shipping.failed(shipment, problem);
      if (!isLisalabError(error) && !limit.aborted) throw error;
      all.push({ shipment, delivered: false, problem });
      if (!(error instanceof ObjectError) || error.status === null) break;
    }
  }
  await shipping.sweep();
  return all;
}

/** Puts it where nothing is, and verifies what is there then: who asks twice finds what he put the first time. */
async function put(shipping: Shipping, shipment: Shipment, store: ObjectStore, signal: AbortSignal): Promise<void> {
  const { to, type, sha256 } = shipment;
  await store.putNew(to, await shipping.content(shipment), type, signal);
  const head = await store.head(to, signal);
  if (head === null) throw new ObjectError(`${objectUrl(to)} was put, and is not there`, 404);
  mustBeSame(objectUrl(to), sha256, head.sha256 === "" ? await readBack(shipment, store, signal) : head.sha256);
}

/** SHA-256 of what a store has that does not know it itself. */
async function readBack({ to }: Shipment, store: ObjectStore, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of (await store.get(to, "", signal)).content) hash.update(piece);
  return hash.digest("hex");
}
