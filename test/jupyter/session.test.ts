import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { JupyterClient } from "../../src/jupyter/client.js";
import { KernelLostError, KernelSession } from "../../src/jupyter/session.js";
import { type FakeKernel, type FakeMessage, FakeServer } from "./fake-server.js";

beforeAll(() => {
  // Jupyter's client writes its diary on the console.
  for (const way of ["debug", "warn", "log"] as const) {
    vi.spyOn(console, way).mockReturnValue(undefined);
  }
});

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) {
    await end();
  }
});

interface Opened {
  readonly server: FakeServer;
  readonly session: KernelSession;
}

async function open(onExecute: (kernel: FakeKernel, request: FakeMessage) => void): Promise<Opened> {
  const server = new FakeServer(onExecute);
  await server.listen();
  const client = new JupyterClient({ url: server.url, token: server.token });
  const session = new KernelSession(client, await client.startSession("a.ipynb", "fake"));
  ended.push(async () => {
    await session.end();
    await server.close();
  });
  await session.info();
  return { server, session };
}

const OK = { status: "ok", execution_count: 1, user_expressions: {} };

function nothing(): void {
  // Output is of no interest.
}

describe("KernelSession", () => {
  it("resolves when the reply and idle are there, in either order, and passes output on", async () => {
    let turn = 0;
    const { session } = await open((kernel) => {
      kernel.send("iopub", "status", { execution_state: "busy" });
      kernel.send("iopub", "stream", { name: "stdout", text: "hello" });
      const steps = [
        () => kernel.send("shell", "execute_reply", OK),
        () => kernel.send("iopub", "status", { execution_state: "idle" }),
      ];
      for (const step of turn++ === 0 ? steps : steps.reverse()) {
        step();
      }
    });
    const texts: unknown[] = [];
    for (const code of ["1", "2"]) {
      const reply = await session.execute(code, ({ content }) => texts.push((content as { text: string }).text));
      expect(reply.status).toBe("ok");
    }
    expect(texts).toEqual(["hello", "hello"]);
  });

  it("gives output that comes after the end to the code that it belongs to", async () => {
    let first: FakeKernel | undefined;
    const { session } = await open((kernel) => {
      first?.send("iopub", "stream", { name: "stdout", text: "late" });
      first ??= kernel;
      kernel.send("shell", "execute_reply", OK);
      kernel.send("iopub", "status", { execution_state: "idle" });
    });
    const texts: string[] = [];
    await session.execute("1", () => texts.push("first"));
    await session.execute("2", () => texts.push("second"));
    expect(texts).toEqual(["first"]);
  });

  it.concurrent("is lost when idle does not come", async () => {
    const { session } = await open((kernel) => kernel.send("shell", "execute_reply", OK));
    await expect(session.execute("1", nothing)).rejects.toThrow("the kernel's status `idle` did not come within 5 s");
  });

  it.concurrent("is lost when the reply does not come", async () => {
    const { session } = await open((kernel) => kernel.send("iopub", "status", { execution_state: "idle" }));
    await expect(session.execute("1", nothing)).rejects.toThrow("the kernel's reply did not come within 5 s");
  });

  it("is lost when the cell asks for input", async () => {
    const { session } = await open((kernel) => kernel.send("stdin", "input_request", { prompt: "?", password: false }));
    await expect(session.execute("1", nothing)).rejects.toThrow("asked for input, but nobody is there");
  });

  it.each([
    ["restarting", "the server restarted it, and its variables are lost"],
    ["dead", "the kernel died"],
  ])("is lost when the kernel is %s, also for all that comes later", async (status, message) => {
    const { session } = await open((kernel) => kernel.send("iopub", "status", { execution_state: status }));
    await expect(session.execute("1", nothing)).rejects.toThrow(message);
    await expect(session.execute("2", nothing)).rejects.toThrow(KernelLostError);
  });

  it("is lost when the server dies", async () => {
    const { server, session } = await open((kernel) => {
      server.answers = false;
      kernel.drop();
    });
    await expect(session.execute("1", nothing)).rejects.toThrow("the Jupyter server died or can't be reached");
  });

  it("is lost when the server has ended the kernel", async () => {
    const { server, session } = await open((kernel) => {
      server.hasKernel = false;
      kernel.drop();
    });
    await expect(session.execute("1", nothing)).rejects.toThrow("the kernel is gone");
  });

  it("survives a connection that breaks and comes back", async () => {
    let dropped = false;
    const { server, session } = await open((kernel) => {
      if (!dropped) {
        dropped = true;
        kernel.drop();
      } else {
        kernel.send("shell", "execute_reply", OK);
        kernel.send("iopub", "status", { execution_state: "idle" });
      }
    });
    const before = server.connections;
    const first = session.execute("1", nothing);
    await vi.waitFor(() => expect(server.connections).toBe(before + 1));
    await expect(session.execute("2", nothing)).resolves.toMatchObject({ status: "ok" });
    // What was on its way when the connection broke is gone, and the kernel has nothing to do.
    await expect(first).rejects.toThrow("the answer to a cell was lost");
  });

  it("ends its session once", async () => {
    const { server, session } = await open(nothing);
    await session.end();
    await session.end();
    expect(server.requests.filter((request) => request.startsWith("DELETE"))).toEqual(["DELETE /api/sessions/s1"]);
  });
});
