import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const SCREENSHOT = resolve("notebooks/images/first-light.png");
/** A picture for the README: small enough to live in the repository. */
const LARGEST_SCREENSHOT = 400_000;
/** A kernel compiles its first cell while JupyterLab still starts. */
const PATIENCE = 90_000;

describe("JupyterLab on the notebooks", () => {
  let folder: string;
  let lab: ChildProcess;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  beforeAll(async () => {
    // A copy: JupyterLab saves what it opens, outputs included.
    folder = await mkdtemp(join(tmpdir(), "lisalab lab "));
    await mkdir(join(folder, "work"));
    await cp("notebooks", join(folder, "work", "notebooks"), { recursive: true });
    await symlink(resolve("runbooks"), join(folder, "work", "runbooks"));
    const notebooks = join(folder, "work", "notebooks");
    lab = spawn(process.execPath, ["dist/cli/main.js", "lab", notebooks, "--no-browser"], {
      env: { ...process.env, LISALAB_HOME: join(folder, "home") },
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: "light" });
    page.on("request", (request) => requests.push(request.url()));
    const url = await addressOf(lab);
    url.pathname = url.pathname.replace(/lab$/, "lab/tree/01-first-light.ipynb");
    await page.goto(url.href);
    await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor({ timeout: PATIENCE });
  });

  afterAll(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => lab.once("close", resolve));
    lab.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  const cell = (text: string): Locator => page.locator(".jp-CodeCell").filter({ hasText: text }).first();

  test("runs a cell and shows what it says", async () => {
    await kernelIsIdle(page);
    await cell("openObservation").locator(".cm-content").click();
    await page.keyboard.press("Shift+Enter");
    const table = cell("openObservation").locator(".jp-OutputArea-output");
    await table.filter({ hasText: "lisainstrument 2.3.0" }).waitFor({ timeout: PATIENCE });
  });

  test("completes with Tab, from the library's types", async () => {
    await cell("const beatnote").locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\nnoise.");
    await page.keyboard.press("Tab");
    const completer = page.locator(".jp-Completer:visible");
    await completer.waitFor({ timeout: PATIENCE });
    // Names that no cell of the notebook mentions: they come from the kernel.
    await expect.poll(() => completer.innerText()).toContain("tdiParts");
    expect(await completer.innerText()).toContain("angularJitterNoise");
    await page.keyboard.press("Escape");
    for (let typed = 0; typed < "\nnoise.".length; typed++) await page.keyboard.press("Backspace");
    await expect.poll(() => cell("const beatnote").locator(".cm-content").innerText()).not.toContain("noise.");
  });

  test("draws interactive figures: hovering tells a value", async () => {
    await page.locator(".lm-MenuBar-item", { hasText: "Run" }).click();
    await page.locator(".lm-Menu-item", { hasText: /^Run All Cells$/ }).click();
    const figure = cell("HM Cnc").locator(".js-plotly-plot");
    await figure.waitFor({ state: "attached", timeout: PATIENCE });
    await figure.scrollIntoViewIfNeeded();
    await figure.locator(".main-svg").first().waitFor();
    await hover(page, figure.locator(".scatterlayer .points path").last());
    await figure.locator(".hoverlayer .hovertext").first().waitFor({ timeout: PATIENCE });
    await expect.poll(() => cell("requiredSensitivity").locator(".jp-InputPrompt").first().innerText()).toMatch(/\d/);
    expect(await page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count()).toBe(
      0,
    );
  });

  test("asks nothing of the network outside this machine", () => {
    const outside = requests.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).hostname !== "127.0.0.1");
    expect(outside).toEqual([]);
  });

  test("makes the picture of the README", async () => {
    await cell("HM Cnc").scrollIntoViewIfNeeded();
    const figure = cell("HM Cnc").locator(".js-plotly-plot");
    await figure.scrollIntoViewIfNeeded();
    await hover(page, figure.locator(".scatterlayer .points path").last());
    await figure.locator(".hoverlayer .hovertext").first().waitFor({ timeout: PATIENCE });
    await mkdir(join(SCREENSHOT, ".."), { recursive: true });
    await page.screenshot({ path: SCREENSHOT });
    expect((await stat(SCREENSHOT)).size).toBeLessThan(LARGEST_SCREENSHOT);
  });

  test("keeps a figure as high as it was when its legend is clicked", async () => {
    const figure = cell("Eight orders of magnitude").locator(".js-plotly-plot").first();
    await figure.scrollIntoViewIfNeeded();
    const { height } = (await figure.boundingBox())!;
    await figure.locator(".legendtoggle").nth(1).click();
    // The other curve stays, the figure is drawn anew.
    await expect.poll(() => figure.locator(".scatterlayer .trace").count()).toBeLessThan(4);
    expect((await figure.boundingBox())!.height).toBe(height);
  });
});

/** Moves the mouse onto what is drawn there. */
async function hover(page: Page, drawn: Locator): Promise<void> {
  const box = (await drawn.boundingBox())!;
  await page.mouse.move(box.x - 20, box.y - 20);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
}

/** The address that the command prints. */
function addressOf(lab: ChildProcess): Promise<URL> {
  let said = "";
  return new Promise((found, failed) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const [address] = /http:\S+/.exec(said) ?? [];
      if (address !== undefined) found(new URL(address));
    };
    lab.stdout!.on("data", hear);
    lab.stderr!.on("data", hear);
    lab.once("close", () => failed(new Error(`JupyterLab ended: ${said}`)));
  });
}

/** Waits until the kernel of the notebook that is shown has started: before, cells that are run do nothing. */
async function kernelIsIdle(page: Page): Promise<void> {
  await page.getByText("lisalab (development) | Idle").waitFor({ timeout: PATIENCE });
}
