import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A mail that a fake server has taken. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as latin1. */
  readonly content: string;
}

/** What a fake mail server answers to a command, such as "RCPT" or "." for the end of a mail; "drop" for a cut connection. */
export type Answers = Readonly<Record<string, (word: string, count: number) => string | undefined>>;

/** A mail server that knows just enough of RFC 5321 to be wrong at any point of it. */
export class FakeSmtpd {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #counts = new Map<string, number>();
  readonly mails: TakenMail[] = [];
  /** All that clients said, a line each, without the mails themselves. */
  readonly lines: string[] = [];

  private constructor(answers: Answers, extensions: readonly string[]) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      // A client that breaks off is what some tests are about.
      socket.on("error", () => socket.destroy());
      new Conversation(this, socket, answers, extensions).begin();
    });
  }

  static async start(answers: Answers = {}, extensions: readonly string[] = []): Promise<FakeSmtpd> {
    const smtpd = new FakeSmtpd(answers, extensions);
    smtpd.#server.listen(0, "127.0.0.1");
    await once(smtpd.#server, "listening");
    return smtpd;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How often a command was given, with this time. */
  count(command: string): number {
    const count = (this.#counts.get(command) ?? 0) + 1;
    this.#counts.set(command, count);
    return count;
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }
}

const USUAL: Readonly<Record<string, string>> = { DATA: "354 go on", QUIT: "221 bye", AUTH: "235 welcome" };

class Conversation {
  readonly #smtpd: FakeSmtpd;
  readonly #socket: Socket;
  readonly #answers: Answers;
  readonly #extensions: readonly string[];
  #rest = "";
  #content: string | undefined;
  #from = "";
  #to: string[] = [];

  constructor(smtpd: FakeSmtpd, socket: Socket, answers: Answers, extensions: readonly string[]) {
    this.#smtpd = smtpd;
    this.#socket = socket;
    this.#answers = answers;
    this.#extensions = extensions;
  }

  begin(): void {
    this.#socket.setEncoding("latin1").on("data", (text: string) => this.#take(text));
    this.#answer("greeting", "", "220 fake ESMTP");
  }

  #take(text: string): void {
    this.#rest += text;
    for (let end = this.#end(); end >= 0; end = this.#end()) {
      const piece = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + (this.#content === undefined ? 2 : 5));
      if (this.#content === undefined) this.#command(piece);
      else this.#mail(piece);
    }
  }

  #end(): number {
    return this.#rest.indexOf(this.#content === undefined ? "\r\n" : "\r\n.\r\n");
  }

  #command(line: string): void {
    this.#smtpd.lines.push(line);
    const word = line.split(/[ :]/)[0]!.toUpperCase();
    if (word === "EHLO") return this.#greet();
    const usual = USUAL[word] ?? "250 well";
    const said = this.#answer(word, line, usual);
    if (word === "MAIL") [this.#from, this.#to] = [/<(.*?)>/.exec(line)![1]!, []];
    if (word === "RCPT" && said.startsWith("2")) this.#to.push(/<(.*?)>/.exec(line)![1]!);
    if (word === "DATA" && said.startsWith("3")) this.#content = "";
  }

  #greet(): void {
    const lines = ["fake", ...this.#extensions];
    const told = lines.map((line, n) => `250${n === lines.length - 1 ? " " : "-"}${line}`).join("\r\n");
    this.#answer("EHLO", "", told);
  }

  #mail(text: string): void {
    this.#content = undefined;
    const mail = { from: this.#from, to: this.#to, content: text.replace(/^\.\./gm, ".") };
    // What is taken is taken, also when the client never learns of it.
    const said = this.#answer(".", "", "250 taken");
    if (said.startsWith("2") || said.startsWith("drop")) this.#smtpd.mails.push(mail);
  }

  #answer(word: string, line: string, usual: string): string {
    const said = this.#answers[word]?.(line, this.#smtpd.count(word)) ?? usual;
    if (said === "drop") this.#socket.destroy();
    else this.#socket.write(`${said}\r\n`);
    return said;
  }
}
