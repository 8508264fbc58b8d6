import { join } from "node:path";
import { openLogbook } from "./embedded.js";
import type { NewEntry, Posted } from "./logbook.js";
import type { Notification } from "./notification.js";

/**
 * Enters something in the logbook of `home` (LISALAB_HOME), and puts it into the spool for the logbooks elsewhere that it
 * is for; by its key, neither takes it twice, however often it is entered.
 * @throws BadFileError, when all that can be done is done, if a logbook that is to be notified is not there
 */
export async function enter(
  home: string,
  entry: NewEntry,
  notifications: readonly Notification[] = [],
): Promise<Posted> {
  // Late: the clients of logbooks elsewhere would be read with every kernel that starts.
  const { assertNotifiable, spoolEntry } = await import("./elsewhere.js");
  const logbook = openLogbook(join(home, "logbook"));
  try {
    const posted = await logbook.post(entry);
    await spoolEntry(home, entry, notifications);
    await assertNotifiable(home, notifications);
    return posted;
  } finally {
    await logbook.close();
  }
}
