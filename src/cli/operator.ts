import { userInfo } from "node:os";

/**
 * Who runs this process: LISALAB_OPERATOR, else the user's name, else the user's number, since in a container there may
 * be no name for it.
 */
export function operatorName(env: NodeJS.ProcessEnv = process.env): string {
  return env["LISALAB_OPERATOR"]?.trim() || accountName() || env["USER"] || `user ${process.getuid?.() ?? "unknown"}`;
}

function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SYSTEM_ERROR") {
      return undefined;
    }
    throw error;
  }
}
