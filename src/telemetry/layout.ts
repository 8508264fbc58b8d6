import { BadArgumentError } from "../core/errors.js";
import type { Spacecraft } from "../core/mosa.js";
import type { Application, Dictionary } from "./dictionary.js";
import type { Field } from "./field.js";
import { PACKET_OVERHEAD, PRIMARY_HEADER, SECONDARY_HEADER, secondsOf, TICKS, ticksOf } from "./packet.js";

/** Packets are kept together, application by application, in segments of this length (s), on board and in files. */
export const SEGMENT = 600;
/** Offset of a packet's data (bytes). */
export const DATA_OFFSET: number = PRIMARY_HEADER + SECONDARY_HEADER;
/** A packet's time may be off its grid by the rounding of times to 2^-24 s, twice (s). */
const OFF_GRID = 4 / TICKS;

/** How one application's packets are made up: sample by sample, all channels of a sample together. */
export interface Layout {
  readonly application: Application;
  readonly fields: readonly Field[];
  /** Bytes of a whole packet. */
  readonly packetBytes: number;
  /** Bytes of its data. */
  readonly dataBytes: number;
  /** Packets of a segment. */
  readonly packetsPerSegment: number;
}

/** When the first sample of all channels was taken, on each spacecraft's own clock. */
export interface Epoch {
  /** Whole seconds of SCET. */
  readonly seconds: number;
  readonly fraction: number;
}

/** The layouts of all applications that send, by the applications' ids. */
export function layoutsOf({ applications }: Dictionary): ReadonlyMap<number, Layout> {
  return new Map(applications.map((application) => [application.id, layoutOf(application)]));
}

function layoutOf(application: Application): Layout {
  const { channels, epochs, epochBits, period } = application;
  const fields: Field[] = [];
  let offset = 0;
  for (const channel of channels) {
    fields.push({ channel, offset, stride: epochBits, count: epochs });
    offset += channel.bits;
  }
  const dataBytes = Math.ceil((epochs * epochBits) / 8);
  return {
    application,
    fields,
    dataBytes,
    packetBytes: PACKET_OVERHEAD + dataBytes,
    packetsPerSegment: SEGMENT / period,
  };
}

/** The APID of an application's packets: spacecraft above the application's id. */
export function apidOn(spacecraft: Spacecraft, application: number): number {
  return Number(spacecraft) * 256 + application;
}

/** Time of the `index`-th packet of an application: seconds and steps of 2^-24 s. */
export function timeOfPacket(epoch: Epoch, period: number, index: number): { seconds: number; ticks: number } {
  const ticks = Math.round(epoch.fraction * TICKS);
  const carry = ticks === TICKS ? 1 : 0;
  return { seconds: epoch.seconds + carry + index * period, ticks: carry ? 0 : ticks };
}

/** Which packet of its application this is, by its time; -1 when it does not belong to the grid of `epoch`. */
export function indexOfPacket(epoch: Epoch, period: number, bytes: Uint8Array, at: number): number {
  const elapsed = secondsOf(bytes, at) - epoch.seconds + (ticksOf(bytes, at) / TICKS - epoch.fraction);
  const index = Math.round(elapsed / period);
  return index >= 0 && Math.abs(elapsed - index * period) <= OFF_GRID ? index : -1;
}

/** @throws BadArgumentError when packets can't tell times from this epoch on */
export function checkEpoch({ seconds, fraction }: Epoch): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 32 && fraction >= 0 && fraction < 1) return;
  throw new BadArgumentError(
    `Packets can't tell times from ${seconds} s and ${fraction} s on; the clock counts from 0 to 2^32 s.`,
    { seconds, fraction },
  );
}
