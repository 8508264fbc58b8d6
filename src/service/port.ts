import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { EnvironmentError } from "../core/errors.js";

/** What listens. */
export interface Port {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers on one port. @throws EnvironmentError when it is taken, or not this user's to take */
export async function listen(app: Hono, host: string, port: number): Promise<Port> {
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = code === "EADDRINUSE" ? "another process has it" : "it can't be had";
    throw new EnvironmentError(`port ${port} of ${host}: ${advice} (${code}); choose one with --port`, {}, error);
  }
  const found = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${found.port}/`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Who keeps a connection without asking anything must not keep the service from ending.
      if ("closeIdleConnections" in server) server.closeIdleConnections();
      const patience = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), 2000);
      await closed;
      clearTimeout(patience);
    },
  };
}
