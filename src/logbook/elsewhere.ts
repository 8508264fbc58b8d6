import { namedLogbooks } from "./configuration.js";
import { type Delivery, deliver } from "./delivery.js";
import type { NewEntry } from "./logbook.js";
import { Spool } from "./spool.js";

/** Puts an entry into the spool of `home` for the logbooks there that want it; gives the names of those it is new to. */
export async function spoolEntry(home: string, entry: NewEntry): Promise<readonly string[]> {
  const books = await namedLogbooks(home);
  const names = books.filter(({ statuses }) => statuses.includes(entry.status)).map(({ name }) => name);
  return names.length === 0 ? [] : withSpool(home, (spool) => spool.add(entry, names));
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
