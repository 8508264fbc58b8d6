import type { RandomStream } from "../core/random.js";

/**
 * States of poles as they are after an eternity of white noise: of mean 0 and covariance 1/(1 − p q). Its Cholesky factor is
 * L_jk = √(1 − p_k²)/(1 − p_j p_k) Π_{i<k} (p_j − p_i)/(1 − p_j p_i), the orthonormal functions of Takenaka and Malmquist at
 * the poles; products only, so that nothing is lost where poles are close to each other or to 1.
 */
export function stationaryStates(poles: readonly number[], stream: RandomStream): Float64Array {
  const normals = stream.normals(new Float64Array(poles.length));
  return Float64Array.from(poles, (p, j) => {
    let sum = 0;
    let product = 1;
    for (let k = 0; k <= j; k++) {
      const q = poles[k]!;
      sum += (Math.sqrt((1 - q) * (1 + q)) / (1 - p * q)) * product * normals[k]!;
      product *= (p - q) / (1 - p * q);
    }
    return sum;
  });
}
