import type { PerMosa } from "../core/mosa.js";
import type { SampleRange } from "./observation.js";

/** Delays by link (s) for a stretch of samples. */
export type DelaysAt = (range: SampleRange) => Promise<PerMosa<Float64Array>>;
