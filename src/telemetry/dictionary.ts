import { BadArgumentError } from "../core/errors.js";
import { isLeft, MOSAS, type Mosa, receiverOf, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import { editDistance } from "../core/spelling.js";
import type { Hertz, Seconds } from "../core/units.js";
import { BUDGET, type BudgetRow } from "./budget.js";
import type { Channel } from "./channel.js";
import { crc16 } from "./crc.js";

/** The rates of the mission's budget (3 Hz), or those of our streams (4 Hz, with the test-mass sidebands). */
export type Configuration = "budget" | "4Hz";

/** The configurations. */
export const CONFIGURATIONS: readonly Configuration[] = ["budget", "4Hz"];

/** An application on board: what it sends together, at one rate. */
export interface Application {
  /** Lower byte of the APID of its packets; the upper bits are the spacecraft. */
  readonly id: number;
  /** Sampling rate of all its channels (Hz). */
  readonly rate: Hertz;
  /** What one packet covers (s). */
  readonly period: Seconds;
  /** Samples of each channel in a packet. */
  readonly epochs: number;
  /** Bits of one sample of all channels together: a whole number of bytes. */
  readonly epochBits: number;
  /** The channels in the order of the packet. */
  readonly channels: readonly Channel[];
}

/** All that is needed to write and read a spacecraft's packets. */
export interface Dictionary {
  /** Changes with every change of the table. */
  readonly version: string;
  readonly configuration: Configuration;
  /** Version, configuration and a check sum over the table: what packets say they were made with. */
  readonly identification: string;
  /** Channels that are sent, and ones that are not, otherwise than the configuration has it. */
  readonly switchedOn: readonly string[];
  readonly switchedOff: readonly string[];
  /** Every channel, whether it is sent or not. */
  readonly channels: readonly Channel[];
  /** Applications that send something, by id. */
  readonly applications: readonly Application[];
}

/** Version of the table of channels. */
const VERSION = "1.0";

/** How long a packet of each application is (s): about a kilobyte, and a divisor of ten minutes. */
const PERIODS: Readonly<Record<number, Seconds>> = {
  0x10: 4,
  0x11: 8,
  0x12: 10,
  0x13: 20,
  0x14: 6,
  0x18: 8,
  0x19: 20,
  0x20: 20,
  0x21: 10,
  0x22: 60,
  0x30: 30,
  0x31: 300,
  0x40: 8,
  0x41: 2,
};

/**
 * The dictionary of channels in one of its configurations. `switchedOn` sends channels that are off by default, `switchedOff`
 * does not send ones that are on.
 * @throws BadArgumentError for a channel that does not exist
 */
export function dictionary(
  configuration: Configuration,
  changes: { readonly switchedOn?: readonly string[]; readonly switchedOff?: readonly string[] } = {},
): Dictionary {
  if (!CONFIGURATIONS.includes(configuration)) {
    throw new BadArgumentError(
      `There is no configuration "${String(configuration)}" of the telemetry; there are ${CONFIGURATIONS.join(", ")}.`,
      { configuration },
    );
  }
  const usual = BUDGET.flatMap((row) => channelsOf(row, configuration));
  const { switchedOn = [], switchedOff = [] } = changes;
  for (const name of [...switchedOn, ...switchedOff]) channelNamed(usual, name);
  const channels = usual.map((channel) => ({
    ...channel,
    on: (channel.on || switchedOn.includes(channel.name)) && !switchedOff.includes(channel.name),
  }));
  const check = crc16(bytesOf(JSON.stringify([VERSION, channels])));
  return {
    version: VERSION,
    configuration,
    identification: `${VERSION} ${configuration} ${check.toString(16).padStart(4, "0")}`,
    switchedOn,
    switchedOff,
    channels,
    applications: applicationsOf(channels),
  };
}

/** The channel of this name. @throws BadArgumentError when there is none, with the nearest name */
export function channelNamed(channels: readonly Channel[], name: string): Channel {
  const found = channels.find((channel) => channel.name === name);
  if (found !== undefined) return found;
  const near = channels.reduce((best, channel) =>
    editDistance(name, channel.name) < editDistance(name, best.name) ? channel : best,
  );
  throw new BadArgumentError(`There is no channel "${name}" in the telemetry; the nearest is "${near.name}".`, {
    name,
    nearest: near.name,
  });
}

/** The channel of a MOSA's stream, with its spacecraft: sci_carriers of 12 is "1/sci_carriers_left". */
export function channelOf(stream: string, mosa: Mosa): string {
  return `${receiverOf(mosa)}/${stream}_${isLeft(mosa) ? "left" : "right"}`;
}

/** Spacecraft and name of a channel "1/eh_temperature_03". @throws BadArgumentError when it is not written so */
export function splitChannel(name: string): { readonly spacecraft: Spacecraft; readonly channel: string } {
  const spacecraft = SPACECRAFT.find((sc) => name.startsWith(`${sc}/`));
  if (spacecraft !== undefined) return { spacecraft, channel: name.slice(2) };
  throw new BadArgumentError(
    `"${name}" is not the name of a spacecraft's channel; write spacecraft, slash and channel: "1/eh_temperature_03".`,
    { name },
  );
}

/** The MOSA and the stream of a channel such as "sci_carriers_left", if it is one of a MOSA. */
export function mosaOf(spacecraft: Spacecraft, channel: string): { stream: string; mosa: Mosa } | undefined {
  const parts = /^(.+)_(left|right)$/.exec(channel);
  if (parts === null) return undefined;
  const mosa = MOSAS.find((one) => receiverOf(one) === spacecraft && isLeft(one) === (parts[2] === "left"))!;
  return { stream: parts[1]!, mosa };
}

function channelsOf(row: BudgetRow, configuration: Configuration): Channel[] {
  const { title, counted, channels, rate, ...same } = row;
  const on = counted || (configuration === "4Hz" && title === "test-mass sidebands");
  const sampling = configuration === "4Hz" && rate === 3 ? 4 : rate;
  return channels.map((name) => ({ ...same, name, row: title, rate: sampling, on }));
}

function applicationsOf(channels: readonly Channel[]): Application[] {
  const sent = channels.filter(({ on }) => on);
  const ids = [...new Set(sent.map(({ application }) => application))].sort((a, b) => a - b);
  return ids.map((id) => {
    const own = sent.filter(({ application }) => application === id);
    const { rate } = own[0]!;
    const period = PERIODS[id]!;
    const epochBits = own.reduce((sum, { bits }) => sum + bits, 0);
    return { id, rate, period, epochs: Math.round(rate * period), epochBits, channels: own };
  });
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < bytes.length; n++) bytes[n] = text.charCodeAt(n);
  return bytes;
}
