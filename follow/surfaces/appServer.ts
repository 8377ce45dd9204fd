import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { codexEnvironment } from "../../test/programs/codexSession.ts";
import type { StandardSession } from "./surface.ts";

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** How long an answer or a notification may take, in milliseconds. */
const patience = 120_000;

/** Codex's app-server over stdio, driven as an editor's extension does. */
export class AppServer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #heard: Message[] = [];
  readonly #listeners = new Set<() => void>();
  #nextId = 1;

  /** `decide` answers what the person is asked: a decision such as `accept` or `decline`, by the request's parameters. */
  constructor(codex: string, folder: string, codexHome: string, decide: (params: object) => string) {
    this.#child = spawn(codex, ["app-server"], { cwd: folder, env: codexEnvironment(codexHome), stdio: "pipe" });
    this.#child.stderr.resume();
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const message: Message = JSON.parse(line);
      if (message.method !== undefined && message.id !== undefined)
        this.#send({ id: message.id, result: { decision: decide(message.params ?? {}) } });
      else if (message.id !== undefined) this.#waiting.get(Number(message.id))?.(message);
      else this.#heard.push(message);
      for (const listener of this.#listeners) listener();
    });
  }

  /** Rejects with the app-server's error. */
  async request(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = this.#nextId++;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await soon(answer, `an answer to ${method}`);
    if (error !== undefined) throw new Error(`The app-server refuses ${method}: ${error.message}`);
    return result ?? {};
  }

  notify(method: string): void {
    this.#send({ method });
  }

  /** Resolves once a notification has come that passes, since the call or before. */
  async heard(method: string, passes: (params: Readonly<Record<string, unknown>>) => boolean): Promise<void> {
    const has = () => this.#heard.some((one) => one.method === method && passes(one.params ?? {}));
    const come = new Promise<void>((resolve) => {
      const look = () => {
        if (!has()) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
    await soon(come, `the notification ${method}`);
  }

  /** Ends it by closing its input, as an editor does. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin.end();
    await soon(ended, "the end of the app-server").catch(() => this.#child.kill());
  }

  #send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }
}

async function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Codex has not sent ${what}.`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A session as the IDE extension has it: an allowed command, a declined one, and one that the person allows. */
export const appServerSession: StandardSession = {
  name: "app-server: commands that are allowed and declined",
  transport: "gRPC",
  files: { "README.md": "one\ntwo\n" },
  script: [
    { command: "ls" },
    { tool: "exec_command", arguments: escalated("rm -rf build") },
    { tool: "exec_command", arguments: escalated("touch /tmp/outside-of-the-workspace.txt") },
    { message: "Done." },
  ],
  run: async ({ codex, codexHome, folder }) => {
    const server = new AppServer(codex, folder, codexHome, (params) =>
      JSON.stringify(params).includes("rm -rf") ? "decline" : "accept",
    );
    try {
      const clientInfo = { name: "codex_vscode", title: "Codex VS Code Extension", version: "1.0.0" };
      await server.request("initialize", { clientInfo });
      server.notify("initialized");
      const start = { cwd: folder, approvalPolicy: "on-request", sandbox: "danger-full-access" };
      const { thread } = await server.request("thread/start", start);
      const threadId = (thread as { id: string }).id;
      const input = [{ type: "text", text: "Clean up please" }];
      await server.request("turn/start", { threadId, input });
      await server.heard("turn/completed", (params) => params.threadId === threadId);
    } finally {
      await server.end();
    }
  },
};

function escalated(cmd: string): object {
  return { cmd, sandbox_permissions: "require_escalated", justification: "The work needs it" };
}
