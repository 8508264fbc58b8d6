import { Hono } from "hono";
import type { Ask, ServedRunbook } from "./trigger.js";

/** What routes may ask of the service. */
export interface Served {
  /** LISALAB_HOME. */
  readonly home: string;
  /** Those that are served at this moment: sidecars come and go. */
  runbooks(): readonly ServedRunbook[];
  readonly ask: Ask;
  /** One line into the service's log. */
  log(event: string, message: string): void;
}

/** Routes of a part of the service. */
export interface Routes {
  /** Where they are, e.g. "/hooks". */
  readonly path: string;
  readonly app: Hono;
}

/** All that the one port answers. */
export function routesOf(parts: readonly Routes[]): Hono {
  const app = new Hono();
  for (const { path, app: part } of parts) app.route(path, part);
  return app;
}
