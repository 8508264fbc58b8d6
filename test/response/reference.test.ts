import { beforeAll, describe, expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../../src/core/mosa.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import type { Frame } from "../../src/response/geometry.js";
import { linkResponse } from "../../src/response/links.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import type { Source } from "../../src/waveforms/source.js";
import { verificationBinary } from "../../src/waveforms/verification.js";

/** Of the peak: what the issue asks for. What is left (2e-12) is rounding of the phase in lisagwresponse. */
const AGREEMENT = 1e-11;

const DEGREE = Math.PI / 180;

const GALACTIC = galacticBinary({
  frequency: 0.0031,
  fdot: 2e-16,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
});

const VERIFICATION = verificationBinary({
  period: 321.529,
  distance: 5000 * PARSEC.value,
  masses: [0.55, 0.27],
  galacticLongitude: 206.9246 * DEGREE,
  galacticLatitude: 23.3952 * DEGREE,
  inclination: 0.6632251157578453,
  polarization: 0.7,
  phase: 0.4,
});

interface Reference {
  readonly t0: number;
  readonly dt: number;
  readonly links: PerMosa<Float64Array>;
}

function reference(name: string, frame: Frame): Promise<Reference> {
  return readHdf5(`test/fixtures/response/${name}.h5`, (file) => {
    const { values, shape } = file.table(`${frame.toLowerCase()}/y`);
    const links = perMosa((mosa) =>
      Float64Array.from({ length: shape[0]! }, (_, n) => values[6 * n + MOSAS.indexOf(mosa)]!),
    );
    return { t0: file.number("t0"), dt: file.number("dt"), links };
  });
}

/** The largest difference of any link, over the largest value of any. */
function difference(ours: PerMosa<Float64Array>, theirs: PerMosa<Float64Array>): number {
  let [peak, worst] = [0, 0];
  for (const mosa of MOSAS) {
    theirs[mosa].forEach((value, n) => {
      peak = Math.max(peak, Math.abs(value));
      worst = Math.max(worst, Math.abs(ours[mosa][n]! - value));
    });
  }
  return worst / peak;
}

/** The same source without its carrier: any plane wave. */
function planeWave(source: Source): Source {
  const { name, kind, parameters, beta, lambda, strain, highestFrequency } = source;
  return { name, kind, parameters, beta, lambda, strain, highestFrequency };
}

describe.each([
  ["gw-gb", GALACTIC],
  ["gw-vb", VERIFICATION],
] as const)("the response of %s", (name, source) => {
  let orbits: OrbitTable;
  beforeAll(async () => {
    orbits = await openOrbits("runbooks/sample/orbits.h5");
  });

  it.each(["TCB", "TPS"] as const)("is lisagwresponse's in %s", async (frame) => {
    const { t0, dt, links } = await reference(name, frame);
    const from = instant("TCB", t0);
    const envelope = linkResponse([source], orbits, { frame }).at(from, dt, links["12"].length);
    expect(difference(envelope, links)).toBeLessThan(AGREEMENT);
    const general = linkResponse([planeWave(source)], orbits, { frame }).at(from, dt, links["12"].length);
    expect(difference(general, links)).toBeLessThan(AGREEMENT);
  });

  it("is on the receivers' proper times when nothing else is said", async () => {
    const { t0, dt, links } = await reference(name, "TPS");
    const ours = linkResponse([source], orbits).at(instant("TCB", t0), dt, links["12"].length);
    expect(difference(ours, links)).toBeLessThan(AGREEMENT);
  });
});
