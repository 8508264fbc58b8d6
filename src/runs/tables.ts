import type { SqliteKind } from "../sql/sqlite-file.js";

/** Statements that SQLite and PostgreSQL take alike; times are ms since 1970 UTC. */
export const TABLES = `
CREATE TABLE run (
  id TEXT PRIMARY KEY,
  runbook TEXT NOT NULL,
  version TEXT NOT NULL,
  status TEXT NOT NULL,
  ask TEXT NOT NULL,
  operator TEXT NOT NULL,
  cause TEXT UNIQUE,
  at_once INTEGER,
  attempt INTEGER NOT NULL,
  asked_at DOUBLE PRECISION NOT NULL,
  due_at DOUBLE PRECISION NOT NULL,
  started_at DOUBLE PRECISION,
  ended_at DOUBLE PRECISION,
  reason TEXT NOT NULL,
  owner TEXT,
  lease_until DOUBLE PRECISION,
  stop_asked TEXT
);
CREATE INDEX run_status ON run (status, due_at);
CREATE INDEX run_runbook ON run (runbook, asked_at);
CREATE INDEX run_asked ON run (asked_at);
CREATE TABLE transition (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  old_status TEXT,
  new_status TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (run, place)
);
CREATE TABLE cell (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  cell TEXT NOT NULL,
  place INTEGER NOT NULL,
  state TEXT NOT NULL,
  started_at DOUBLE PRECISION NOT NULL,
  ended_at DOUBLE PRECISION,
  PRIMARY KEY (run, attempt, cell)
);
CREATE TABLE schedule (
  runbook TEXT PRIMARY KEY,
  schedule TEXT NOT NULL,
  looked_at DOUBLE PRECISION NOT NULL
);
CREATE TABLE hold (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  cell TEXT NOT NULL,
  place INTEGER NOT NULL,
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  operator TEXT NOT NULL,
  timeout DOUBLE PRECISION NOT NULL,
  policy TEXT NOT NULL,
  four_eyes INTEGER NOT NULL,
  approvers TEXT NOT NULL,
  notify TEXT NOT NULL,
  asked_at DOUBLE PRECISION NOT NULL,
  expires_at DOUBLE PRECISION NOT NULL,
  decision TEXT,
  decided_by TEXT,
  who TEXT NOT NULL,
  comment TEXT NOT NULL,
  decided_at DOUBLE PRECISION,
  PRIMARY KEY (run, attempt, cell)
);
CREATE TABLE outcome (
  run TEXT PRIMARY KEY,
  runbook TEXT NOT NULL,
  version TEXT NOT NULL,
  software TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  verdict TEXT NOT NULL,
  data TEXT,
  again INTEGER NOT NULL
);
CREATE INDEX outcome_runbook ON outcome (runbook, at, run, version, software);
CREATE INDEX outcome_data ON outcome (data);
CREATE TABLE measured (
  run TEXT NOT NULL REFERENCES outcome (run) ON DELETE CASCADE,
  name TEXT NOT NULL,
  runbook TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  value DOUBLE PRECISION,
  unit TEXT NOT NULL,
  verdict TEXT NOT NULL,
  again INTEGER NOT NULL,
  PRIMARY KEY (run, name)
);
CREATE INDEX measured_series ON measured (runbook, name, again, at, run, unit, value);
`;

/** "LRUN" in ASCII. */
export const RUNS: SqliteKind = { name: "record of runs", applicationId: 0x4c_52_55_4e, layout: 1, tables: TABLES };
