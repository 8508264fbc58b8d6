import { describe, expect, it } from "vitest";
import { restoredValue, savedValue } from "../../src/runbook/saved-value.js";

function thereAndBack<T>(value: T): T {
  return restoredValue(savedValue("x", value)) as T;
}

describe("a value that is saved", () => {
  it.each([
    [[1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 70n, "ä", null, undefined, true]],
    [new Map<unknown, unknown>([["a", new Set([1])]])],
    [{ at: new Date(0), pattern: /x/gi, nested: { list: [[], {}] } }],
    [{ bytes: Buffer.from("abc"), view: new DataView(new ArrayBuffer(3)), small: Float32Array.of(0.1) }],
  ])("comes back as it is: %o", (value) => {
    expect(thereAndBack(value)).toStrictEqual(value);
  });

  it("comes back to the bit, in arrays with memory of their own", () => {
    const whole = Float64Array.from({ length: 1000 }, (_, index) => Math.sin(index) / 3);
    const { a, b } = thereAndBack({ a: whole.subarray(10, 20), b: whole });
    expect(a).toStrictEqual(whole.slice(10, 20));
    expect(b).toStrictEqual(whole);
    expect(a.buffer.byteLength).toBe(a.byteLength);
    expect(b.buffer).not.toBe(a.buffer);
  });

  it("may be part of itself", () => {
    const value: { self?: unknown } = {};
    value.self = value;
    const back = thereAndBack(value);
    expect(back.self).toBe(back);
  });

  class Series {
    readonly values = [1];
  }
  it.each([
    [{ deep: [{ series: new Series() }] }, "deep[0].series is an object of class Series"],
    [{ f: () => 1 }, "f is a function"],
    [new Map([["k", new Series()]]), "get(k) is an object of class Series"],
    [{ [Symbol.for("lisalab.display")]: 1 }, "its value is an object with hidden parts"],
    [Promise.resolve(1), "its value is an object of class Promise"],
    [new Error("x"), "its value is an object of class Error"],
    [Symbol.iterator, "its value is a symbol"],
  ])("is refused when it would come back as something else: %o", (value, message) => {
    expect(() => savedValue("x", value)).toThrow(`checkpoint "x": ${message}, which would not come back as it is`);
  });
});
