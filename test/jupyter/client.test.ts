import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { baseUrlOf, JupyterClient } from "../../src/jupyter/client.js";
import { isHealthy } from "../../src/jupyter/server.js";
import { FakeServer } from "./fake-server.js";

describe("baseUrlOf", () => {
  it.each([
    ["http://127.0.0.1:8888", "http://127.0.0.1:8888/"],
    ["https://hub.example/user/ann", "https://hub.example/user/ann/"],
    ["https://hub.example/user/ann//", "https://hub.example/user/ann/"],
    ["https://hub.example/user/ann/lab/tree/a.ipynb?token=x#y", "https://hub.example/user/ann/"],
    ["https://hub.example/user/ann/lab", "https://hub.example/user/ann/"],
    ["http://127.0.0.1:8888/tree?token=x", "http://127.0.0.1:8888/"],
  ])("takes %s as %s", (text, url) => {
    expect(baseUrlOf(text)).toBe(url);
  });

  it.each(["", "hub.example", "ftp://hub.example/", "http://"])("refuses %j", (text) => {
    expect(() => baseUrlOf(text)).toThrow("is no URL of a Jupyter server");
  });
});

describe("JupyterClient behind a base path, as JupyterHub has it", () => {
  let server: FakeServer;

  beforeEach(async () => {
    server = new FakeServer(() => undefined, "/user/ann/");
    await server.listen();
  });

  afterEach(() => server.close());

  it("asks below the base path, with or without a slash at the end", async () => {
    for (const url of [server.url, server.url.replace(/\/$/, "")]) {
      const client = new JupyterClient({ url, token: server.token });
      await expect(client.kernelNames()).resolves.toEqual(["fake"]);
    }
    expect(server.requests).toEqual(["GET /user/ann/api/kernelspecs", "GET /user/ann/api/kernelspecs"]);
  });

  it("talks WebSocket below it, with TLS where HTTP has it", () => {
    expect(new JupyterClient({ url: "https://hub.example/user/ann", token: "" }).settings.wsUrl).toBe(
      "wss://hub.example/user/ann/",
    );
  });

  it("says that the token was refused", async () => {
    const client = new JupyterClient({ url: server.url, token: "wrong" });
    await expect(client.kernelNames()).rejects.toThrow("could not list its kernels: it refused the token (403)");
    await expect(isHealthy({ url: server.url, token: "wrong" })).resolves.toBe(false);
  });

  it("says when nobody is there", async () => {
    const client = new JupyterClient({ url: server.url, token: server.token });
    await server.close();
    await expect(client.kernelNames()).rejects.toThrow(/could not list its kernels: connect ECONNREFUSED/);
    await expect(client.hasKernel("k1")).resolves.toBeUndefined();
    await server.listen();
  });

  it("knows whether a kernel is still there", async () => {
    const client = new JupyterClient({ url: server.url, token: server.token });
    await expect(client.hasKernel("k1")).resolves.toBe(true);
    server.hasKernel = false;
    await expect(client.hasKernel("k1")).resolves.toBe(false);
  });

  it("renames, lists and ends sessions", async () => {
    const client = new JupyterClient({ url: server.url, token: server.token });
    const [session] = await client.sessions();
    await client.endSession(session!.id);
    expect(server.requests).toEqual(["GET /user/ann/api/sessions", "DELETE /user/ann/api/sessions/s1"]);
  });
});
