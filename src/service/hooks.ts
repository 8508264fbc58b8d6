import { createHash } from "node:crypto";
import { Hono } from "hono";
import { BadArgumentError } from "../core/errors.js";
import type { HookTrigger } from "../runbook/sidecar-triggers.js";
import type { Arrivals } from "./arrivals.js";
import { hookVariable } from "./caller.js";
import { answered, type Entered, entered, TurnedAway } from "./entrance.js";
import type { Routes, Served } from "./routes.js";
import type { ServedRunbook } from "./trigger.js";

/** A runbook with one of its hooks. */
interface Hooked {
  readonly runbook: ServedRunbook;
  readonly trigger: HookTrigger;
}

/** `POST /hooks/NAME`: whoever knows the hook's secret gets a run of each runbook that has it, once for each key. */
export function hookRoutes(served: Served, arrivals: Arrivals): Routes {
  const app = new Hono();
  app.post("/:name", (context) =>
    answered(context, `hook ${JSON.stringify(context.req.param("name"))}`, served.log, async () => {
      const hooked = hookedBy(served.runbooks(), context.req.param("name"));
      const request = await entered(context.req.raw, hookVariable(hooked[0]!.trigger.hook));
      const mark = keyOf(context.req.raw.headers, request);
      const runs = await Promise.all(hooked.map((one) => taken(one, { request, mark, served, arrivals })));
      return context.json({ runs }, runs.every(({ repeated }) => repeated) ? 200 : 202);
    }),
  );
  return { path: "/hooks", app };
}

function hookedBy(runbooks: readonly ServedRunbook[], name: string): readonly Hooked[] {
  const hooked = runbooks.flatMap((runbook) =>
    runbook.sidecar.triggers.flatMap((trigger) =>
      "hook" in trigger && trigger.hook === name ? [{ runbook, trigger }] : [],
    ),
  );
  if (hooked.length === 0) throw new TurnedAway(404, "there is no such hook");
  return hooked;
}

interface Calling {
  readonly request: Entered;
  readonly mark: string;
  readonly served: Served;
  readonly arrivals: Arrivals;
}

async function taken(
  { runbook, trigger }: Hooked,
  { request, mark, served, arrivals }: Calling,
): Promise<{
  readonly runbook: string;
  readonly run: string;
  readonly repeated: boolean;
}> {
  const parameters = parametersOf(runbook, trigger, request.content);
  const operator = `hook ${trigger.hook}`;
  const { name } = runbook.sidecar;
  const arrival = { source: `hook/${trigger.hook}`, mark, parameters, operator };
  return { runbook: name, ...(await arrivals.take(runbook, arrival, served.ask)) };
}

/**
 * What tells one call from the next: `Idempotency-Key`, else the body. A header is not signed: of a call with a signature
 * the body alone counts, or who overheard one could repeat it under other keys.
 */
function keyOf(headers: Headers, { body, proof }: Entered): string {
  const key = headers.get("idempotency-key");
  if (proof === "signature" || key === null) return createHash("sha256").update(body).digest("hex");
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return `key ${key}`;
  throw new TurnedAway(400, "Idempotency-Key is not 1 to 200 printable characters without spaces");
}

/** What the JSON says for the parameters, as text; what it does not say is left to their defaults. */
function parametersOf(
  { sidecar }: ServedRunbook,
  { parameters }: HookTrigger,
  content: unknown,
): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, pointer] of Object.entries(parameters)) {
    const value = valueAt(content, pointer);
    if (value === undefined) continue;
    const isText = sidecar.parameters[name]!["type"] === "string";
    if (isText && typeof value !== "string") {
      throw new BadArgumentError(`${name} is ${JSON.stringify(value).slice(0, 100)}; text is expected at ${pointer}`, {
        name,
      });
    }
    given[name] = isText ? String(value) : JSON.stringify(value);
  }
  return given;
}

/** What is at a JSON Pointer (RFC 6901); undefined when nothing is. */
function valueAt(content: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce((value: unknown, step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const holds = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    return holds ? (value as Record<string, unknown>)[name] : undefined;
  }, content);
}
