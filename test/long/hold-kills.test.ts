import { describe } from "vitest";
import { holdKills } from "../runbook/hold-kills.js";

describe("a runner that is killed before each of the writes of a hold", () => holdKills(1));
