import { describe, expect, it } from "vitest";
import { NO_PREVIOUS, type Row, SEALED_COLUMNS, sealOf, sha256 } from "../../src/logbook/seal.js";

const row: Omit<Row, "hash"> = {
  id: 1,
  key: "run 1",
  entered_at: "2037-01-31T06:00:01.000Z",
  time: "2037-01-31T06:00:00Z",
  system: "daily-ops",
  subject: 'Ünïcode "quoted"',
  author: "operator",
  status: "Pass",
  text: "two\nlines",
  run_id: null,
  links: "[]",
  attachments: "[]",
  previous: NO_PREVIOUS,
};

describe("the seal of an entry", () => {
  it("is SHA-256 over one JSON array, as anyone can compute it elsewhere", () => {
    const text =
      '["lisalab logbook 1",1,"run 1","2037-01-31T06:00:01.000Z","2037-01-31T06:00:00Z","daily-ops",' +
      '"Ünïcode \\"quoted\\"","operator","Pass","two\\nlines",null,"[]","[]",' +
      `"${"0".repeat(64)}"]`;
    expect(sealOf(row)).toBe(sha256(text));
    // The same by Python: hashlib.sha256(json.dumps([...], ensure_ascii=False, separators=(",", ":")).encode()).
    expect(sealOf(row)).toBe("d4f3270a49d89190edb2c54e143955000db6f9194dd5a67ff5a858e90bc34487");
  });

  it("changes with every column", () => {
    for (const column of SEALED_COLUMNS) {
      expect(sealOf({ ...row, [column]: column === "id" ? 2 : "other" }), column).not.toBe(sealOf(row));
    }
  });

  it("keeps neighbouring fields apart", () => {
    expect(sealOf({ ...row, subject: "ab", author: "c" })).not.toBe(sealOf({ ...row, subject: "a", author: "bc" }));
  });
});
