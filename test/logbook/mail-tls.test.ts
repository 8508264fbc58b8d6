import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { spoolEntry } from "../../src/logbook/elsewhere.js";
import { draft, newFolder } from "./sample.js";

const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

// A certificate of its own for localhost, made with openssl for these tests alone.
const CERTIFICATE = fileURLToPath(new URL("../fixtures/logbook/localhost.crt", import.meta.url));
const KEY = fileURLToPath(new URL("../fixtures/logbook/localhost.key", import.meta.url));

/** A mail server that others wrote, and what it was given. */
class House {
  readonly server: SMTPServer;
  readonly mails: string[] = [];
  readonly passwords: unknown[] = [];

  constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      cert: readFileSync(CERTIFICATE),
      key: readFileSync(KEY),
      onAuth: ({ username, password }, _session, done) => {
        this.passwords.push(password);
        const isKnown = username === "robot" && password === "secret";
        done(isKnown ? null : new Error("no such account"), isKnown ? { user: "robot" } : undefined);
      },
      onData: (stream, _session, done) => {
        let text = "";
        stream.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        stream.on("end", () => {
          this.mails.push(text);
          done();
        });
      },
      ...options,
    });
    // A client that doesn't trust the certificate breaks off.
    this.server.on("error", () => this.server);
  }

  async started(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

let house: House | undefined;

afterEach(async () => {
  await house?.stop();
  house = undefined;
});

/** Delivers one entry by `lisalab logbook spool deliver`. */
async function delivered(encryption: string, env: NodeJS.ProcessEnv): Promise<{ status: number | null; said: string }> {
  house = new House({ secure: encryption === "tls" });
  const port = await house.started();
  const home = newFolder();
  const place = `host: localhost, port: ${port}, encryption: ${encryption}, user: robot`;
  const people = "from: lisalab@example.org, to: [ada@example.org]";
  writeFileSync(
    join(home, "logbooks.yaml"),
    `logbooks: { officers: { kind: mail, ${place}, ${people}, statuses: [Fail] } }`,
  );
  expect(await spoolEntry(home, draft("run 1", { status: "Fail" }), [])).toEqual(["officers"]);
  const options = { env: { ...process.env, LISALAB_HOME: home, LISALAB_LOGBOOK_OFFICERS_PASSWORD: "secret", ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, "logbook", "spool", "deliver"], options, (_, stdout, stderr) =>
      resolve({ status: child.exitCode, said: stdout + stderr }),
    );
  });
}

describe.each(["starttls", "tls"])("mail over %s", (encryption) => {
  it("goes to a server whose certificate is trusted", async () => {
    const { status, said } = await delivered(encryption, { NODE_EXTRA_CA_CERTS: CERTIFICATE });
    expect({ status, said }).toMatchObject({ status: 0, said: expect.stringContaining("run 1 delivered") as string });
    expect(house!.passwords).toEqual(["secret"]);
    expect(house!.mails).toEqual([expect.stringMatching(/^Subject: Fail: Daily OPS checks\r$/m)]);
  });

  it("keeps password and mail from a server whose certificate is not", async () => {
    const { status, said } = await delivered(encryption, {});
    expect(status).toBe(1);
    expect(said).toMatch(
      /not delivered: the mail server localhost:\d+ refused: self-signed certificate \(.*NODE_EXTRA_CA_CERTS/,
    );
    expect(house).toMatchObject({ mails: [], passwords: [] });
  });

  it("keeps the mail to itself when the password is wrong", async () => {
    const wrong = { NODE_EXTRA_CA_CERTS: CERTIFICATE, LISALAB_LOGBOOK_OFFICERS_PASSWORD: "Secret" };
    const { said } = await delivered(encryption, wrong);
    expect(said).toMatch(/refused: 535 .*no such account \(it takes neither user nor password/);
    expect(said).not.toContain("Secret");
    expect(house!.mails).toEqual([]);
  });
});
