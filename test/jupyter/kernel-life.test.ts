import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { KernelClient } from "./kernel-client.js";

let kernel: KernelClient | undefined;
afterEach(async () => {
  await kernel?.close();
  kernel = undefined;
});

describe("the end of a kernel", () => {
  test("a shutdown request is answered, then the process leaves by itself", async () => {
    kernel = await KernelClient.start();
    await kernel.execute("1");
    const gone = once(kernel.process, "exit");
    expect(await kernel.request("shutdown_request", { restart: true }, "control")).toEqual({
      status: "ok",
      restart: true,
    });
    expect(await gone).toEqual([0, null]);
  });

  test("even while a cell computes", async () => {
    kernel = await KernelClient.start();
    const id = kernel.sendCode("for (;;);");
    await kernel.until(() => (kernel?.messagesOf(id).length ?? 0) > 1, "the start");
    const gone = once(kernel.process, "exit");
    await kernel.request("shutdown_request", { restart: false }, "control");
    expect(await gone).toEqual([0, null]);
  });

  test("process.exit in a cell ends the kernel; what was printed before arrives", async () => {
    kernel = await KernelClient.start();
    const gone = once(kernel.process, "exit");
    const id = kernel.sendCode('for (let n = 0; n < 1000; n++) console.log("line", n); process.exit(3);');
    expect(await gone).toEqual([3, null]);
    const printed = (): string =>
      kernel
        ?.messagesOf(id)
        .map(({ content }) => content.text ?? "")
        .join("") ?? "";
    await kernel.until(() => printed().endsWith("line 999\n"), "the last line");
  });

  test("a kernel that finds a port taken says so and ends at once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lisalab taken-"));
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const ports = { shell_port: port, iopub_port: 0, stdin_port: 0, control_port: 0, hb_port: 0 };
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify({ ...ports, transport: "tcp", ip: "127.0.0.1", key: "" }));
    const kernelFile = fileURLToPath(new URL("../../dist/jupyter/kernel.js", import.meta.url));
    const child = spawn(process.execPath, [kernelFile, file], { stdio: ["ignore", "ignore", "pipe"] });
    let told = "";
    child.stderr.on("data", (data: Buffer) => {
      told += data.toString();
    });
    expect(await once(child, "close")).toEqual([1, null]);
    expect(told).toBe(`lisalab kernel: its sockets failed: Address already in use (tcp://127.0.0.1:${port})\n`);
    other.close();
    rmSync(folder, { recursive: true });
  });

  test("a kernel whose parent died doesn't live on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lisalab orphan-"));
    const ports = Object.fromEntries(
      ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"].map((name, n) => [name, `${folder}/${n}`]),
    );
    const connection = { ...ports, transport: "tcp", ip: "127.0.0.1", key: "", signature_scheme: "hmac-sha256" };
    const file = join(folder, "connection.json");
    const anyPort = Object.fromEntries(Object.keys(ports).map((name) => [name, 0]));
    writeFileSync(file, JSON.stringify({ ...connection, ...anyPort }));
    const kernelFile = fileURLToPath(new URL("../../dist/jupyter/kernel.js", import.meta.url));
    const parentCode = `const child = require("node:child_process").spawn(process.execPath, [${JSON.stringify(kernelFile)}, ${JSON.stringify(file)}], { stdio: "ignore", env: { ...process.env, JPY_PARENT_PID: process.pid } });
      console.log(child.pid); setTimeout(() => {}, 1e6);`;
    const parent = spawn(process.execPath, ["-e", parentCode], { stdio: ["ignore", "pipe", "inherit"] });
    const [data] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(data.toString());
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    for (let n = 0; n < 150 && isAlive(pid); n++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(pid)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

/** Whether the process `pid` runs; a zombie that nobody waited for doesn't. */
function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/stat`;
  if (existsSync("/proc/self/stat")) return existsSync(status) && !/\) Z /.test(readFileSync(status, "utf8"));
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
