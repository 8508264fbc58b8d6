import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys, shown } from "../core/options.js";
import { entryOf, type Matrix, matrixOf } from "../math/matrix.js";
import { ALLOCATION, CONTROLLERS, type Controllers, decouplingOf, LOOPS, OUTPUT } from "./control.js";
import { DYNAMICS_NOISE, type DynamicsNoise } from "./levels.js";
import { type Body, type CrossTalk, LISA_LIKE, NO_CROSS_TALK, PATHFINDER_CROSS_TALK } from "./parameters.js";
import { COORDINATES, checkedBody, checkPair, INPUTS, type Plant, plantOf } from "./plant.js";

/** A spacecraft with its test masses, sensors, actuators and controllers; what is left out is as assumed for LISA. */
export interface SpacecraftOptions {
  readonly body?: Body;
  readonly controllers?: Controllers;
  /** Levels that differ from {@link DYNAMICS_NOISE}. */
  readonly noise?: {
    readonly inputs?: Partial<DynamicsNoise["inputs"]>;
    readonly sensing?: Partial<DynamicsNoise["sensing"]>;
  };
  /** None if not given; "Pathfinder" is LISA Pathfinder's. */
  readonly crossTalk?: CrossTalk | "Pathfinder";
}

/** A closed loop as matrices. */
export interface ClosedLoop {
  readonly plant: Plant;
  /** Readings by coordinate, with the sensors' cross-talk. */
  readonly sensing: Matrix;
  /** Commands by the accelerations that the loops ask for; knows of no cross-talk. */
  readonly decoupling: Matrix;
  /** Inputs by commands. */
  readonly allocation: Matrix;
  readonly controllers: Controllers;
  readonly noise: DynamicsNoise;
}

/** The loop that these options describe. */
export function closedLoop(options: SpacecraftOptions = {}): ClosedLoop {
  const { body = LISA_LIKE, controllers = CONTROLLERS } = options;
  checkedBody(body);
  const crossTalk = crossTalkOf(options);
  checkControllers(controllers);
  return {
    plant: plantOf(body, crossTalk),
    sensing: sensingOf(crossTalk),
    decoupling: decouplingOf(plantOf(body, NO_CROSS_TALK).input),
    allocation: ALLOCATION,
    controllers,
    noise: noiseOf(options),
  };
}

/** The cross-talk that is meant. @throws BadArgumentError for a name that is not known */
export function crossTalkOf({ crossTalk = NO_CROSS_TALK }: SpacecraftOptions): CrossTalk {
  if (crossTalk === "Pathfinder") return PATHFINDER_CROSS_TALK;
  if (typeof crossTalk !== "object") {
    throw new BadArgumentError(`There is no cross-talk ${shown(crossTalk)}; there is Pathfinder.`, { crossTalk });
  }
  mustKnowKeys("crossTalk", crossTalk, ["actuation", "sensing"]);
  checkPair("actuation of the crossTalk", crossTalk.actuation);
  checkPair("sensing of the crossTalk", crossTalk.sensing);
  return crossTalk;
}

function noiseOf({ noise = {} }: SpacecraftOptions): DynamicsNoise {
  mustKnowKeys("noise of the dynamics", noise, ["inputs", "sensing"]);
  const { inputs = {}, sensing = {} } = noise;
  mustKnowKeys("noise.inputs of the dynamics", inputs, INPUTS);
  mustKnowKeys("noise.sensing of the dynamics", sensing, LOOPS);
  for (const [name, level] of Object.entries({ ...inputs, ...sensing })) {
    checkedNumber("the noise of the dynamics", name, level, { unit: "per √Hz", min: 0 });
  }
  return { inputs: { ...DYNAMICS_NOISE.inputs, ...inputs }, sensing: { ...DYNAMICS_NOISE.sensing, ...sensing } };
}

/** Which axes of a test mass are read by the capacitive sensors: y, z and θ. */
const CAPACITIVE: ReadonlySet<number> = new Set([1, 2, 3]);

function sensingOf(crossTalk: CrossTalk): Matrix {
  const reading = (row: number, column: number): number => {
    const mass = Math.floor(row / 6);
    if (mass > 1 || Math.floor(column / 6) !== mass || !CAPACITIVE.has(row % 6)) return Number(row === column);
    return entryOf(crossTalk.sensing[mass]!, row % 6, column % 6);
  };
  return matrixOf(LOOPS.length, COORDINATES.length, (row, column) => {
    let sum = 0;
    for (let k = 0; k < COORDINATES.length; k++) sum += entryOf(OUTPUT, row, k) * reading(k, column);
    return sum;
  });
}

function checkControllers(controllers: Controllers): void {
  mustKnowKeys("controllers", controllers, ["unityGain", "delay"]);
  const { unityGain, delay } = controllers;
  mustKnowKeys("unityGain of the controllers", unityGain, LOOPS);
  const bad = LOOPS.find((loop) => !(unityGain[loop] > 0 && Number.isFinite(unityGain[loop])));
  if (bad !== undefined) {
    throw new BadArgumentError(`The unity gain of loop ${bad} is ${shown(unityGain[bad])} Hz; it must be positive.`, {
      bad,
    });
  }
  if (!(typeof delay === "number" && delay >= 0 && delay < 10)) {
    throw new BadArgumentError(`The loops' delay is ${shown(delay)} s; it must be from 0 to below 10 s.`, { delay });
  }
}
