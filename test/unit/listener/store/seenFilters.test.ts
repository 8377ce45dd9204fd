import { describe, expect, test } from "vitest";
import type { EventFilter } from "../../../../listener/protocol/eventFilter.ts";
import { Listener } from "../../../../listener/worker/listener.ts";
import { codexRecord, listenerWith, logsOf } from "./receivedEvents.ts";

const prompt: EventFilter = { events: ["codex.user_prompt"] };
const decision: EventFilter = { events: ["codex.tool_decision"], attributes: [{ name: "decision" }] };
const service: EventFilter = { attributes: [{ name: "resource.service.name" }] };

describe("Whether something has ever arrived", () => {
  test("is told for several filters at once, in their order", () => {
    const listener = listenerWith([codexRecord("codex.user_prompt", "s"), codexRecord("codex.tool_decision", "s")]);
    expect(listener.queries.seen([decision, prompt, service])).toEqual({ seen: [false, true, false], complete: true });
    listener.accept(
      logsOf([codexRecord("codex.tool_decision", "s", { decision: "approved" })], { "service.name": "codex" }),
    );
    expect(listener.queries.seen([decision, prompt, service])).toEqual({ seen: [true, true, true], complete: true });
  });

  test("stays told after the event was let go, and is forgotten with everything else", () => {
    const listener = listenerWith([codexRecord("codex.user_prompt", "s")], 1);
    expect(listener.queries.seen([prompt]).seen).toEqual([true]);
    listener.accept(logsOf([codexRecord("codex.api_request", "s")]));
    listener.accept(logsOf([codexRecord("codex.api_request", "s")]));
    expect(listener.queries.seen([prompt]).seen).toEqual([true]);
    listener.clear();
    expect(listener.queries.seen([prompt]).seen).toEqual([false]);
  });

  test("is found among many, also when the search takes more than one go", () => {
    const listener = new Listener({ policyText: undefined, maximumEvents: 100_000 }, () => undefined);
    listener.accept(logsOf([codexRecord("codex.tool_decision", "s", { decision: "approved" })]));
    const others = Array.from({ length: 2000 }, () => codexRecord("codex.tool_decision", "s", { odd: "decision" }));
    for (let request = 0; request < 20; request++) listener.accept(logsOf(others));
    let answer = listener.queries.seen([decision, service]);
    while (!answer.complete) answer = listener.queries.seen([decision, service]);
    expect(answer.seen).toEqual([true, false]);
  });
});
