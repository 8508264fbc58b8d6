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
