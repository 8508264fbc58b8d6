import { BadArgumentError } from "../core/errors.js";
import { editDistance } from "../core/spelling.js";

/** How a channel's numbers become what they measure. */
export interface ChannelCalibration {
  /** A stream of a MOSA ("sci_carriers/12") or a channel of a spacecraft, sensor or actuator ("1/tm_force_x_12"). */
  readonly channel: string;
  /** Scale factor; default 1. */
  readonly scale?: number;
  /** What is added after scaling, in the channel's unit; default 0. */
  readonly offset?: number;
  /** What other channels of the same sampling leak into it: subtracted, calibrated as they are themselves. */
  readonly crossTalk?: readonly Leak[];
  /**
   * Forces and torques on a test mass that a beatnote sees as its acceleration: the coefficient (Hz per N s, or per N m s) times the
   * integral of the actuator's channel, calibrated as it is itself, is subtracted.
   */
  readonly actuation?: readonly Leak[];
}

/** What comes in from another channel. */
export interface Leak {
  readonly from: string;
  readonly coefficient: number;
}

/** Scale factors, offsets, cross-talk and actuation by channel. A channel that has no row is right as it is. */
export type CalibrationTable = readonly ChannelCalibration[];

/** A channel's calibration with its defaults. */
export interface Calibration {
  readonly scale: number;
  readonly offset: number;
  readonly crossTalk: readonly Leak[];
  readonly actuation: readonly Leak[];
}

const IDENTITY: Calibration = { scale: 1, offset: 0, crossTalk: [], actuation: [] };

/** The calibration of a channel; the identity for those without a row. */
export function calibrationOf(table: CalibrationTable, channel: string): Calibration {
  const row = table.find((one) => one.channel === channel);
  return row === undefined
    ? IDENTITY
    : {
        scale: row.scale ?? 1,
        offset: row.offset ?? 0,
        crossTalk: row.crossTalk ?? [],
        actuation: row.actuation ?? [],
      };
}

/** Whether it changes nothing. */
export function isIdentity({ scale, offset, crossTalk, actuation }: Calibration): boolean {
  return scale === 1 && offset === 0 && crossTalk.length === 0 && actuation.length === 0;
}

/**
 * Checks a table that came from outside.
 * @param known names of all channels there are
 * @throws BadArgumentError that says which row is wrong, and the nearest name for one that is not known
 */
export function checkCalibration(table: CalibrationTable, known: readonly string[]): void {
  const seen = new Set<string>();
  for (const { channel, scale = 1, offset = 0, crossTalk = [], actuation = [] } of table) {
    const leaks = [...crossTalk, ...actuation];
    for (const name of [channel, ...leaks.map(({ from }) => from)]) mustBeKnown(name, known);
    if (seen.has(channel)) throw wrong(channel, "has two rows; give one");
    seen.add(channel);
    if (!(Number.isFinite(scale) && scale !== 0))
      throw wrong(channel, `has the scale factor ${scale}; it must be a number other than 0`);
    if (!Number.isFinite(offset)) throw wrong(channel, `has the offset ${offset}; it must be a number`);
    const bad = leaks.find(({ from, coefficient }) => from === channel || !Number.isFinite(coefficient));
    if (bad !== undefined) {
      throw wrong(
        channel,
        `has the coefficient ${bad.coefficient} from ${bad.from}; it must be a number, from another channel`,
      );
    }
  }
}

function mustBeKnown(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const nearest = known.reduce(
    (best, next) => (editDistance(name, next) < editDistance(name, best) ? next : best),
    known[0] ?? "",
  );
  throw new BadArgumentError(
    `The calibration names the channel "${name}", which the observation has not. Did you mean ${nearest}?`,
    { name },
  );
}

function wrong(channel: string, why: string): BadArgumentError {
  return new BadArgumentError(`The channel ${channel} of the calibration ${why}.`, { channel });
}
