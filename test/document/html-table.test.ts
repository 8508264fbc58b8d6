import { describe, expect, it } from "vitest";
import { readHtmlTable } from "../../src/document/html-table.js";

describe("a table in HTML", () => {
  it("is read as texts, rows filled up", () => {
    const html = "<div><table><tr><th>a</th><th>b</th></tr><tr><td> 1\n2 </td></tr></table></div>";
    expect(readHtmlTable(html)).toEqual({ head: ["a", "b"], rows: [["1 2", ""]] });
  });

  it.each(["<p>none</p>", "<table></table>", "<table><tr><td><table></table></td></tr></table>", "<table"])(
    "is not found in %s",
    (html) => {
      expect(readHtmlTable(html)).toBeNull();
    },
  );
});
