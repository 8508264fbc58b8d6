import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { WaveMode, WaveModes } from "./modes.js";
import { phenomDModes } from "./phenomhm.js";
import type { AlignedBinary } from "./ringdown.js";

/** γ, Euler's constant. */
const EULER = 0.577_215_664_901_532_9;
const { PI, LN2 } = Math;
const LN3 = Math.log(3);
/** Beyond it, orders that are left out are more than a part in a hundred of the phase. */
const MOST = 0.1;

/** A slightly eccentric inspiral. */
export interface EccentricPhase {
  /** Total mass as time (G M/c³, s), and m₁m₂/M². */
  readonly mass: Seconds;
  readonly eta: number;
  /** Eccentricity when the wave has the frequency `reference` (Hz), at most 0.1. */
  readonly e0: number;
  readonly reference: Hertz;
}

/**
 * What a small eccentricity adds to the phase of TaylorF2, by frequency (rad), to 3PN and e0² (B. Moore, M. Favata, K. G. Arun and
 * C. K. Mishra 2016, doi:10.1103/PhysRevD.93.124061, equation 6.26): the strain is exp(−i(ψ + Δψ)) with ψ of the circular inspiral.
 * @throws BadArgumentError for an eccentricity beyond 0.1: take eccentricBinary there; for eta beyond 0 and 1/4, masses and frequencies that are not positive
 */
export function eccentricPhase({ mass, eta, e0, reference }: EccentricPhase): (frequency: Hertz) => number {
  mustBeSlight({ mass, eta, e0, reference });
  const at = eccentricTerms({ mass, eta, e0, reference });
  return (frequency) => at(mass * frequency)[0];
}

function mustBeSlight({ mass, eta, e0, reference }: EccentricPhase): void {
  if (!(e0 >= 0 && e0 <= MOST)) {
    throw new BadArgumentError(
      `The eccentricity is ${e0}; TaylorF2Ecc is an expansion about circles, for 0 to ${MOST}. Take eccentricBinary for more.`,
      { e0 },
    );
  }
  const positive = { min: 0, open: true } as const;
  checkedNumber("a slightly eccentric inspiral", "mass", mass, { unit: "s", ...positive });
  checkedNumber("a slightly eccentric inspiral", "eta", eta, { unit: "", ...positive, max: 0.25 });
  checkedNumber("a slightly eccentric inspiral", "reference", reference, { unit: "Hz", ...positive });
}

/** Δψ and its derivative by Mf. */
function eccentricTerms({ mass, eta, e0, reference }: EccentricPhase): (mf: number) => readonly [number, number] {
  const v0 = Math.cbrt(PI * mass * reference);
  const late = (3317 / 252) * Math.log(16 * v0 * v0) * v0 ** 6;
  const early = 536803271 / 39564000;
  const rows = coefficients(eta).map(([j, k, value]) => [j, value * v0 ** k] as const);
  const front = -(2355 / 1462) * e0 * e0 * v0 ** (19 / 3) * (3 / (128 * eta));
  return (mf) => {
    const v = Math.cbrt(PI * mf);
    const ln = early * Math.log(16 * v * v);
    let sum = ln * v ** 6 - late;
    // v dΣ/dv.
    let change = (6 * ln + 2 * early) * v ** 6;
    for (const [j, value] of rows) {
      const term = value * v ** j;
      sum += term;
      change += j * term;
    }
    const size = front * v ** (-34 / 3);
    return [size * sum, (size * (change - (34 / 3) * sum)) / (3 * mf)];
  };
}

/**
 * A slightly eccentric inspiral by frequency: IMRPhenomD's mode (2, 2) with TaylorF2Ecc's part of the phase, for binaries of stellar origin. Its
 * response is chirpChannels' as that of massive binaries; amplitudes are those of a circle.
 * @throws BadArgumentError for a binary that can't be, and an eccentricity beyond 0.1
 */
export function eccentricModes(binary: AlignedBinary, { mass, e0, reference }: Omit<EccentricPhase, "eta">): WaveModes {
  const circular = phenomDModes(binary);
  const orbit = { mass, eta: Math.min(binary.eta, 0.25), e0, reference };
  mustBeSlight(orbit);
  const more = eccentricTerms(orbit);
  const [atPeak, slopeAtPeak] = more(circular.peak);
  const modes = circular.modes.map(
    (mode): WaveMode => ({
      ...mode,
      phase: (mf) => mode.phase(mf) + more(mf)[0],
      slope: (mf) => mode.slope(mf) + more(mf)[1],
      values: (mfs, count, out) => {
        mode.values(mfs, count, out);
        for (let k = 0; k < count; k++) {
          const [phase, slope] = more(mfs[k]);
          out.phase[k] += phase;
          out.slope[k] += slope;
        }
      },
    }),
  );
  const { peak, peakPhase, peakSlope } = circular;
  return { modes, peak, peakPhase: peakPhase + atPeak, peakSlope: peakSlope + slopeAtPeak };
}

/** Powers of v and v0, and what stands before them. */
function coefficients(eta: number): readonly (readonly [j: number, k: number, value: number])[] {
  return [
    [0, 0, 1],
    [2, 0, (18766963 * eta) / 2927736 + 299076223 / 81976608],
    [0, 2, 2833 / 1008 - (197 * eta) / 36],
    [3, 0, (-2819123 * PI) / 282600],
    [0, 3, (377 * PI) / 72],
    [4, 0, (1562608261 * eta ** 2) / 69383952 + (24133060753 * eta) / 971375328 + 16237683263 / 3330429696],
    [2, 2, (-3697091711 * eta ** 2) / 105398496 - (718901219 * eta) / 368894736 + 847282939759 / 82632420864],
    [0, 4, (18155 * eta ** 2) / 1296 - (66317 * eta) / 9072 - 1193251 / 3048192],
    [5, 0, (-11552066831 * eta * PI) / 270617760 - (2831492681 * PI) / 118395270],
    [3, 2, (555367231 * eta * PI) / 10173600 - (7986575459 * PI) / 284860800],
    [2, 3, (7075145051 * eta * PI) / 210796992 + (112751736071 * PI) / 5902315776],
    [0, 5, (-949457 * eta * PI) / 22680 + (764881 * PI) / 90720],
    [
      6,
      0,
      (50612671711 * eta ** 3) / 878999040 +
        (3455209264991 * eta ** 2) / 41019955200 -
        (15075413 * eta * PI ** 2) / 1446912 +
        (299172861614477 * eta) / 689135247360 +
        (536803271 * EULER) / 19782000 +
        (3843505163 * LN2) / 59346000 -
        (1121397129 * LN3) / 17584000 +
        (15722503703 * PI ** 2) / 325555200 -
        328.68713519776105,
    ],
    [
      4,
      2,
      (-307833827417 * eta ** 3) / 2497822272 -
        (1693852244423 * eta ** 2) / 23313007872 +
        (253471410141755 * eta) / 5874877983744 +
        46001356684079 / 3357073133568,
    ],
    [3, 3, (-1062809371 * PI ** 2) / 20347200],
    [
      2,
      4,
      (340714213265 * eta ** 3) / 3794345856 +
        (150484695827 * eta ** 2) / 35413894656 -
        (260399751935005 * eta) / 8924301453312 -
        356873002170973 / 249880440692736,
    ],
    [
      0,
      6,
      (-3090307 * eta ** 3) / 139968 -
        (5732473 * eta ** 2) / 1306368 -
        (3977 * eta * PI ** 2) / 1152 +
        (9155185261 * eta) / 548674560 -
        (3317 * EULER) / 126 +
        (87419 * LN2) / 1890 -
        (26001 * LN3) / 560 +
        (122833 * PI ** 2) / 10368 +
        26531900578691 / 168991764480,
    ],
  ];
}
