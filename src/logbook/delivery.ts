import { errorMessage } from "../core/error-message.js";
import { isLisalabError } from "../core/errors.js";
import type { FilledEntry } from "./neutral.js";
import { NotReachedError, RemoteError, type RemoteLogbook } from "./remote.js";
import type { Spool } from "./spool.js";
import type { SpooledPost } from "./spool-tables.js";

/** What became of an attempt to deliver a post. */
export interface Delivery {
  readonly post: SpooledPost;
  readonly delivered: boolean;
  /** Why not, or what is odd about it; "" when all is well. */
  readonly problem: string;
}

/** What makes the client of a logbook; it throws when there is no password. */
export type Connect = () => RemoteLogbook;

/**
 * Tries every post that is due once, in its logbook's order. A logbook that can't be reached is left alone until the next
 * time. @param eager also those that are not due yet
 */
export async function deliver(
  spool: Spool,
  logbooks: ReadonlyMap<string, Connect>,
  signal: AbortSignal,
  eager = false,
): Promise<readonly Delivery[]> {
  const all = [...logbooks].map(([name, connect]) => deliverTo(spool, { name, connect, eager }, signal));
  return (await Promise.all(all)).flat();
}

async function deliverTo(
  spool: Spool,
  { name, connect, eager }: { readonly name: string; readonly connect: Connect; readonly eager: boolean },
  signal: AbortSignal,
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  let remote: RemoteLogbook | undefined;
  const connected = (): RemoteLogbook => (remote ??= connect());
  let reached = true;
  while (reached && !signal.aborted) {
    const post = await spool.claim(name, deliveries.at(-1)?.post.id ?? 0, eager);
    if (post === undefined) break;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(spool.patience.attempt)]);
    const attempt = new Attempt(spool, post, connected, limit);
    deliveries.push(await attempt.made());
    reached = !attempt.unreached;
  }
  return deliveries;
}

/** One attempt to deliver one post. */
class Attempt {
  readonly #spool: Spool;
  readonly #post: SpooledPost;
  readonly #connected: () => RemoteLogbook;
  readonly #signal: AbortSignal;
  #sent = false;
  /** Whether it ended since the logbook was not reached. */
  unreached = false;

  constructor(spool: Spool, post: SpooledPost, connected: () => RemoteLogbook, signal: AbortSignal) {
    this.#spool = spool;
    this.#post = post;
    this.#connected = connected;
    this.#signal = signal;
  }

  async made(): Promise<Delivery> {
    const post = this.#post;
    try {
      const problem = await this.#delivered();
      await this.#spool.delivered(post, problem);
      return { post, delivered: true, problem };
    } catch (error) {
      const reason = errorMessage(error);
      this.unreached = error instanceof RemoteError && error.unreached;
      const uncertain = this.#sent ? mayHaveArrived(error) : null;
      await this.#spool.failed(post, { reason, uncertain });
      if (!isLisalabError(error)) throw error;
      return { post, delivered: false, problem: reason };
    }
  }

  /** Posts if the entry is not there, and verifies it; gives what is odd. */
  async #delivered(): Promise<string> {
    const remote = this.#connected();
    const { messageId, sentAt } = this.#post;
    const entry = await this.#spool.filled(this.#post);
    const there = messageId === null ? await this.#arrived(remote, entry) : messageId;
    const odd = await remote.verify(there, entry, this.#signal);
    // Who once posted without an answer can't know whether both have arrived.
    const found = sentAt === null ? [] : ((await remote.find(entry.key, this.#signal)) ?? []);
    const doubles = found.filter((id) => id !== there);
    return doubles.length === 0 ? odd : `it is there more than once: as ${there}, and as ${doubles.join(", ")}`;
  }

  /** The entry's id there, known and noted from now on. */
  async #arrived(remote: RemoteLogbook, entry: FilledEntry): Promise<string> {
    const found = await remote.find(entry.key, this.#signal);
    const id = found?.[0] ?? (await this.#posted(remote, entry));
    await this.#spool.arrived(this.#post, id);
    this.#sent = false;
    return id;
  }

  async #posted(remote: RemoteLogbook, entry: FilledEntry): Promise<string> {
    await this.#spool.sending(this.#post);
    this.#sent = true;
    return remote.post(entry, this.#signal, this.#post.sentAt !== null);
  }
}

/** Whether a logbook may have taken what was posted when this came of it. */
function mayHaveArrived(error: unknown): boolean {
  if (error instanceof NotReachedError) return false;
  return error instanceof RemoteError ? error.unreached : !isLisalabError(error);
}
