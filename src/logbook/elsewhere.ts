import { namedLogbooks } from "./configuration.js";
import { type Delivery, deliver } from "./delivery.js";
import type { NewEntry } from "./logbook.js";
import { assertNamed, isFor, type Notification } from "./notification.js";
import { Spool } from "./spool.js";

/** Puts an entry into the spool of `home` for the logbooks there that it is for; gives the names of those it is new to. */
export async function spoolEntry(
  home: string,
  entry: NewEntry,
  notifications: readonly Notification[],
): Promise<readonly string[]> {
  const books = await namedLogbooks(home);
  const names = books.filter((book) => isFor(book, entry.status, notifications)).map(({ name }) => name);
  return names.length === 0 ? [] : withSpool(home, (spool) => spool.add(entry, names));
}

/** Throws unless `logbooks.yaml` in `home` has every logbook that is to be notified. */
export async function assertNotifiable(home: string, notifications: readonly Notification[]): Promise<void> {
  if (notifications.length > 0) assertNamed(notifications, await namedLogbooks(home), home);
}

/** Tries to deliver what waits in the spool of `home` and is due; with `eager`, all of it but what must settle. */
export async function deliverSpooled(
  home: string,
  { signal, eager = false }: { readonly signal: AbortSignal; readonly eager?: boolean },
): Promise<readonly Delivery[]> {
  const books = await namedLogbooks(home);
  if (books.length === 0) return [];
  const clients = new Map(books.map(({ name, connect }) => [name, () => connect(process.env)]));
  return withSpool(home, (spool) => deliver(spool, clients, signal, eager));
}

/** Works with the spool of `home`. */
export async function withSpool<T>(home: string, work: (spool: Spool) => Promise<T>): Promise<T> {
  const spool = new Spool(home);
  try {
    return await work(spool);
  } finally {
    await spool.close();
  }
}
