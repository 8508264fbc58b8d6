import { BadFileError } from "../core/errors.js";
import type { HoldPolicy } from "../runs/holds.js";
import { nearest } from "./nearest.js";

const KEYS = ["timeout", "then", "fourEyes", "approvers", "notify"];

/** A day, then it is rejected: what nobody has looked at must not go on by itself. */
const DEFAULTS: HoldPolicy = { timeout: 86_400, otherwise: "reject", fourEyes: false, approvers: [], notify: [] };

/** Seconds: three weeks, as for other timeouts. */
const LONGEST = 2_000_000;

/** Checks `holds`: how long cells tagged `hold` wait for a decision, what happens then, and who may decide. */
export function holdPolicyOf(value: unknown, path: string): HoldPolicy {
  if (value === undefined || value === null) return DEFAULTS;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw refusal(path, "holds", value, "a mapping is expected, as holds: { timeout: 3600, then: reject }");
  }
  const given = value as Record<string, unknown>;
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new BadFileError(`${path}: unknown key "${unknown}" in holds${nearest(unknown, KEYS)}`, { path });
  }
  const policy = {
    timeout: seconds(given["timeout"] ?? DEFAULTS.timeout, path),
    otherwise: ending(given["then"] ?? DEFAULTS.otherwise, path),
    fourEyes: yesOrNo(given["fourEyes"] ?? DEFAULTS.fourEyes, path),
    approvers: names("approvers", given["approvers"], path),
    notify: names("notify", given["notify"], path),
  };
  if (policy.otherwise === "approve" && (policy.fourEyes || policy.approvers.length > 0)) {
    const asked = policy.fourEyes ? "fourEyes" : "approvers";
    throw new BadFileError(
      `${path}: holds.then is approve, but holds.${asked} asks for a person: with "then: reject" nothing goes on without one`,
      { path },
    );
  }
  return policy;
}

function seconds(value: unknown, path: string): number {
  if (typeof value === "number" && value > 0 && value <= LONGEST) return value;
  throw refusal(path, "holds.timeout", value, `seconds are expected, above 0 and at most ${LONGEST}`);
}

function ending(value: unknown, path: string): HoldPolicy["otherwise"] {
  if (value === "reject" || value === "approve") return value;
  throw refusal(path, "holds.then", value, "reject or approve is expected");
}

function yesOrNo(value: unknown, path: string): boolean {
  if (typeof value === "boolean") return value;
  throw refusal(path, "holds.fourEyes", value, "true or false is expected");
}

function names(key: string, value: unknown, path: string): readonly string[] {
  const given: unknown = value ?? [];
  if (Array.isArray(given) && given.every((name) => typeof name === "string" && name.trim() !== "")) return given;
  throw refusal(path, `holds.${key}`, value, "a list of names is expected");
}

function refusal(path: string, key: string, value: unknown, expected: string): BadFileError {
  return new BadFileError(`${path}: ${key} is ${JSON.stringify(value)}; ${expected}`, { path, key });
}
