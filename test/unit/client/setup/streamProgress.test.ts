import { describe, expect, test } from "vitest";
import type { Query } from "../../../../client/sessions/sessionsModel.ts";
import { StreamProgress } from "../../../../client/setup/streamProgress.ts";
import type { EventFilter } from "../../../../listener/protocol/eventFilter.ts";
import type { Listener } from "../../../../listener/worker/listener.ts";
import { codexRecord, listenerWith, logsOf } from "../../listener/store/receivedEvents.ts";

/** Asks a real listener, and notes what for. `before` is awaited before each answer. */
function progressOf(listener: Listener, before: (method: string) => Promise<void> = async () => undefined) {
  const asked: string[] = [];
  let portions = 0;
  const query = (async (method: string, parameters: unknown) => {
    asked.push(method);
    await before(method);
    if (method === "totals") return listener.totals();
    if (method === "sessions") return listener.queries.sessions();
    const { filters } = parameters as { filters: readonly EventFilter[] };
    if (portions > 0) {
      portions--;
      return { seen: filters.map(() => false), complete: false };
    }
    return listener.queries.seen(filters);
  }) as Query;
  return {
    progress: new StreamProgress(query),
    asked,
    /** The next so many requests find nothing yet, as in a great store. */
    search: (requests: number) => {
      portions = requests;
    },
  };
}

const session = [
  codexRecord("codex.conversation_starts", "s", {
    model: "gpt-5.2-codex",
    originator: "codex_exec",
    sandbox_mode: "read-only",
    approval_policy: "never",
  }),
  codexRecord("codex.user_prompt", "s", { prompt_length: "12" }),
];

describe("what has arrived", () => {
  test("is told by its events and its fields, under each of their names", async () => {
    const { progress } = progressOf(listenerWith(session));
    const { events, basicEvents, basicFields, lastUnixMilliseconds } = await progress.read();
    expect(events).toBe(2);
    expect(lastUnixMilliseconds).toBe(1_795_434_906_983);
    expect([...basicEvents]).toEqual(["codex.conversation_starts", "codex.user_prompt"]);
    expect([...basicFields]).toEqual(["session", "service", "model", "sandbox", "approval", "prompt"]);
  });

  test("is not asked for while nothing was received", async () => {
    const { progress, asked } = progressOf(listenerWith([]));
    expect(await progress.read()).toMatchObject({ events: 0, lastUnixMilliseconds: undefined });
    expect(asked).toEqual(["totals"]);
  });

  test("is waited for while the listener is still searching", async () => {
    const { progress, search } = progressOf(listenerWith(session));
    search(5);
    expect((await progress.read()).basicEvents).toContain("codex.user_prompt");
  });

  test("is left open when the search would take too long, and found the next time", async () => {
    const { progress, search, asked } = progressOf(listenerWith(session));
    search(1000);
    expect((await progress.read()).basicEvents.size).toBe(0);
    expect(asked.length).toBeLessThan(100);
    search(0);
    expect((await progress.read()).basicEvents.size).toBe(2);
  });

  test("is asked for once: what was seen stays seen", async () => {
    const listener = listenerWith(session);
    const { progress } = progressOf(listener);
    await progress.read();
    listener.accept(logsOf([codexRecord("codex.tool_decision", "s", { decision: "approved" })]));
    const { basicEvents, basicFields } = await progress.read();
    expect([...basicEvents]).toEqual(["codex.conversation_starts", "codex.user_prompt", "codex.tool_decision"]);
    expect(basicFields.size).toBe(7);
  });

  test("is forgotten with the events, also when that happens while it is being read", async () => {
    const listener = listenerWith(session);
    let forget = (_: string): void => undefined;
    const { progress } = progressOf(listener, async (method) => forget(method));
    forget = (method) => {
      if (method !== "sessions") return;
      forget = () => undefined;
      listener.clear();
      progress.clear();
    };
    expect(await progress.read()).toMatchObject({ events: 0, basicEvents: new Set(), basicFields: new Set() });
    listener.accept(logsOf([codexRecord("codex.user_prompt", "s")]));
    expect([...(await progress.read()).basicEvents]).toEqual(["codex.user_prompt"]);
  });
});
