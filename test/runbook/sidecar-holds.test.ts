import { describe, expect, it } from "vitest";
import { holdPolicyOf } from "../../src/runbook/sidecar-holds.js";

/** What stands in a sidecar: YAML's `then` is no method of a promise. */
function policy(text: string): ReturnType<typeof holdPolicyOf> {
  return holdPolicyOf(JSON.parse(text), "a.yaml");
}

describe("holds of a sidecar", () => {
  it("wait for a day and are rejected then, if nothing is said", () => {
    const preset = { timeout: 86_400, otherwise: "reject", fourEyes: false, approvers: [], notify: [] };
    expect(holdPolicyOf(undefined, "a.yaml")).toEqual(preset);
    expect(policy("{}")).toEqual(preset);
    expect(policy('{ "timeout": 0.5, "then": "approve", "notify": ["oncall"] }')).toEqual({
      ...preset,
      timeout: 0.5,
      otherwise: "approve",
      notify: ["oncall"],
    });
  });

  it.each([
    ["[]", /holds is \[\]; a mapping is expected/],
    ['{ "timeouts": 5 }', /unknown key "timeouts" in holds; did you mean "timeout"/],
    ['{ "timeout": 0 }', /holds.timeout is 0; seconds are expected/],
    ['{ "timeout": "5 min" }', /holds.timeout is "5 min"/],
    ['{ "timeout": 1e9 }', /at most 2000000/],
    ['{ "then": "wait" }', /holds.then is "wait"; reject or approve/],
    ['{ "fourEyes": "yes" }', /holds.fourEyes is "yes"/],
    ['{ "approvers": "ada" }', /holds.approvers is "ada"; a list of names/],
    ['{ "notify": [" "] }', /holds.notify is/],
    ['{ "then": "approve", "fourEyes": true }', /holds.then is approve, but holds.fourEyes asks for a person/],
    ['{ "then": "approve", "approvers": ["ada"] }', /but holds.approvers asks for a person/],
  ])("refuses %s", (text, message) => {
    expect(() => policy(text)).toThrow(message);
  });
});
