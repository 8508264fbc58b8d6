import { randomBytes } from "node:crypto";
import { hostname } from "node:os";

/** Who works at runs here: this process, unlike any other anywhere, also one that has its number later. */
export const THIS_PROCESS: string = `${hostname()}:${process.pid}:${randomBytes(4).toString("hex")}`;

/**
 * Whether an owner can't come back, without waiting for its lease: a process of this host that is not there any more.
 * In a container that is started again the same numbers come again: one with our own number that we are not is gone.
 */
export function isGone(owner: string, isAlive: (pid: number) => boolean): boolean {
  const [host, pid] = owner.split(":");
  return (
    host === hostname() && !owner.startsWith(THIS_PROCESS) && (Number(pid) === process.pid || !isAlive(Number(pid)))
  );
}
