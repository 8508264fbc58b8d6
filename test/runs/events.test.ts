import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { openEvents } from "../../src/runs/events.js";
import { eventsSuite } from "./events-suite.js";

const home = mkdtempSync(join(tmpdir(), "lisalab seen "));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("events in SQLite", () => eventsSuite(() => openEvents(home, "")));
