import { isLisalabError } from "../core/errors.js";
import { attributesOf, checkElogFile, type ElogAttributes, fieldName, isStoredAs, textOf } from "./elog-fields.js";
import { asksForPassword, attributeNames, downloaded, type ElogEntry, idOf, idsOf, refusalOf } from "./elog-replies.js";
import { asked, type HttpAnswer, type HttpAsk } from "./http.js";
import { type FormPart, multipart } from "./multipart.js";
import type { FilledEntry } from "./neutral.js";
import { RemoteError, type RemoteLogbook } from "./remote.js";
import { sha256 } from "./seal.js";
import { elogPassword } from "./sha256crypt.js";

/** Where a logbook of ELOG is, and how it is written to. */
export interface ElogPlace {
  /** URL of the logbook, such as https://elog.example.org/Operations. */
  readonly url: string;
  readonly attributes: ElogAttributes & { readonly key: string };
  /** Who posts; without one, nobody is told. */
  readonly account?: { readonly user: string; readonly password: string };
}

/** A logbook of ELOG, by the protocol of elogd 3.1.5. */
export class ElogLogbook implements RemoteLogbook {
  readonly #url: URL;
  readonly #names: ElogPlace["attributes"];
  readonly #account: readonly (readonly [string, string])[];
  #checked = false;

  constructor({ url, attributes, account }: ElogPlace) {
    this.#url = new URL(url.endsWith("/") ? url : `${url}/`);
    this.#names = attributes;
    this.#account =
      account === undefined
        ? []
        : [
            ["unm", account.user],
            ["upwd", elogPassword(account.password)],
          ];
  }

  async find(key: string, signal: AbortSignal): Promise<readonly string[]> {
    await this.#checkAttributes(signal);
    const search = new URLSearchParams([
      [this.#names.key, `^${escaped(key)}$`],
      ["mode", "XML"],
    ]);
    const answer = await this.#ask({ method: "GET", url: new URL(`?${search}`, this.#url), signal });
    return this.#read(() => idsOf(answer.body.toString(), this.#names.key, key));
  }

  async post(entry: FilledEntry, signal: AbortSignal): Promise<string> {
    entry.attachments.forEach(({ name }, n) => checkElogFile(name, entry.contents[n]!));
    const form = multipart([...this.#fieldsOf(entry), ...filesOf(entry)]);
    const headers = { "Content-Type": form.type };
    const answer = await this.#ask({ method: "POST", url: this.#url, headers, body: form.body, signal });
    const id = idOf(answer);
    if (id === null) {
      throw this.#refusal(`took no entry (status ${answer.status}); is this the URL of one logbook of ELOG?`);
    }
    return id;
  }

  /** The entry with this id. */
  async get(id: string, signal: AbortSignal): Promise<ElogEntry> {
    const answer = await this.#ask({ method: "GET", url: new URL(`${id}?cmd=download`, this.#url), signal });
    return this.#read(() => downloaded(id, answer.body.toString()));
  }

  async verify(id: string, entry: FilledEntry, signal: AbortSignal): Promise<string> {
    const found = await this.get(id, signal);
    const lost = [...attributesOf(entry, this.#names)].find(([name, value]) => found.attributes.get(name) !== value);
    if (lost !== undefined) {
      const value = JSON.stringify(found.attributes.get(lost[0]) ?? "");
      throw this.#refusal(`has entry ${id} with the ${lost[0]} ${value} for ${JSON.stringify(lost[1])}`);
    }
    for (const attachment of entry.attachments) {
      await this.#verifyFile(found, attachment, signal);
    }
    return "";
  }

  async #verifyFile(entry: ElogEntry, file: FilledEntry["attachments"][number], signal: AbortSignal): Promise<void> {
    const stored = entry.attachments.find((name) => isStoredAs(file.name, name));
    if (stored === undefined) {
      throw this.#refusal(`has entry ${entry.id} without its attachment ${file.name}; add it there by hand`);
    }
    // A report may be a page with whatever in it: only its hash says whether it is the right one.
    const url = new URL(encodeURIComponent(stored), this.#url);
    const { body } = await asked({ method: "GET", url, headers: this.#cookies(), signal });
    const hash = sha256(body);
    if (hash !== file.sha256) {
      throw this.#refusal(`has entry ${entry.id} with another ${file.name}: SHA-256 ${hash} for ${file.sha256}`);
    }
  }

  /** An attribute that elogd doesn't know it ignores, in a search too: it would then find all entries, or keep none. */
  async #checkAttributes(signal: AbortSignal): Promise<void> {
    if (this.#checked) return;
    const nothing = new URLSearchParams([
      [this.#names.key, "^$"],
      ["mode", "CSV1"],
    ]);
    const answer = await this.#ask({ method: "GET", url: new URL(`?${nothing}`, this.#url), signal });
    const known = this.#read(() => attributeNames(answer.body.toString()));
    const missing = Object.entries(this.#names).find(([, name]) => name !== null && !known.includes(name));
    if (missing !== undefined) {
      const [field, name] = missing;
      throw this.#refusal(
        `has no attribute "${name}"; add it to Attributes in its elogd.cfg, or name another as attributes.${field} in ` +
          `logbooks.yaml: there are ${known.join(", ")}`,
      );
    }
    this.#checked = true;
  }

  async #ask(ask: HttpAsk): Promise<HttpAnswer> {
    const answer = await asked({ ...ask, headers: { ...this.#cookies(), ...ask.headers } });
    if (asksForPassword(answer)) {
      throw this.#refusal("takes neither user nor password; see `user` in logbooks.yaml and its _PASSWORD variable");
    }
    const refusal = refusalOf(answer);
    if (refusal !== null) {
      throw this.#refusal(`refused: ${refusal}`, answer.status >= 500);
    }
    return answer;
  }

  #cookies(): Record<string, string> {
    const cookies = this.#account.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return cookies.length === 0 ? {} : { Cookie: cookies.join("; ") };
  }

  #fieldsOf(entry: FilledEntry): FormPart[] {
    const name = decodeURIComponent(this.#url.pathname.split("/").at(-2)!);
    const fields: (readonly [string, string])[] = [
      ["cmd", "Submit"],
      ["exp", name],
      ...this.#account,
      ["encoding", "plain"],
      ...(entry.replyTo === null ? [] : [["reply_to", entry.replyTo] as const]),
      ...[...attributesOf(entry, this.#names)].map(([name, value]) => [fieldName(name), value] as const),
      ["Text", textOf(entry)],
    ];
    return fields.map(([name, content]) => ({ name, content }));
  }

  /** What reads an answer; one that is cut short is as good as none. */
  #read<T>(reading: () => T): T {
    try {
      return reading();
    } catch (error) {
      if (!isLisalabError(error, "BadData")) throw error;
      throw new RemoteError(`${this.#url.host} answered by halves: ${error.message}`, true, {}, error);
    }
  }

  #refusal(what: string, unreached = false): RemoteError {
    return new RemoteError(`ELOG at ${this.#url.host}${this.#url.pathname} ${what}`, unreached, {
      url: this.#url.href,
    });
  }
}

function filesOf({ attachments, contents }: FilledEntry): FormPart[] {
  return attachments.map(({ name, mediaType }, n) => ({
    name: `attfile${n}`,
    fileName: name,
    mediaType,
    content: contents[n]!,
  }));
}

/** A value as a pattern that means only itself. */
function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
