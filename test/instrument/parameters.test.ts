import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { perMosa } from "../../src/core/mosa.js";
import { antialiasTaps } from "../../src/instrument/antialiasing.js";
import { instrumentOf } from "../../src/instrument/parameters.js";

const CAVITIES = perMosa(() => "cavity");

function refused(make: () => unknown, message: string): void {
  try {
    make();
  } catch (error) {
    expect(isLisalabError(error, "BadArgument"), String(error)).toBe(true);
    expect((error as Error).message).toContain(message);
    return;
  }
  throw new Error("not refused");
}

describe("an instrument that can't be", () => {
  it.each([
    [{ frequencyPlan: null }, "frequencyPlan is null; it must be a number, or an object with numbers by MOSA: 12, 23"],
    [{ frequencyPlan: "8e6" }, 'frequencyPlan is "8e6"; it must be a number'],
    [{ frequencyPlan: [8e6] }, "frequencyPlan is [8000000]; it must be a number"],
    [{ frequencyPlan: { "12": null } }, "frequencyPlan of MOSA 12 of the instrument is null"],
    [{ frequencyPlan: { "14": 1 } }, 'Did you mean "12"?'],
    [{ lock: null }, "lock is null; it must be a scheme such as N1-12, or an object"],
    [{ lock: { "14": "cavity" } }, 'lock has no option "14"'],
    [{ lock: { ...CAVITIES, "14": "cavity" } }, 'lock has no option "14"'],
    [{ lock: { "12": "cavity" } }, "lock does not say what laser 23 is locked to; name all six"],
    [{ lock: "constructor-12" }, 'There is no locking scheme "constructor-12"'],
    [{ clocks: 5 }, "clocks is 5; it must be false, or an object by spacecraft: 1, 2, 3"],
    [{ clocks: { "1": 5 } }, "the clock of spacecraft 1 is 5; it must be an object with offset"],
    [{ clocks: { "1": { ofset: 5 } } }, 'Did you mean "offset"?'],
    [{ tiltToLength: 5 }, "tiltToLength is 5; it must be false, or an object with localPhi"],
    [{ tiltToLength: { "12": 5 } }, "tiltToLength of MOSA 12 is 5; it must be an object with localPhi"],
    [{ tiltToLength: { "12": {}, "14": {} } }, 'tiltToLength has no option "14"'],
    [{ tiltToLength: { localPi: 1 } }, 'Did you mean "localPhi"?'],
    [{ dopplers: "no" }, 'dopplers is "no"; it must be true or false'],
  ])("such as %j is refused", (options, message) => {
    refused(() => instrumentOf(options as never), message);
  });
});

describe("a filter that can't be", () => {
  it.each([
    ["none", 'filter is "none"; it must be false, or an object with attenuation'],
    [null, "filter is null; it must be false"],
    [{ coefficients: 5 }, "coefficients of the filter is 5; it must be a list of finite numbers"],
    [{ coefficients: [1, "a", 1] }, 'coefficients of the filter has "a" at place 1'],
    [{ coefficients: [1], passband: 1 }, 'filter with coefficients has no option "passband"'],
    [{ pasband: 1 }, 'Did you mean "passband"?'],
  ])("such as %j is refused", (filter, message) => {
    refused(() => antialiasTaps(filter as never, 0.0625, 0.25), message);
  });
});
