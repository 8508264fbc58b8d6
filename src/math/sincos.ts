/** π/2 in two parts: multiples of the first by up to a million are exact. */
const HALF_PI = 1.570_796_326_734_125_6;
const HALF_PI_REST = 6.077_100_506_506_192e-11;

/**
 * cos and sin of the first `count` angles, which are of the order of a million at most: the polynomials of fdlibm after a reduction to an
 * eighth of a turn, all in one loop. Within 2e-16 of the true ones, and 1e-16 of the angle more.
 */
export function sineAndCosine(angles: Float64Array, count: number, cos: Float64Array, sin: Float64Array): void {
  for (let n = 0; n < count; n++) {
    const x = angles[n];
    const quarter = Math.round(x * 0.636_619_772_367_581_4);
    const r = x - quarter * HALF_PI - quarter * HALF_PI_REST;
    const z = r * r;
    const s =
      r +
      r *
        z *
        (-1.666_666_666_666_663_2e-1 +
          z *
            (8.333_333_333_322_49e-3 +
              z *
                (-1.984_126_982_985_795e-4 +
                  z *
                    (2.755_731_370_707_006_8e-6 + z * (-2.505_076_025_340_686_3e-8 + z * 1.589_690_995_211_55e-10)))));
    const c =
      1 -
      0.5 * z +
      z *
        z *
        (4.166_666_666_666_66e-2 +
          z *
            (-1.388_888_888_887_411e-3 +
              z *
                (2.480_158_728_947_673e-5 +
                  z *
                    (-2.755_731_435_139_066_3e-7 + z * (2.087_572_321_298_175e-9 - z * 1.135_964_755_778_819_5e-11)))));
    const turned = quarter & 3;
    cos[n] = turned === 0 ? c : turned === 1 ? -s : turned === 2 ? -c : s;
    sin[n] = turned === 0 ? s : turned === 1 ? c : turned === 2 ? -s : -c;
  }
}
