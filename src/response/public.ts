export type { Frame } from "./geometry.js";
export { type LinkResponse, linkResponse, type ResponseOptions } from "./links.js";
export { type NyquistWarning, nyquistWarnings } from "./nyquist.js";
