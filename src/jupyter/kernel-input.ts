import { EnvironmentError } from "../core/errors.js";
import type { SocketsChannel } from "./kernel-channel.js";
import type { Request } from "./kernel-messages.js";

/** Questions to the person in front of the notebook, one at a time. */
export class Inputs {
  readonly #channel: SocketsChannel;
  #waiting: ((answer: string) => void)[] = [];

  constructor(channel: SocketsChannel) {
    this.#channel = channel;
  }

  /** Asks the client that sent `request`; throws when nobody sits there. */
  async ask(request: Request, prompt: string, password: boolean): Promise<string> {
    if (request.content.allow_stdin !== true) throw new StdinNotImplementedError(prompt);
    this.#channel.askInput(request, prompt, password);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Takes an input_reply. */
  take(reply: Request): void {
    this.#waiting.shift()?.(String(reply.content.value ?? ""));
  }

  /** Forgets all questions: their cells were stopped. */
  clear(): void {
    this.#waiting = [];
  }
}

/** A cell asked for input where nobody can answer. */
class StdinNotImplementedError extends EnvironmentError {
  override readonly name = "StdinNotImplementedError";

  constructor(prompt: string) {
    super(`input("${prompt}"): this client doesn't answer questions (a headless run). Pass the value as a parameter.`);
  }
}
