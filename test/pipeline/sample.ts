import type { Mosa } from "../../src/core/mosa.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openObservation } from "../../src/io/observation.js";
import type { Observation, Stream } from "../../src/pipeline/observation.js";

const ANGLES = "test/fixtures/l1/angles.h5";
const ANGLE_STREAMS: readonly Stream[] = ["sci_dws_phis", "sci_dws_etas"];

/** The sample observation with the angle rates of the observation that it was cut from. */
export async function sampleWithAngles(): Promise<Observation> {
  const sample = await openObservation("runbooks/sample/observation.h5");
  const rates = new Map<string, Float64Array>();
  const whole = async (name: string): Promise<Float64Array> => {
    const read = await readHdf5(ANGLES, (file) => {
      const resolution = file.number("resolution", name);
      return file.series(name, 0, file.length(name)).map((value) => value * resolution);
    });
    rates.set(name, read);
    return read;
  };
  return {
    ...sample,
    streams: [...sample.streams, ...ANGLE_STREAMS],
    read: async (stream, mosa: Mosa, range = { start: 0, count: sample.length }) => {
      if (!ANGLE_STREAMS.includes(stream)) return sample.read(stream, mosa, range);
      const name = `${stream}/${mosa}`;
      const values = (rates.get(name) ?? (await whole(name))).slice(range.start, range.start + range.count);
      return { t0: sample.t0, dt: sample.dt, values, unit: "rad/s" };
    },
  };
}
