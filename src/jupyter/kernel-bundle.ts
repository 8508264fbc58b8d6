import { inspect } from "node:util";
import { DISPLAY_METHOD, type Displayable, type MimeBundle } from "./display.js";

/** The bundle that shows `value`: its own when it has one, else as Node prints it. */
export function valueBundle(value: unknown): MimeBundle {
  if (isDisplayable(value)) return jsonBundle(value[DISPLAY_METHOD]());
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}

function isDisplayable(value: unknown): value is Displayable {
  const method = (value as Partial<Displayable> | null)?.[DISPLAY_METHOD];
  return typeof method === "function";
}

/** `bundle` as it may travel in JSON: bytes become base64. */
export function jsonBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, data]) => [
      mime,
      data instanceof Uint8Array ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64") : data,
    ]),
  );
}
