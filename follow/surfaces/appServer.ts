import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { codexEnvironment } from "../../test/programs/codexSession.ts";
import type { ModelStep } from "../../test/programs/scriptedModel.ts";
import { everySwitch, type StandardSession } from "./surface.ts";

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
  surface: "app-server",
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
      await playTurn(server, "Clean up please", {
        cwd: folder,
        approvalPolicy: "on-request",
        sandbox: "danger-full-access",
      });
    } finally {
      await server.end();
    }
  },
};

/** A session in which Codex's own reviewer decides in place of a person: it denies one command and allows another. */
export const reviewedSession: StandardSession = {
  name: "app-server: commands that the automated reviewer judges",
  surface: "app-server",
  transport: "gRPC",
  files: { "README.md": "one\ntwo\n" },
  otel: everySwitch,
  script: ({ body }) => (isReview(body) ? { message: JSON.stringify(assessment(body)) } : reviewedStep(body)),
  run: async ({ codex, codexHome, folder }) => {
    const server = new AppServer(codex, folder, codexHome, () => "decline");
    try {
      await playTurn(server, "Clean up please, and make the file made.txt above", {
        cwd: folder,
        approvalPolicy: "on-request",
        sandbox: "workspace-write",
        approvalsReviewer: "auto_review",
      });
    } finally {
      await server.end();
    }
  },
};

const isReview = (body: string): boolean => /judging one planned/.test(body);

function assessment(body: string): object {
  return body.includes("touch ../made.txt")
    ? { risk_level: "low", user_authorization: "high", outcome: "allow", rationale: "The person asked for the file." }
    : {
        risk_level: "high",
        user_authorization: "unknown",
        outcome: "deny",
        rationale: "Nobody asked to delete the folder build.",
      };
}

function reviewedStep(body: string): ModelStep {
  const results = body.match(/function_call_output/g)?.length ?? 0;
  if (results === 0) return { tool: "exec_command", arguments: escalated("rm -rf build") };
  if (results === 1) return { tool: "exec_command", arguments: escalated("touch ../made.txt") };
  return { message: "The file is there; the folder build stays.", phase: "final_answer" };
}

/** Starts a thread as the IDE extension does, and waits for the end of its one turn. */
async function playTurn(server: AppServer, text: string, start: object): Promise<void> {
  const clientInfo = { name: "codex_vscode", title: "Codex VS Code Extension", version: "1.0.0" };
  await server.request("initialize", { clientInfo });
  server.notify("initialized");
  const { thread } = await server.request("thread/start", start);
  const threadId = (thread as { id: string }).id;
  await server.request("turn/start", { threadId, input: [{ type: "text", text }] });
  await server.heard("turn/completed", (params) => params.threadId === threadId);
}

function escalated(cmd: string): object {
  return { cmd, sandbox_permissions: "require_escalated", justification: "The work needs it" };
}
