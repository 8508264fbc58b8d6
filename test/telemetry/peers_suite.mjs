// What PyPI's spacepackets, ccsdspy and space_packet_parser make of our packets: npm run test:telemetry-peers.
// @ts-check
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io, telemetry } from "../../dist/index.js";

const PYTHON = ".venv-telemetry-test/bin/python";
const SUITE = "test/telemetry/peers.py";
/** Two segments and a bit (s): the last one's packets are filled up. */
const DURATION = 1207;
const MOSAS = /** @type {const} */ (["12", "23", "31", "13", "32", "21"]);
const FLAG_MISSING = 1;
const FLAG_GAP = 4;

/** What is switched otherwise than it is by default: nothing; everything on; something off, so that packets need filling. */
const CASES = /** @type {const} */ ([
  ["budget", {}],
  ["4Hz", { switchedOn: telemetry.dictionary("4Hz").channels.map(({ name }) => name) }],
  ["4Hz", { switchedOff: ["radiation_counts_07"] }],
]);

for (const [configuration, switched] of CASES) {
  const folder = mkdtempSync(join(tmpdir(), "lisalab peers "));
  try {
    const dictionary = telemetry.dictionary(configuration, switched);
    await recorded(join(folder, "packets"), dictionary);
    const [pass] = readdirSync(join(folder, "packets")).filter((name) => name.endsWith(".bin"));
    writeFileSync(join(folder, "dictionary.xml"), telemetry.xtceOf(dictionary, "1"));
    writeFileSync(join(folder, "expected.json"), JSON.stringify(expected(dictionary, `packets/${pass}`)));
    console.log(dictionary.identification, execFileSync(PYTHON, [SUITE, folder], { encoding: "utf8" }).trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {telemetry.Dictionary} dictionary
 */
async function recorded(folder, dictionary) {
  const channels = dictionary.channels.filter(({ on }) => on);
  const writer = await io.telemetryWriter(folder, {
    dictionary,
    t0: { scale: "TCB", seconds: 63_158_400, fraction: 0.125 },
    channels: channels.map(({ name }) => `1/${name}`),
    instrument: {
      centralFrequency: 2.816e14,
      modulationFrequencies: /** @type {any} */ (Object.fromEntries(MOSAS.map((mosa) => [mosa, 2.4e9]))),
      filterDelay: 0,
      rangeAmbiguity: 0,
      lock: "N1-12",
      raw: {},
    },
  });
  for (const channel of channels) {
    const values = Float64Array.from({ length: lengthOf(channel) }, (_, n) => valueOf(channel, n) ?? 0);
    const flags = Uint16Array.from(values, (_, n) => flagOf(n));
    await writer.write(`1/${channel.name}`, 0, values, flags);
  }
  await writer.close();
}

/** @param {telemetry.Channel} channel */
function lengthOf({ rate }) {
  return Math.ceil(DURATION * rate - 1e-6);
}

/**
 * Over the whole range of the channel, its ends included; null where there is none.
 * @param {telemetry.Channel} channel
 * @param {number} n
 */
function valueOf(channel, n) {
  const { range, encoding, name } = channel;
  if (encoding === "spare") return 0;
  if (n >= lengthOf(channel) || flagOf(n) !== 0) return null;
  const value = range[0] + (0.5 + 0.5 * Math.sin(0.7 * n + name.length)) * (range[1] - range[0]);
  return n === 0 ? range[0] : n === 1 ? range[1] : encoding === "uint" ? Math.round(value) : value;
}

/** @param {number} n */
function flagOf(n) {
  return n % 17 === 5 ? FLAG_MISSING : n % 17 === 6 ? FLAG_GAP : 0;
}

/**
 * @param {telemetry.Dictionary} dictionary
 * @param {string} pass
 */
function expected({ applications }, pass) {
  /** @type {Record<string, unknown>} */
  const layouts = {};
  /** @type {Record<string, unknown[]>} */
  const values = {};
  for (const { id, epochs, epochBits, channels, rate } of applications) {
    layouts[id] = {
      epochs,
      channels,
      dataBytes: Math.ceil((epochs * epochBits) / 8),
      filling: (8 - ((epochs * epochBits) % 8)) % 8,
    };
    const packets = Math.ceil(Math.ceil(DURATION * rate - 1e-6) / epochs);
    values[id] = Array.from({ length: packets }, (_, packet) =>
      Object.fromEntries(
        channels.map((channel) => [
          channel.name,
          Array.from({ length: epochs }, (__, epoch) => valueOf(channel, packet * epochs + epoch)),
        ]),
      ),
    );
  }
  return { pass, spacecraft: 1, applications: layouts, values };
}
