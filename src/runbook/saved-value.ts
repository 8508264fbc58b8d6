import { isAnyArrayBuffer, isDate, isMap, isRegExp, isSet } from "node:util/types";
import { DefaultDeserializer, serialize } from "node:v8";
import { BadArgumentError } from "../core/errors.js";

/** Bytes of an array that the format of the values can count. */
const LONGEST_ARRAY = 2 ** 32;

/** A value as bytes that `restoredValue` makes the same value of: numbers to the bit, arrays, maps, dates, cycles. */
export function savedValue(name: string, value: unknown): Buffer {
  assertPlain(name, value);
  return serialize(value);
}

export function restoredValue(bytes: Uint8Array): unknown {
  const restoring = new Restoring(bytes);
  restoring.readHeader();
  return restoring.readValue() as unknown;
}

declare module "v8" {
  // Node documents the method; its types leave it out.
  interface DefaultDeserializer {
    _readHostObject(): ArrayBufferView;
  }
}

/** Arrays come back with memory of their own, as they were, and not as parts of the file's. */
class Restoring extends DefaultDeserializer {
  override _readHostObject(): ArrayBufferView {
    return withOwnMemory(super._readHostObject());
  }
}

function withOwnMemory(view: ArrayBufferView): ArrayBufferView {
  const bytes = new Uint8Array(view.byteLength);
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  if (Buffer.isBuffer(view)) return Buffer.from(bytes.buffer);
  const Type = view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView;
  return new Type(bytes.buffer);
}

/** What would come back as something else, such as an object without its methods, is refused when it is saved. */
function assertPlain(name: string, value: unknown): void {
  const seen = new Set<unknown>();
  const open: { readonly at: string; readonly value: unknown }[] = [{ at: "", value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.value)) continue;
    const trouble = troubleOf(next.value);
    if (trouble !== "") throw refusal(name, next.at, trouble);
    if (typeof next.value !== "object" || next.value === null) continue;
    seen.add(next.value);
    for (const [key, item] of partsOf(next.value)) open.push({ at: `${next.at}${key}`, value: item });
  }
}

function refusal(name: string, at: string, trouble: string): BadArgumentError {
  const what = at === "" ? "its value" : at.replace(/^\./, "");
  return new BadArgumentError(
    `checkpoint "${name}": ${what} is ${trouble}, which would not come back as it is; return numbers, texts, arrays and plain objects of these`,
    { name, at },
  );
}

function troubleOf(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return "";
  if (ArrayBuffer.isView(value)) {
    return value.byteLength < LONGEST_ARRAY ? "" : "an array of 4 GiB or more";
  }
  if (Array.isArray(value) || isMap(value) || isSet(value) || isDate(value) || isRegExp(value)) return "";
  if (isAnyArrayBuffer(value)) return "";
  const prototype = Object.getPrototypeOf(value) as object | null;
  // Those of other realms have another Object.prototype; that has nothing above it in any.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!plain) return `an object of class ${prototype.constructor?.name || "(without a name)"}`;
  const hidden = Reflect.ownKeys(value).length - Object.keys(value).length;
  return hidden === 0 ? "" : "an object with hidden parts";
}

function partsOf(value: object): readonly (readonly [string, unknown])[] {
  if (ArrayBuffer.isView(value)) return [];
  if (isMap(value)) {
    return [...value].flatMap(
      ([key, item]) =>
        [
          [".key", key],
          [`.get(${String(key)})`, item],
        ] as const,
    );
  }
  if (isSet(value)) return [...value].map((item) => [".has", item] as const);
  const isArray = Array.isArray(value);
  return Object.entries(value).map(([key, item]) => [isArray ? `[${key}]` : `.${key}`, item] as const);
}
