import { spawnSync } from "node:child_process";

/** A process whose command line names a folder. */
export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** All processes that name `folder` in their command lines. */
export function processesOf(folder: string): readonly Process[] {
  const { stdout } = spawnSync("ps", ["-eww", "-o", "pid=,stat=,args="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // Nobody has waited yet for the end of a zombie; it does nothing.
    return command?.includes(folder) && !state!.startsWith("Z") ? [{ pid: Number(pid), command }] : [];
  });
}
