import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHtml } from "../../src/document/html.js";
import { reportOf } from "../../src/runbook/report.js";
import { figure } from "../chaos/figures.js";
import { ATTACKS, attackedNotebook, attackedRecord } from "../runbook/xss.js";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Of the attacks, alone in a page that allows everything, at least so many run in Chromium: the others are for other places. */
const ALIVE = 50;

/** How long a page may take to run what it wants to, in ms. */
const MOMENT = 60;

/** What a page did that it must not. */
interface Misdeeds {
  readonly executed: readonly unknown[];
  readonly dialogs: number;
  /** Pages that it opened or went to. */
  readonly elsewhere: readonly string[];
  readonly requests: readonly string[];
}

const NOTHING: Misdeeds = { executed: [], dialogs: 0, elsewhere: [], requests: [] };

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lisalab-xss-"));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page as a reader does, from a file, clicks what can be clicked, and tells what came of it. */
async function misdeeds(html: string): Promise<Misdeeds> {
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  const { href } = pathToFileURL(file);
  const context = await browser.newContext();
  const page = await context.newPage();
  const found = { dialogs: 0, elsewhere: new Set<string>(), requests: new Set<string>() };
  page.on("dialog", (dialog) => {
    found.dialogs += 1;
    void dialog.dismiss();
  });
  page.on("framenavigated", (frame) => {
    if (frame === page.mainFrame() && !frame.url().startsWith(href)) found.elsewhere.add(frame.url());
  });
  context.on("page", (opened) => found.elsewhere.add(`opened ${opened.url()}`));
  const asked = (request: Request): void => {
    const isKept = request.failure()?.errorText === "csp";
    if (!isKept && !/^(data:|blob:|about:)/.test(request.url()) && request.url() !== href)
      found.requests.add(`${request.url()} ${request.failure()?.errorText ?? ""}`);
  };
  // What the page's policy forbids shows as a request that failed by it: nothing was asked.
  context.on("requestfinished", asked);
  context.on("requestfailed", asked);
  await page.goto(href, { waitUntil: "load" });
  await page.evaluate(CLICK_ALL).catch(leftBehind);
  await page.waitForTimeout(MOMENT);
  const executed = await page.evaluate<unknown[]>(BROKEN).catch(() => ["the page is gone"]);
  await context.close();
  return { executed, dialogs: found.dialogs, elsewhere: [...found.elsewhere], requests: [...found.requests] };
}

/**
 * In the page: clicks every link and button that leads nowhere else in the world, in frames too. A frame in a sandbox has no
 * scripts of its own that could be asked to, but the page may look into it.
 */
const CLICK_ALL = `(() => {
  const documents = [document, ...[...document.querySelectorAll("iframe")].flatMap((frame) => frame.contentDocument ?? [])];
  for (const element of documents.flatMap((page) => [...page.querySelectorAll("a, button, summary, area, input, text, math")])) {
    if (/^(https?|mailto):/.test(element.getAttribute("href") ?? "")) continue;
    element.focus?.();
    element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
    if (element.click) element.click();
    else element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
})()`;

/** A click may have led elsewhere, which shows in where the page is then. */
function leftBehind(): void {
  // The page that was to be asked is gone.
}

/** In the page: what attacks left in its window and in those of its frames. */
const BROKEN = `[window, ...[...document.querySelectorAll("iframe")].map((frame) => frame.contentWindow)].flatMap((view) => {
  try { return view.broken ?? []; } catch { return []; }
})`;

describe("a run's report in a browser", () => {
  const executed: string[] = [];
  const others: string[] = [];

  afterAll(() => {
    figure({
      what: "attacks in every place of a report, opened in Chromium, every link clicked",
      times: ATTACKS.length,
      asked: "0 executed, nothing asked of the network, nobody led elsewhere",
      found: `${executed.length} executed, ${others.length} with another effect`,
    });
  });

  it.each(ATTACKS.map((attack, index) => ({ index, attack })))(
    "runs nothing of $index: $attack",
    async ({ attack }) => {
      const found = await misdeeds(toHtml(reportOf(attackedRecord(attack), attackedNotebook(attack))));
      if (found.executed.length > 0) executed.push(attack);
      else if (JSON.stringify(found) !== JSON.stringify(NOTHING)) others.push(attack);
      expect(found).toEqual(NOTHING);
    },
  );

  it("would run what it has, if it were let", async () => {
    let alive = 0;
    for (const attack of ATTACKS) {
      const { executed } = await misdeeds(`<!doctype html><html><body>${attack}</body></html>`);
      if (executed.length > 0) alive += 1;
    }
    console.info(`${alive} of ${ATTACKS.length} attacks run in a page that allows everything`);
    expect(alive).toBeGreaterThan(ALIVE);
  });
});
