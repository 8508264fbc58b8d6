import { BadArgumentError } from "../core/errors.js";
import { isLeft, type Mosa, type PerSpacecraft, perMosa, perSpacecraft, receiverOf } from "../core/mosa.js";
import { mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import type { MotionChunk, MotionOptions } from "./chunk.js";
import { type Flown, Member, type MemberState } from "./member.js";

/** All that continues a motion where it was, as plain JSON. */
export interface MotionState {
  readonly position: number;
  readonly spacecraft: PerSpacecraft<MemberState>;
}

/** The samples that follow, however they are cut. */
export interface MotionGenerator {
  next(count: number): MotionChunk;
  /** Where it is, for {@link resumedMotion}. */
  state(): MotionState;
}

const LOOP_INTERVAL: Seconds = 0.25;
/** What may be said of it. */
export const MOTION_OPTIONS: readonly string[] =
  "dt start loopInterval loads transients warmUp body controllers noise crossTalk".split(" ");

/**
 * The motion of three spacecraft and their test masses under drag-free and attitude control, for the interferometers and the
 * telemetry. Every noise has a random stream of its own ("dynamics_input_force_x_1"), so that nothing depends on the cutting
 * into chunks. Within an interval of the loops velocities change evenly.
 *
 *     const motion = dynamics.motion({ dt: 1 / 16 }, 1n);
 *     const { longitudinalJitter, spacecraft } = motion.next(16 * 600);
 */
export function motion(options: MotionOptions, seed: bigint): MotionGenerator {
  return new Constellation(options, seed);
}

/** Goes on where `state` was taken; the options are those that it was started with. */
export function resumedMotion(options: MotionOptions, state: MotionState): MotionGenerator {
  return new Constellation(options, state);
}

class Constellation implements MotionGenerator {
  readonly #members: PerSpacecraft<Member>;
  #position: number;

  constructor(options: MotionOptions, from: bigint | MotionState) {
    mustKnowKeys("dynamics.motion", options, MOTION_OPTIONS);
    const ratio = ratioOf(options);
    this.#position = typeof from === "bigint" ? (options.start ?? 0) : from.position;
    this.#members = perSpacecraft(
      (spacecraft) =>
        new Member(spacecraft, options, ratio, typeof from === "bigint" ? from : from.spacecraft[spacecraft]),
    );
  }

  next(count: number): MotionChunk {
    if (!(Number.isInteger(count) && count > 0)) {
      throw new BadArgumentError(`A chunk of ${count} samples was asked for; it takes a whole number above 0.`, {
        count,
      });
    }
    const start = this.#position;
    const made = perSpacecraft((spacecraft) => this.#members[spacecraft].fly(start, count));
    this.#position += count;
    const ofMosa = <K extends "jitter" | "testMass">(kind: K, mosa: Mosa): Flown[K][number] =>
      made[receiverOf(mosa)][kind][isLeft(mosa) ? 0 : 1];
    return {
      start,
      count,
      longitudinalJitter: perMosa((mosa) => ofMosa("jitter", mosa)),
      testMass: perMosa((mosa) => ofMosa("testMass", mosa)),
      spacecraft: perSpacecraft((spacecraft) => made[spacecraft].attitude),
      wavefront: perSpacecraft((spacecraft) => made[spacecraft].wavefront),
      housekeeping: perSpacecraft((spacecraft) => made[spacecraft].housekeeping),
    };
  }

  state(): MotionState {
    return { position: this.#position, spacecraft: perSpacecraft((spacecraft) => this.#members[spacecraft].state()) };
  }
}

/** Samples per interval of the loops. @throws BadArgumentError when that is no whole number */
function ratioOf({ dt, loopInterval = LOOP_INTERVAL }: MotionOptions): number {
  const ratio = Math.round(loopInterval / dt);
  if (dt > 0 && ratio >= 1 && Math.abs(ratio * dt - loopInterval) < 1e-9 * loopInterval) return ratio;
  throw new BadArgumentError(
    `The loops are closed every ${loopInterval} s, which is no whole multiple of the sampling interval of ${dt} s; choose \`loopInterval\` or \`dt\` so that it is.`,
    { dt, loopInterval },
  );
}
