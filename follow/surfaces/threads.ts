import type { ModelStep } from "../../test/programs/scriptedModel.ts";
import { AppServer } from "./appServer.ts";
import type { StandardSession } from "./surface.ts";

type Params = Readonly<Record<string, unknown>>;

const idIn = (answer: Params, name: string): string => (answer[name] as { readonly id: string }).id;
const isOf = (turn: string) => (params: Params) => (params.turn as { readonly id?: string } | undefined)?.id === turn;

/**
 * What an editor does with a thread beside asking: it cancels a question, interrupts a turn, compacts, takes rights away, forks
 * and reviews. Codex sends no event of most of it; its transcript has it.
 */
export const threadsSession: StandardSession = {
  name: "app-server: cancel, interrupt, compaction, another sandbox, a fork and a review",
  surface: "app-server",
  transport: "gRPC",
  files: { "README.md": "one\ntwo\n" },
  script: ({ body }) => stepOf(body),
  run: async ({ codex, codexHome, folder }) => {
    const server = new AppServer(codex, folder, codexHome, () => "cancel");
    const turn = async (threadId: string, text: string, more: object = {}) =>
      idIn(await server.request("turn/start", { threadId, input: [{ type: "text", text }], ...more }), "turn");
    const whole = async (threadId: string, text: string, more: object = {}) =>
      server.heard("turn/completed", isOf(await turn(threadId, text, more)));
    try {
      const clientInfo = { name: "codex_vscode", title: "Codex VS Code Extension", version: "1.0.0" };
      await server.request("initialize", { clientInfo });
      server.notify("initialized");
      const start = { cwd: folder, approvalPolicy: "on-request", sandbox: "danger-full-access" };
      const threadId = idIn(await server.request("thread/start", start), "thread");
      await whole(threadId, "List please");
      await whole(threadId, "Remove please");
      const slow = await turn(threadId, "Sleep please");
      await server.heard("item/started", (params) => JSON.stringify(params).includes("sleep 30"));
      await server.request("turn/interrupt", { threadId, turnId: slow });
      await server.heard("turn/completed", isOf(slow));
      await server.request("thread/compact/start", { threadId });
      let compacting = "";
      await server.heard("item/completed", (params) => {
        const isCompaction = JSON.stringify(params).includes("ompaction");
        if (isCompaction) compacting = String(params.turnId);
        return isCompaction;
      });
      await server.heard("turn/completed", isOf(compacting));
      await whole(threadId, "Read only now", { sandboxPolicy: { type: "readOnly" } });
      const fork = idIn(await server.request("thread/fork", { threadId }), "thread");
      await whole(fork, "In the fork");
      const target = { type: "custom", instructions: "Look at the readme" };
      const review = idIn(await server.request("review/start", { threadId, target }), "turn");
      await server.heard("turn/completed", isOf(review));
    } finally {
      await server.end();
    }
  },
};

function stepOf(body: string): ModelStep {
  const { input } = JSON.parse(body) as { readonly input: readonly unknown[] };
  const last = JSON.stringify(input.at(-1));
  if (last.includes("List please")) return { command: "ls; false" };
  if (last.includes("Remove please")) return { command: "rm -rf build" };
  return last.includes("Sleep please") ? { command: "sleep 30" } : { message: "Done." };
}
