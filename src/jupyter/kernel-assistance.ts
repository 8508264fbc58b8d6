import type { CellExecutor, DisplayPart, QuickInfo } from "./kernel-executor.js";

/** What the client asks about: code, and a place in it counted in characters. */
export interface Question {
  readonly code: string;
  readonly position: number;
}

/** Clients count Unicode characters, TypeScript counts UTF-16 units. */
function toUnits(code: string, characters: number): number {
  return [...code].slice(0, characters).join("").length;
}

function toCharacters(code: string, units: number): number {
  return Array.from(code.slice(0, units)).length;
}

/** The content of a complete_reply: names, and for each what it is. */
export function completeReply(executor: CellExecutor, { code, position }: Question): unknown {
  const info = executor.complete(code, toUnits(code, position));
  const start = toCharacters(code, info.start);
  const end = toCharacters(code, info.end);
  const kinds = new Map(info.original?.entries.map(({ name, kind }) => [name, kind]));
  const types = info.candidates.map((text) => ({ text, start, end, type: kinds.get(text) ?? "" }));
  return {
    status: "ok",
    matches: info.candidates,
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}

/** The content of an inspect_reply: the type of the name at the place, and its documentation. */
export function inspectReply(executor: CellExecutor, { code, position }: Question): unknown {
  const info = quickInfo(executor, code, toUnits(code, position));
  if (info === undefined) return { status: "ok", found: false, data: {}, metadata: {} };
  const signature = textOf(info.displayParts);
  const documentation = [textOf(info.documentation), ...(info.tags ?? []).map(tagText)].filter((text) => text !== "");
  const data = {
    "text/plain": [signature, ...documentation].join("\n\n"),
    "text/markdown": [`\`\`\`typescript\n${signature}\n\`\`\``, ...documentation].join("\n\n"),
  };
  return { status: "ok", found: true, data, metadata: {} };
}

/** The name under the cursor, or, behind an opening parenthesis or a blank, the one before. */
function quickInfo(executor: CellExecutor, code: string, position: number): QuickInfo | undefined {
  const before = code.slice(0, position).search(/[\w$][^\w$]*$/);
  for (const place of [position, before]) {
    const info = place < 0 ? undefined : executor.inspect(code, place);
    if (info !== undefined) return info;
  }
  return undefined;
}

function textOf(parts: readonly DisplayPart[] | undefined): string {
  return (parts ?? []).map(({ text }) => text).join("");
}

function tagText({ name, text }: NonNullable<QuickInfo["tags"]>[number]): string {
  return `@${name} ${textOf(text)}`;
}
