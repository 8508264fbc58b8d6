import { readdirSync, readFileSync } from "node:fs";

/**
 * Kills the process of a kernel, if it is on this machine: one that hangs does not hear its server, which takes many seconds
 * to find that out. Its connection file, named by its id, is among its arguments.
 */
export function killKernel(kernelId: string): void {
  for (const pid of processes()) {
    if (argumentsOf(pid).includes(`kernel-${kernelId}.json`)) kill(Number(pid));
  }
}

/** Without /proc nothing is found, and the server's own way remains. */
function processes(): readonly string[] {
  return process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It has ended by now, or is somebody else's.
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
