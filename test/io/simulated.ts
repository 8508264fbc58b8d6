import * as h5wasm from "h5wasm/node";
import { MOSAS, type Mosa } from "../../src/core/mosa.js";

/** What to put into a file in lisainstrument's layout, and what to leave out or spoil. */
export interface Simulated {
  readonly length?: number;
  readonly version?: string;
  /** Changes to metadata_json; undefined leaves a name out. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The text of metadata_json itself. */
  readonly metadataText?: string;
  /** Datasets by name: other samples, another shape, or undefined to leave it out. */
  readonly datasets?: Readonly<Record<string, { readonly values: Float64Array; readonly shape: number[] } | undefined>>;
  /** Value of a stream's samples: by default something smooth. */
  readonly value?: (stream: string, mosa: Mosa, n: number) => number;
}

const STREAMS = ["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers", "mprs"];

function smooth(stream: string, mosa: Mosa, n: number): number {
  return stream === "mprs" ? 8.3 + 1e-8 * n : 1e7 + Number(mosa) + Math.sin(n / 40 + Number(mosa));
}

/** Writes such a file: small, fast, and right unless told otherwise. */
export async function writeSimulated(path: string, given: Simulated = {}): Promise<void> {
  await h5wasm.ready;
  const { length = 1200, version = "2.3.0", value = smooth } = given;
  const file = new h5wasm.File(path, "w");
  const metadata = {
    dt: 0.25,
    t0: 1000,
    central_freq: 2.816e14,
    modulation_freqs: Object.fromEntries(MOSAS.map((mosa) => [mosa, 2.4e9])),
    aafilter_group_delay: 4.5,
    lock_config: null,
    ...given.metadata,
  };
  file.create_attribute("metadata_json", given.metadataText ?? JSON.stringify(metadata));
  file.create_attribute("version_format", version);
  for (const stream of STREAMS) {
    file.create_group(stream);
    for (const mosa of MOSAS) {
      const values = Float64Array.from({ length }, (_, n) => value(stream, mosa, n));
      put(file, `${stream}/${mosa}`, { values, shape: [length] }, given.datasets);
    }
  }
  file.close();
}

function put(
  file: h5wasm.File,
  name: string,
  usual: { readonly values: Float64Array; readonly shape: number[] },
  changes: Simulated["datasets"] = {},
): void {
  const dataset = name in changes ? changes[name] : usual;
  if (dataset !== undefined) file.create_dataset({ name, data: dataset.values, shape: dataset.shape });
}
