import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { describe } from "vitest";
import { holdsSuite } from "./holds-suite.js";
import { type LedgerPlace, ledgerSuite } from "./ledger-suite.js";
import { measuresSuite } from "./measures-suite.js";

describe("in a file of SQLite", () => {
  const newPlace = async (): Promise<LedgerPlace> => {
    const home = mkdtempSync(join(tmpdir(), "lisalab runs "));
    const execute = async (statement: string): Promise<void> => {
      const database = new Database(join(home, "runs.sqlite"));
      database.exec(statement);
      database.close();
    };
    return { home, url: "", execute };
  };
  ledgerSuite(newPlace);
  holdsSuite(newPlace);
  measuresSuite(newPlace);
});
