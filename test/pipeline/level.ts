/**
 * The ratio of a series' mean power spectral density to that of a model in a band, in dB. The taper sin⁸ and the straight line fitted
 * under it keep out of the band what is a million times stronger elsewhere: TDI leaves tens of hertz of laser noise near 2 Hz,
 * where the interpolation fails, and drifts of the orbits below 0.1 mHz.
 * @param values samples (Hz), `dt` apart (s)
 * @param band from and to (Hz)
 * @param segment length (s); segments overlap by three quarters
 */
export function levelInBand(
  values: Float64Array,
  dt: number,
  model: (frequency: number) => number,
  [from, to]: readonly [number, number],
  segment: number,
): number {
  const length = Math.round(segment / dt);
  const taper = Float64Array.from({ length }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / length) ** 8);
  const scale = (2 * dt) / taper.reduce((sum, weight) => sum + weight ** 2, 0);
  let [power, expected] = [0, 0];
  for (let start = 0; start + length <= values.length; start += Math.floor(length / 4)) {
    const tapered = withoutLine(values.subarray(start, start + length), taper);
    for (let bin = Math.ceil(from * length * dt); bin <= to * length * dt; bin++) {
      power += scale * powerAt(tapered, bin);
      expected += model(bin / (length * dt));
    }
  }
  return 10 * Math.log10(power / expected);
}

function withoutLine(values: Float64Array, taper: Float64Array): Float64Array {
  const middle = (values.length - 1) / 2;
  const weighted = (of: (x: number, y: number) => number): number =>
    values.reduce((sum, value, n) => sum + taper[n]! * of(n - middle, value), 0);
  const mean = weighted((_, y) => y) / weighted(() => 1);
  const slope = weighted((x, y) => x * (y - mean)) / weighted((x) => x * x);
  return values.map((value, n) => taper[n]! * (value - mean - slope * (n - middle)));
}

function powerAt(values: Float64Array, bin: number): number {
  const turn = (2 * Math.PI * bin) / values.length;
  let [re, im] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    re += values[n]! * Math.cos(turn * n);
    im += values[n]! * Math.sin(turn * n);
  }
  return re * re + im * im;
}
