import type { Spacecraft } from "../core/mosa.js";
import { apidOn, DATA_OFFSET, type Epoch, SEGMENT, timeOfPacket } from "./layout.js";
import { PACKET_OVERHEAD, PARAMETER_REPORT, packetOf, SEQUENCE_MODULUS } from "./packet.js";

/** The application that says what the others' packets were made with, at the beginning of every segment. */
export const REPORT_APPLICATION = 0x01;
/** Letters of the dictionary's identification. */
export const IDENTIFICATION_LETTERS = 32;
/** Bytes of a whole report. */
export const REPORT_BYTES: number = PACKET_OVERHEAD + IDENTIFICATION_LETTERS;

/** The packet that begins the `segment`-th segment: which dictionary the packets were made with. */
export function reportOf(spacecraft: Spacecraft, epoch: Epoch, segment: number, identification: string): Uint8Array {
  const data = new Uint8Array(IDENTIFICATION_LETTERS).fill(0x20);
  for (let n = 0; n < Math.min(identification.length, data.length); n++) data[n] = identification.charCodeAt(n) & 0x7f;
  const header = {
    apid: apidOn(spacecraft, REPORT_APPLICATION),
    sequenceFlags: 3,
    sequenceCount: segment % SEQUENCE_MODULUS,
    messageCounter: segment % 65_536,
    destination: 0,
    ...PARAMETER_REPORT,
    ...timeOfPacket(epoch, SEGMENT, segment),
  };
  return packetOf(header, data);
}

/** The dictionary's identification in the report at `at`, whose check sum is right. */
export function identificationIn(bytes: Uint8Array, at = 0): string {
  const letters = bytes.subarray(at + DATA_OFFSET, at + DATA_OFFSET + IDENTIFICATION_LETTERS);
  return String.fromCharCode(...letters).trimEnd();
}
