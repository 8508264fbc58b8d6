import { describe } from "vitest";
import { holdKills } from "./hold-kills.js";

describe("a runner that is killed before some of the writes of a hold", () => holdKills(5));
