import { describe, expect, test } from "vitest";
import { MessageCodec } from "../../src/jupyter/kernel-messages.js";

const codec = new MessageCodec("", "hmac-sha256");

/** The frames of a message that is not signed. */
function frames(header: unknown, content: unknown): Buffer[] {
  return ["who", "<IDS|MSG>", "", JSON.stringify(header), "{}", "{}", JSON.stringify(content)].map((frame) =>
    Buffer.from(frame),
  );
}

describe("messages", () => {
  test("are read with whom to answer", () => {
    const { identities, header, content } = codec.decode(frames({ msg_type: "execute_request" }, { code: "1" }));
    expect(identities.map(String)).toEqual(["who"]);
    expect(header.msg_type).toBe("execute_request");
    expect(content).toEqual({ code: "1" });
  });

  test.each([
    ["a header of nothing", null, {}],
    ["a header that is a list", [], {}],
    ["content of nothing", { msg_type: "execute_request" }, null],
    ["no type", {}, {}],
  ])("with %s are dropped, not taken", (_, header, content) => {
    expect(() => codec.decode(frames(header, content))).toThrow(/was dropped/);
  });

  test("without a delimiter or with parts missing are dropped", () => {
    expect(() => codec.decode([Buffer.from("x")])).toThrow(/without delimiter/);
    expect(() => codec.decode(frames({ msg_type: "x" }, {}).slice(0, 5))).toThrow(/without delimiter or parts/);
  });

  test("with a wrong signature are dropped", () => {
    expect(() => new MessageCodec("key", "hmac-sha256").decode(frames({ msg_type: "x" }, {}))).toThrow(
      /wrong signature/,
    );
  });
});
