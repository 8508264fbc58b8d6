/**
 * Whose initial phase the galactic binaries of a file have. The LISA Data Challenges have φ(t) = 2π f t + π ḟ t² − φ₀ and h₊ = −A (1 + cos² ι) cos φ,
 * as we do; GBGPU, and files made with it, have + φ₀ and the opposite sign of both polarisations.
 */
export type PhaseConvention = "LDC" | "GBGPU";
