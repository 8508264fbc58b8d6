/**
 * The 2F that noise alone exceeds in one of `trials` independent tries with probability `falseAlarms`: for χ² of four degrees of
 * freedom, exp(−x/2)(1 + x/2) = falseAlarms/trials.
 */
export function twoFThreshold(falseAlarms: number, trials: number): number {
  const target = -Math.log(falseAlarms / trials);
  let half = target;
  for (let n = 0; n < 50; n++) half = target + Math.log(1 + half);
  return 2 * half;
}

/** Maxima between the points of a search's grid, as measured in noise: see {@link searchThreshold}. */
const BETWEEN = 0.06;

/**
 * The 2F above which noise alone makes so many detections in a whole search, in the mean, of a grid with so many points. Maxima are
 * climbed to from the grid, and a smooth random field over frequency and both directions of the sky has more of them above x than
 * independent tries by a factor that grows as x^{3/2} (R. J. Adler and J. E. Taylor 2007, doi:10.1007/978-0-387-48116-6).
 */
export function searchThreshold(falseAlarms: number, points: number): number {
  let threshold = twoFThreshold(falseAlarms, points);
  for (let n = 0; n < 20; n++)
    threshold = twoFThreshold(falseAlarms, points * Math.max(1, BETWEEN * (threshold / 2) ** 1.5));
  return threshold;
}
