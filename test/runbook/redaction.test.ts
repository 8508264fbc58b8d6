import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IopubMessage } from "../../src/jupyter/session.js";
import { MessageRedaction } from "../../src/runbook/message-redaction.js";
import { Redaction } from "../../src/runbook/redaction.js";
import { secretShapes } from "../../src/runbook/secret-shapes.js";

/** Letters that every encoding treats in its own way. */
const VALUE = `pa"ss/w'örd&<+>\\=%`;
const redaction = new Redaction([{ name: "PASSWORD", value: VALUE }]);

function streamed(text: string, name = "stdout"): IopubMessage {
  return { header: { msg_type: "stream" }, content: { name, text } } as unknown as IopubMessage;
}

/** All that is shown of texts that come one after the other. */
function shownOf(messages: readonly IopubMessage[], guard: MessageRedaction): string {
  const safe = [...messages.map((message) => guard.take(message)), ...guard.end()];
  return safe
    .map((message) => (message === undefined ? "" : String((message.content as { text: string }).text)))
    .join("");
}

describe("a text", () => {
  const bytes = Buffer.from(VALUE);
  it.each([
    ["as it is", VALUE],
    ["JSON", JSON.stringify({ a: VALUE })],
    ["JSON in JSON", JSON.stringify(JSON.stringify({ a: VALUE }))],
    ["a part of a URL", `https://x/?p=${encodeURIComponent(VALUE)}`],
    ["a form", String(new URLSearchParams({ p: VALUE }))],
    [
      "HTML",
      `<b title="${VALUE.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;")}">`,
    ],
    ["base64", bytes.toString("base64")],
    ["base64 by btoa, of Latin-1", btoa(VALUE)],
    ["base64 behind one byte", Buffer.from(`:${VALUE}:`).toString("base64")],
    ["base64 behind two bytes", Buffer.from(`ab${VALUE}abc`).toString("base64")],
    ["base64 for URLs", Buffer.from(`user:${VALUE}`).toString("base64url")],
    ["hexadecimal", bytes.toString("hex")],
    ["a buffer on the console", "<Buffer 61 " + bytes.toString("hex").replace(/../g, "$& ") + ">"],
  ])("loses the secret: %s", (_, text) => {
    const safe = redaction.text(text);
    expect(safe).toContain("[secret PASSWORD]");
    for (const shape of secretShapes(VALUE)) expect(safe).not.toContain(shape);
  });

  it("loses each line of a secret of several, and what was around it when it was read", () => {
    const key = new Redaction([{ name: "KEY", value: "first line here\nsecond line here\n" }]);
    expect(key.text("a first line here b second line here")).toBe("a [secret KEY] b [secret KEY]");
  });

  it("keeps all else", () => {
    expect(redaction.text("pa\"ss/w'ord and other words")).toBe("pa\"ss/w'ord and other words");
    expect(new Redaction([]).text(VALUE)).toBe(VALUE);
  });
});

describe("any JSON", () => {
  it("loses secrets in values, keys and numbers", () => {
    const pin = new Redaction([{ name: "PIN", value: "12345678" }]);
    expect(pin.value({ a: [12345678, "x12345678"], k12345678: { b: null, c: true, d: 1.5 } })).toEqual({
      a: ["[secret PIN]", "x[secret PIN]"],
      "k[secret PIN]": { b: null, c: true, d: 1.5 },
    });
  });

  it("is cut where it is deeper than anybody reads", () => {
    const deep = JSON.parse(`${"[".repeat(5000)}1${"]".repeat(5000)}`) as unknown;
    expect(JSON.stringify(redaction.value(deep))).toContain("nested too deeply");
  });
});

describe("a stream", () => {
  it("loses a secret in whatever pieces it comes, and nothing else", () => {
    const secret = fc.string({ minLength: 8, maxLength: 12 }).filter((value) => value.trim().length >= 8);
    const texts = fc.tuple(secret, fc.string(), fc.string(), fc.array(fc.nat(60)));
    fc.assert(
      fc.property(texts, ([value, before, after, cuts]) => {
        const text = `${before}${value}${after}`;
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        const pieces = places.slice(1).map((end, i) => streamed(text.slice(places[i], end)));
        const one = new Redaction([{ name: "S", value }]);
        const shown = shownOf(pieces, new MessageRedaction(one));
        expect(shown.replace(/\[part of secret S\]$/, "")).toBe(
          one.text(text).slice(0, shown.endsWith("[part of secret S]") ? shown.length - 18 : undefined),
        );
        expect(shown).toContain("[secret S]");
      }),
      { numRuns: 300 },
    );
  });

  it("loses it letter by letter while the other stream goes on", () => {
    const both = [...VALUE].flatMap((letter) => [streamed(letter, "stderr"), streamed("."), streamed("\n")]);
    const shown = shownOf(both, new MessageRedaction(redaction));
    expect(shown.replaceAll(".\n", "")).toBe("[secret PASSWORD]");
  });

  it("loses the longer one of two that begin alike", () => {
    const two = new Redaction([
      { name: "A", value: "abcdefgh" },
      { name: "B", value: "abcdefghijkl" },
    ]);
    expect(
      shownOf(
        ["abcdefgh", "ijkl "].map((text) => streamed(text)),
        new MessageRedaction(two),
      ),
    ).toBe("[secret B] ");
  });

  it("shows at its end what waited, but no long part of a secret", () => {
    expect(shownOf([streamed("see pa")], new MessageRedaction(redaction))).toBe("see pa");
    const most = VALUE.slice(0, -1);
    expect(shownOf([streamed(`see ${most}`)], new MessageRedaction(redaction))).toBe("see [part of secret PASSWORD]");
  });
});

it("an image loses it through line breaks in its base64", () => {
  const base64 = Buffer.from(`PNG…${VALUE}…`).toString("base64");
  const lines = base64.replace(/.{5}/g, "$&\n");
  const message = { header: { msg_type: "display_data" }, content: { data: { "image/png": lines } } };
  const safe = new MessageRedaction(redaction).take(message as unknown as IopubMessage);
  expect(JSON.stringify(safe)).toContain("[secret PASSWORD]");
});
