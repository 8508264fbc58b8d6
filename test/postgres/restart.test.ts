import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUNS } from "../../src/runs/tables.js";
import { postgresSql } from "../../src/sql/postgres.js";
import { PostgresServer } from "./server.js";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(() => server.stop());

describe("a database whose server cuts the connection in the middle of a transaction", () => {
  it("says so, and is there again afterwards", async () => {
    const url = await server.newDatabase("cut");
    const sql = await postgresSql(url, RUNS);
    const other = await postgresSql(url, RUNS);
    try {
      const cut = sql.transaction("x", async ({ all }) => {
        const [row] = await all("SELECT pg_backend_pid() AS pid");
        await other.all("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", [row!["pid"]!]);
        // Long enough for the connection's end to arrive while nobody waits for an answer.
        await new Promise((resolve) => setTimeout(resolve, 300));
        await all("SELECT 1");
      });
      await expect(cut).rejects.toThrow(/PostgreSQL says/);
      await sql.transaction("x", async ({ all }) => {
        expect(await all("SELECT 1 AS one")).toEqual([{ one: 1 }]);
      });
    } finally {
      await sql.close();
      await other.close();
    }
  });
});
