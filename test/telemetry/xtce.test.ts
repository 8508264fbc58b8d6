import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { CONFIGURATIONS, dictionary } from "../../src/telemetry/dictionary.js";
import { readHeader } from "../../src/telemetry/packet.js";
import { Recorder } from "../../src/telemetry/recorder.js";
import { xtceOf } from "../../src/telemetry/xtce.js";

/** What of an element is looked at. */
interface Xml {
  readonly localName: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Xml | null;
  querySelectorAll(selector: string): Iterable<Xml>;
}

/** Reads packets by what the XML says, bit by bit: nothing of our own decoder. */
class Reader {
  readonly #document: Xml;
  readonly #types = new Map<string, Xml>();
  readonly #containers: Xml[];

  constructor(xml: string) {
    const { document } = parseHTML(
      `<html><body>${xml.replace(/<\?xml.*?\?>/, "").replaceAll("xtce:", "")}</body></html>`,
    );
    this.#document = document;
    const types = new Map(
      [...document.querySelectorAll("ParameterTypeSet > *")].map((type) => [type.getAttribute("name")!, type]),
    );
    for (const parameter of document.querySelectorAll("Parameter")) {
      this.#types.set(parameter.getAttribute("name")!, types.get(parameter.getAttribute("parameterTypeRef")!)!);
    }
    this.#containers = [...document.querySelectorAll("SequenceContainer")];
  }

  get kinds(): Set<string> {
    return new Set(
      [...this.#document.querySelectorAll("ParameterTypeSet > *")].map(({ localName }) => localName.toLowerCase()),
    );
  }

  /** Values by parameter, and the bits that they took. */
  decoded(packet: Uint8Array, apid: number): { values: Map<string, number>; bits: number } {
    const own = this.#containers.find((one) =>
      [...one.querySelectorAll("Comparison")].some(
        (each) => each.getAttribute("parameterRef") === "PKT_APID" && each.getAttribute("value") === String(apid),
      ),
    )!;
    const chain = [own];
    for (let base = baseOf(own); base !== null; base = baseOf(chain[0]!)) {
      chain.unshift(this.#containers.find((one) => one.getAttribute("name") === base)!);
    }
    const digits = [...packet].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const values = new Map<string, number>();
    let bit = 0;
    for (const entry of chain.flatMap((one) => [...one.querySelectorAll("ParameterRefEntry")])) {
      const name = entry.getAttribute("parameterRef")!;
      const size = sizeOf(this.#types.get(name)!);
      values.set(name, valueOf(this.#types.get(name)!, digits.slice(bit, bit + size)));
      bit += size;
    }
    return { values, bits: bit };
  }
}

function baseOf(container: Xml): string | null {
  return container.querySelector("BaseContainer")?.getAttribute("containerRef") ?? null;
}

function encodingOf(type: Xml): Xml {
  return type.querySelector("IntegerDataEncoding, FloatDataEncoding, StringDataEncoding")!;
}

function sizeOf(type: Xml): number {
  return Number(encodingOf(type).getAttribute("sizeInBits") ?? type.querySelector("FixedValue")!.textContent);
}

function valueOf(type: Xml, bits: string): number {
  const encoding = encodingOf(type);
  const kind = encoding.getAttribute("encoding");
  if (kind === "US-ASCII") return Number.NaN;
  if (kind === "IEEE754_1985") return new DataView(BigUint64Array.of(BigInt(`0b${bits}`)).buffer).getFloat64(0, true);
  const unsigned = Number(BigInt(`0b${bits}`));
  const code = kind === "twosComplement" && bits[0] === "1" ? unsigned - 2 ** bits.length : unsigned;
  return code * Number(encoding.querySelector("Term")?.getAttribute("coefficient") ?? 1);
}

/** A radiation counter less, and packets end in the middle of a byte. */
const CASES = [
  ...CONFIGURATIONS.map((one) => [one, {}] as const),
  ["4Hz", { switchedOff: ["radiation_counts_07"] }],
] as const;

describe("XTCE", () => {
  it.each(CASES)("of the configuration %s %o tells every bit of every packet", (configuration, switched) => {
    const all = dictionary(configuration, switched);
    const sent = all.channels.filter(({ on }) => on);
    const recorder = new Recorder(
      "2",
      all,
      { seconds: 77, fraction: 0.5 },
      sent.map(({ name }) => name),
    );
    const value = (index: number, n: number, resolution: number): number => ((index * 37 + n * 11) % 120) * resolution;
    for (const [index, { name, rate, resolution }] of sent.entries()) {
      const length = Math.round(600 * rate);
      recorder.put(
        name,
        0,
        Float64Array.from({ length }, (_, n) => value(index, n, resolution)),
      );
    }
    const reader = new Reader(xtceOf(all, "2"));
    // Others read binary parameters at whole bytes alone.
    expect(reader.kinds).toEqual(new Set(["integerparametertype", "floatparametertype", "stringparametertype"]));
    const [, ...runs] = recorder.next()!.runs;
    expect(runs).toHaveLength(all.applications.length);
    for (const [n, { bytes, packets }] of runs.entries()) {
      const { channels, epochs } = all.applications[n]!;
      const last = bytes.subarray((bytes.length / packets) * (packets - 1));
      const { apid, seconds, sequenceCount } = readHeader(last);
      const { values, bits } = reader.decoded(last, apid);
      expect(bits).toBe(last.length * 8);
      const header = {
        PKT_APID: apid,
        CUC_S: seconds,
        SRC_SEQ_CTR: sequenceCount,
        CRC: (last.at(-2)! << 8) | last.at(-1)!,
      };
      expect(Object.fromEntries(values)).toMatchObject(header);
      for (const { name, encoding, resolution } of channels.filter(({ encoding }) => encoding !== "spare")) {
        const index = sent.findIndex((one) => one.name === name);
        for (let epoch = 0; epoch < epochs; epoch++) {
          const found = values.get(epochs === 1 ? name : `${name}_${String(epoch).padStart(2, "0")}`);
          expect(found, `${name} ${encoding}`).toBe(value(index, (packets - 1) * epochs + epoch, resolution));
        }
      }
    }
  });
});
