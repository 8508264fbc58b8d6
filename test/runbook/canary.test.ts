import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { extractText } from "unpdf";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Redaction } from "../../src/runbook/redaction.js";
import { secretShapes } from "../../src/runbook/secret-shapes.js";
import { House, printed } from "./house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

/** One that every encoding changes, and one that none does. */
const CANARIES = { password: `c4n"ary/+ö&<yellow>\\'1`, CANARY_TOKEN: "sharpTongue0815bird" };
const BOTH = "const both = [password, token]; const all = both.join(' ');";

/** Each shows the secrets in another way. */
const CELLS: Readonly<Record<string, string>> = {
  length: 'const token = lisalab.runbook.secret("CANARY_TOKEN"); console.log(password.length, token.length);',
  printed: `${BOTH} console.log(all); console.log(both, { password }); console.log(JSON.stringify(JSON.stringify(both)));`,
  encoded: `for (const text of both) for (const before of ["", "a", "ab"]) console.log(
    Buffer.from(before + text).toString("base64"), encodeURIComponent(text), Buffer.from(text).toString("hex"), Buffer.from(text));`,
  letters: "for (const letter of all) process.stderr.write(letter);",
  both: "for (const letter of all) { process.stdout.write(letter); console.error('.'); await new Promise(setImmediate); }",
  shown: `const display = lisalab.display;
    display({ "text/html": \`<p title="\${token}">\${password.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")}\` });
    display({ "application/json": { [token]: both, deep: [[{ password }]] } });
    display({ "image/svg+xml": \`<svg xmlns="http://www.w3.org/2000/svg"><text>\${token}</text></svg>\` });
    display({ "image/png": Buffer.from("PNG" + all).toString("base64") });
    display({ "text/markdown": "**" + token + "** " + password, "text/plain": all });
    display({ "text/plain": "x" }, { metadata: { token }, displayId: token });`,
  figure: `lisalab.display({ "application/vnd.plotly.v1+json": { data: [{ name: token, y: [1] }], layout: { title: { text: password } } } });`,
  checks: `lisalab.runbook.note("it is " + all);
    lisalab.runbook.expect("check " + token, { value: password, equals: "another", hint: all });
    lisalab.runbook.expect("all is well", { value: true, equals: true });`,
  value: "token",
  late: "setTimeout(() => console.log('late', all), 50);",
  descriptor: 'require("fs").writeSync(2, all);',
  child: 'require("child_process").execFileSync("sh", ["-c", "printf %s \\"$0\\" >&2", token]);',
  environment: "console.log(JSON.stringify(process.env));",
  thrown: 'throw Object.assign(new TypeError("refused: " + all), { token, name: "E" + token });',
};

let house: House;

beforeAll(() => {
  vi.stubEnv("CANARY_PASSWORD", CANARIES.password);
  vi.stubEnv("CANARY_TOKEN", CANARIES.CANARY_TOKEN);
  house = new House();
});

afterAll(async () => {
  await house.close();
  vi.unstubAllEnvs();
});

/** Where something of a secret is below a folder, also in what is packed. */
async function leaks(folder: string): Promise<readonly string[]> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = await Promise.all(
    entries.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return (await textsOf(path)).flatMap(shapesIn).map((shape) => `${path}: ${shape}`);
    }),
  );
  return found.flat();
}

/** The shapes that the runner looks for, and what decodes to a secret, by code that the runner does not have. */
function shapesIn(text: string): readonly string[] {
  const values = Object.values(CANARIES);
  const decoded = values.filter((value) => decodings(text).some((plain) => plain.includes(value)));
  return [...values.flatMap(secretShapes).filter((shape) => text.includes(shape)), ...decoded];
}

/** All that may be meant by a text: whatever encodings can be in it, undone. */
function decodings(text: string): readonly string[] {
  const unquoted = text.replace(/\\(u[0-9a-f]{4}|.)/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : code,
  );
  const twice = unquoted.replace(/\\(.)/g, "$1");
  const form = text.replaceAll("+", " ");
  return [text, unquoted, twice, percentless(text), percentless(form), markless(text), ...unpacked(text)];
}

function percentless(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString());
}

function markless(text: string): string {
  const marks: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", "#x27": "'", amp: "&" };
  return text.replace(/&(#?\w+);/g, (whole, mark: string) => marks[mark] ?? whole);
}

/** What looks like base64 or hexadecimal digits, read from each place where it may begin. */
function unpacked(text: string): readonly string[] {
  const read = (pattern: RegExp, from: number, encoding: "base64" | "hex"): string =>
    (text.match(pattern) ?? []).map((run) => Buffer.from(run.replaceAll(" ", "").slice(from), encoding)).join("\n");
  const base64 = [0, 1, 2, 3].map((from) => read(/[\w+/-]{8,}/g, from, "base64"));
  return [...base64, ...[0, 1].map((from) => read(/[0-9a-f][0-9a-f ]{15,}/gi, from, "hex"))];
}

async function textsOf(path: string): Promise<readonly string[]> {
  const content = readFileSync(path);
  const text = content.toString("utf8");
  if (path.endsWith(".pdf")) return [text, (await extractText(new Uint8Array(content), { mergePages: true })).text];
  const packed = [...text.matchAll(/<script type="text\/plain">([^<]*)</g)];
  return [text, ...packed.map(([, base64]) => gunzipSync(Buffer.from(base64!, "base64")).toString("utf8"))];
}

describe("a runbook that shows its secrets in every way", () => {
  let run: Awaited<ReturnType<House["run"]>>;

  beforeAll(async () => {
    const parameters = { password: { type: "string", secret: true } };
    const name = house.runbook("canary", Object.values(CELLS), { parameters, secrets: ["CANARY_TOKEN"] });
    run = await house.run(name, "-p", "password=env:CANARY_PASSWORD");
  });

  it("knows them, and goes on to its last cell", () => {
    const lengths = `${CANARIES.password.length} ${CANARIES.CANARY_TOKEN.length}\n`;
    expect(printed(house.notebook(run.record), "cell-0")).toBe(lengths);
    expect(run.record.reason).toContain("[secret CANARY_TOKEN]: refused: [secret password] [secret CANARY_TOKEN]");
    expect(run.record.cells.map(({ state }) => state)).toEqual([...Object.keys(CELLS).map(() => "done"), "failed"]);
  });

  it("leaves nothing of them: not in files, not on the terminal", async () => {
    expect(await leaks(house.home)).toEqual([]);
    expect([run.stdout, run.stderr].flatMap(shapesIn)).toEqual([]);
  });

  it("says where they were", () => {
    const { checks, notes, parameters } = run.record;
    expect(notes).toEqual(["it is [secret password] [secret CANARY_TOKEN]"]);
    expect(checks[0]).toMatchObject({ name: "check [secret CANARY_TOKEN]", value: "[secret password]" });
    expect(parameters).toEqual({ password: "•••" });
    const shown = printed(house.notebook(run.record), `cell-${Object.keys(CELLS).indexOf("letters")}`);
    expect(shown).toBe("[secret password] [secret CANARY_TOKEN]");
  });

  it("does not find them in the kernel's environment", () => {
    const environment = printed(house.notebook(run.record), `cell-${Object.keys(CELLS).indexOf("environment")}`);
    expect(environment).toContain("PATH");
    expect(environment).not.toContain("CANARY");
  });

  it("a value on the command line is in no record either", async () => {
    const parameters = { password: { type: "string", secret: true } };
    const name = house.runbook("plain", [CELLS["printed"]!.replace("token", "1")], { parameters });
    const { stdout, stderr } = await house.run(name, "-p", `password=${CANARIES.password}`);
    expect([stdout, stderr].flatMap(shapesIn)).toEqual([]);
    expect(await leaks(house.home)).toEqual([]);
  });
});

describe("a run that is cut short in the middle of a secret", () => {
  const parameters = { password: { type: "string", secret: true } };
  const half = "for (const letter of password.slice(0, -1)) process.stdout.write(letter);";
  const LATER = "await new Promise((resolve) => setTimeout(resolve, 60_000));";

  it("by the end of its kernel leaves nothing of it", async () => {
    const cell = `${half} await new Promise((resolve) => setTimeout(resolve, 300)); process.kill(process.pid, "SIGKILL");`;
    const name = house.runbook("killed", [cell], { parameters });
    const { record, stderr } = await house.run(name, "-p", "password=env:CANARY_PASSWORD");
    expect(record.verdict).toBe("Error");
    expect(printed(house.notebook(record), "cell-0")).toBe("[part of secret password]");
    expect(shapesIn(stderr)).toEqual([]);
    expect(await leaks(house.home)).toEqual([]);
  });

  it("by kill -9 of the runner leaves nothing of it, and the next run closes it", async () => {
    const cells = ["console.log(password); console.error([password]);", `${half} console.error("begun");${LATER}`];
    const name = house.runbook("abandoned", cells, { parameters });
    const { child, ended } = house.start("run", name, "-p", "password=env:CANARY_PASSWORD");
    // The second cell has begun when the first one's end is told.
    await new Promise<void>((resolve) => {
      child.stderr!.on("data", (text) => String(text).includes("[2/3]") && resolve());
    });
    child.kill("SIGKILL");
    await ended;
    expect(await leaks(house.home)).toEqual([]);
    const { stdout } = await house.lisalab("runs", "list");
    expect(stdout).toMatch(/abandoned.*abandoned/);
    expect(await leaks(house.home)).toEqual([]);
  });
});

it("the search finds what it looks for", () => {
  const secret = CANARIES.password;
  const hidden = [
    encodeURIComponent(secret),
    JSON.stringify(JSON.stringify(secret)),
    Buffer.from(`ab${secret}`).toString("base64url"),
    `0${Buffer.from(secret).toString("hex")}`,
    secret.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  ];
  for (const text of hidden)
    expect(
      decodings(text).some((plain) => plain.includes(secret)),
      text,
    ).toBe(true);
  const text = Buffer.from(`PNG${CANARIES.password}`).toString("base64");
  expect(shapesIn(text)).not.toEqual([]);
  const redaction = new Redaction([{ name: "password", value: CANARIES.password }]);
  expect(shapesIn(redaction.text(text))).toEqual([]);
});
