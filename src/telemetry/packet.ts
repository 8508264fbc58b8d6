import { BadArgumentError } from "../core/errors.js";
import { crc16 } from "./crc.js";

/** Packets are counted modulo this, per application. */
export const SEQUENCE_MODULUS = 16_384;
/** Bytes of the primary header (CCSDS 133.0-B-2, 4.1.3). */
export const PRIMARY_HEADER = 6;
/** Bytes of the secondary header with its time (ECSS-E-ST-70-41C, 7.4.3.1). */
export const SECONDARY_HEADER = 15;
/** Bytes of the check sum at the end. */
export const CHECKSUM = 2;
/** Bytes of a packet that are not its data. */
export const PACKET_OVERHEAD: number = PRIMARY_HEADER + SECONDARY_HEADER + CHECKSUM;
/** Steps per second of the fraction of a time. */
export const TICKS: number = 2 ** 24;
/** Packets of this application are filling. */
export const IDLE_APID = 0x7ff;

/**
 * The time code's P-field: an epoch that the agency defines (here the spacecraft's elapsed time, SCET), 4 octets of seconds and 3 of
 * fraction (CCSDS 301.0-B-4, 3.2.2).
 */
const P_FIELD = 0x2f;
const TELEMETRY_WITH_SECONDARY_HEADER = 0x0800;
const PUS_C = 0x20;

/** What the headers of a packet say. */
export interface PacketHeader {
  /** 11 bits. */
  readonly apid: number;
  /** 3 unsegmented, 1 first, 0 continuation, 2 last. */
  readonly sequenceFlags: number;
  /** 14 bits. */
  readonly sequenceCount: number;
  readonly service: number;
  readonly subtype: number;
  /** 16 bits. */
  readonly messageCounter: number;
  readonly destination: number;
  /** Whole seconds of SCET. */
  readonly seconds: number;
  /** Fraction of a second in 2^-24 s. */
  readonly ticks: number;
}

/** Housekeeping (service 3), a report of parameters (subtype 25). */
export const PARAMETER_REPORT: Readonly<{ service: 3; subtype: 25 }> = { service: 3, subtype: 25 };

/**
 * Writes both headers of a packet with `dataLength` bytes of data at `at`.
 * @throws BadArgumentError when a field does not fit
 */
export function writeHeader(view: DataView, at: number, header: PacketHeader, dataLength: number): void {
  const { apid, seconds, ticks } = header;
  if (!(apid >= 0 && apid <= IDLE_APID && seconds >= 0 && seconds < 2 ** 32 && ticks >= 0 && ticks < TICKS)) {
    throw new BadArgumentError(
      `A packet's APID is within 0 to 2047 and its time within 2^32 s of the epoch; these are ${apid} and ${seconds} s.`,
      { apid, seconds, ticks },
    );
  }
  const length = SECONDARY_HEADER + dataLength + CHECKSUM - 1;
  if (!(dataLength >= 0 && length < 65_536)) {
    throw new BadArgumentError(`A packet can't hold ${dataLength} bytes of data; 65,519 is the most.`, { dataLength });
  }
  view.setUint16(at, TELEMETRY_WITH_SECONDARY_HEADER | apid);
  view.setUint16(at + 2, (header.sequenceFlags << 14) | (header.sequenceCount & (SEQUENCE_MODULUS - 1)));
  view.setUint16(at + 4, length);
  view.setUint8(at + 6, PUS_C);
  view.setUint8(at + 7, header.service);
  view.setUint8(at + 8, header.subtype);
  view.setUint16(at + 9, header.messageCounter);
  view.setUint16(at + 11, header.destination);
  view.setUint8(at + 13, P_FIELD);
  view.setUint32(at + 14, seconds);
  view.setUint16(at + 18, ticks >>> 8);
  view.setUint8(at + 20, ticks & 0xff);
}

/** Puts the check sum at the end of the packet of `length` bytes at `at`. */
export function seal(bytes: Uint8Array, at: number, length: number): void {
  const crc = crc16(bytes, at, at + length - CHECKSUM);
  bytes[at + length - 2] = crc >> 8;
  bytes[at + length - 1] = crc & 0xff;
}

/** A whole packet around `data`. */
export function packetOf(header: PacketHeader, data: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_OVERHEAD + data.length);
  writeHeader(new DataView(packet.buffer), 0, header, data.length);
  packet.set(data, PRIMARY_HEADER + SECONDARY_HEADER);
  seal(packet, 0, packet.length);
  return packet;
}

/** Bytes of the packet at `at`, as its primary header says. */
export function lengthOf(bytes: Uint8Array, at = 0): number {
  return ((bytes[at + 4]! << 8) | bytes[at + 5]!) + PRIMARY_HEADER + 1;
}

/** The application of the packet at `at`. */
export function apidOf(bytes: Uint8Array, at = 0): number {
  return ((bytes[at]! << 8) | bytes[at + 1]!) & IDLE_APID;
}

/** The sequence count of the packet at `at`. */
export function sequenceCountOf(bytes: Uint8Array, at = 0): number {
  return ((bytes[at + 2]! << 8) | bytes[at + 3]!) & (SEQUENCE_MODULUS - 1);
}

/** Whole seconds of SCET in the packet at `at`. */
export function secondsOf(bytes: Uint8Array, at = 0): number {
  return ((bytes[at + 14]! << 24) | (bytes[at + 15]! << 16) | (bytes[at + 16]! << 8) | bytes[at + 17]!) >>> 0;
}

/** The fraction of a second in the packet at `at`, in 2^-24 s. */
export function ticksOf(bytes: Uint8Array, at = 0): number {
  return (bytes[at + 18]! << 16) | (bytes[at + 19]! << 8) | bytes[at + 20]!;
}

/** Whether the headers at `at` begin as ours do: a telemetry packet of PUS-C with a time of SCET. */
export function isOurs(bytes: Uint8Array, at = 0): boolean {
  return (
    (bytes[at]! & 0xf8) === TELEMETRY_WITH_SECONDARY_HEADER >> 8 &&
    bytes[at + 6]! >> 4 === PUS_C >> 4 &&
    bytes[at + 13] === P_FIELD
  );
}

/**
 * The headers of the packet at `at`.
 * @throws BadArgumentError when there is no packet like ours, or its check sum is wrong
 */
export function readHeader(bytes: Uint8Array, at = 0): PacketHeader {
  const length = bytes.length - at < PACKET_OVERHEAD ? 0 : lengthOf(bytes, at);
  if (length < PACKET_OVERHEAD || at + length > bytes.length || !isOurs(bytes, at)) {
    throw new BadArgumentError(
      `There is no whole telemetry packet (PUS-C, time of P-field 0x2F) at byte ${at} of ${bytes.length}.`,
      { at, length },
    );
  }
  if (crc16(bytes, at, at + length) !== 0) {
    throw new BadArgumentError(`The packet at byte ${at} is damaged: its check sum is wrong.`, { at, length });
  }
  return {
    apid: apidOf(bytes, at),
    sequenceFlags: bytes[at + 2]! >> 6,
    sequenceCount: sequenceCountOf(bytes, at),
    service: bytes[at + 7]!,
    subtype: bytes[at + 8]!,
    messageCounter: (bytes[at + 9]! << 8) | bytes[at + 10]!,
    destination: (bytes[at + 11]! << 8) | bytes[at + 12]!,
    seconds: secondsOf(bytes, at),
    ticks: ticksOf(bytes, at),
  };
}
