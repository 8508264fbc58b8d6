import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { openEvents } from "../../src/runs/events.js";
import { eventsSuite } from "../runs/events-suite.js";
import { holdsSuite } from "../runs/holds-suite.js";
import { type LedgerPlace, ledgerSuite } from "../runs/ledger-suite.js";
import { measuresSuite } from "../runs/measures-suite.js";
import { PostgresServer } from "./server.js";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(() => server.stop());

describe("in a real PostgreSQL", () => {
  let count = 0;
  const newPlace = async (): Promise<LedgerPlace> => {
    const url = await server.newDatabase(`runs${count++}`);
    const execute = async (statement: string): Promise<void> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`SET search_path = lisalab; ${statement}`);
      await client.end();
    };
    return { home: mkdtempSync(join(tmpdir(), "lisalab runs ")), url, execute };
  };
  ledgerSuite(newPlace);
  holdsSuite(newPlace);
  measuresSuite(newPlace);
  let place: Promise<LedgerPlace> | undefined;
  eventsSuite(async () => {
    place ??= newPlace();
    const { home, url } = await place;
    return openEvents(home, url);
  });
});
