import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OtlpDecodeError } from "../../../core/otlp/decodeError.ts";
import type { ReceivedEvent } from "../../../listener/store/receivedEvent.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { codexRecord, listenerWith, logsOf } from "./store/receivedEvents.ts";

const token = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

/** The id of the first event of a turn. */
const firstOf = (listener: Listener, session: string, turn: number) =>
  listener.queries.events(session, turn, 0, 1).rows[0]?.id ?? -1;

describe("Sessions and turns", () => {
  test("A turn begins with each prompt; what comes before the first one is turn 0", () => {
    const listener = listenerWith([
      codexRecord("codex.conversation_starts", "s", { originator: "codex_exec", model: "gpt" }),
      codexRecord("codex.user_prompt", "s", { prompt: "first" }),
      codexRecord("codex.api_request", "s"),
      codexRecord("codex.user_prompt", "s", { prompt: "second" }),
    ]);
    expect(listener.queries.turns("s").map(({ turn, prompt, events }) => [turn, prompt, events])).toEqual([
      [0, "", 1],
      [1, "first", 2],
      [2, "second", 1],
    ]);
    expect(listener.queries.sessions()).toMatchObject([
      { id: "s", originator: "codex_exec", model: "gpt", turns: 2, events: 4 },
    ]);
  });

  test("Tokens count once, although Codex reports each completion twice", () => {
    const counts = { "event.kind": "response.completed", input_token_count: "100", output_token_count: "7" };
    const listener = listenerWith([
      codexRecord("codex.user_prompt", "s"),
      codexRecord("codex.sse_event", "s", { "event.kind": "response.completed", duration_ms: "10" }),
      codexRecord("codex.sse_event", "s", counts),
    ]);
    expect(listener.queries.sessions()).toMatchObject([{ inputTokens: 100, outputTokens: 7 }]);
    expect(listener.queries.turns("s")).toMatchObject([{ inputTokens: 100, outputTokens: 7 }]);
  });

  test("Records outside of any session have a place of their own", () => {
    const listener = listenerWith([{ body: "flushing", attributes: {} }]);
    expect(listener.queries.sessions()).toMatchObject([{ id: "", events: 1, turns: 0 }]);
    expect(listener.queries.events("", 0, 0, 10).total).toBe(1);
  });

  test("A prompt that was let go is no longer shown, its turn still is", () => {
    const listener = listenerWith(
      [codexRecord("codex.user_prompt", "s", { prompt: "first" }), codexRecord("codex.api_request", "s")],
      1,
    );
    expect(listener.queries.turns("s")).toMatchObject([{ turn: 1, prompt: "", events: 2 }]);
    expect(listener.totals()).toMatchObject({ events: 2, evicted: 1 });
  });
});

test("The decision about a tool call and its result know each other, and no others", () => {
  const listener = listenerWith([
    codexRecord("codex.tool_decision", "s", { call_id: "call_1", decision: "approved" }),
    codexRecord("codex.tool_decision", "s", { call_id: "call_2", decision: "approved" }),
    codexRecord("codex.tool_result", "s", { call_id: "call_1", success: "true" }),
    codexRecord("codex.tool_result", "other", { call_id: "call_1", success: "true" }),
    codexRecord("codex.api_request", "s"),
  ]);
  const related = (id: number) => listener.queries.event(id)?.related.map((event) => event.id);
  expect([related(1), related(2), related(3), related(4), related(5)]).toEqual([[3], [], [1], [], []]);
  expect([1, 5].map((id) => listener.queries.event(id)?.isOfCall)).toEqual([true, undefined]);
});

describe("What is shown", () => {
  test("never holds a credential, wherever the sender put it", () => {
    const listener = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined);
    const attributes = {
      prompt: `key ${token}`,
      originator: `from ${token}`,
      model: `gpt ${token}`,
      api_key: "not a known form of key",
      "some.text": token,
    };
    listener.accept(
      logsOf([{ ...codexRecord("codex.user_prompt", "s", attributes), body: token }], { "service.name": token }),
    );
    listener.accept(logsOf([{ attributes: { "event.name": `my event ${token}`, "conversation.id": "s" } }]));
    const shown = JSON.stringify([
      listener.queries.sessions(),
      listener.queries.turns("s"),
      listener.queries.events("s", 1, 0, 10),
      ...listener.queries
        .events("s", 1, 0, 10)
        .rows.map(({ id }) => [
          listener.queries.event(id),
          ...["siem", "lake", "restricted"].map((destination) => listener.queries.preview(id, destination)),
        ]),
    ]);
    expect(shown).not.toContain(token);
    expect(shown).not.toContain("not a known form of key");
    expect(shown).toContain("[SECRET:github_token]");
  });

  test("has no control characters, in names neither", () => {
    const hostile = "a\u001b]31m\u202eb\nc\u2028";
    const listener = listenerWith([
      codexRecord("codex.user_prompt", "s", { prompt: hostile, [hostile]: hostile, model: hostile }),
    ]);
    const id = firstOf(listener, "s", 1);
    const { attributes = [], summary } = listener.queries.event(id) ?? {};
    const [session] = listener.queries.sessions();
    const texts = [
      summary,
      session?.model,
      ...attributes.flatMap(({ name, text }) => [name, text]),
      listener.queries.turns("s")[0]?.prompt,
    ];
    expect(texts.join("")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const preview = listener.queries.preview(id, "restricted");
    expect(preview?.received.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(preview?.received ?? "").attributes.prompt).toBe(hostile);
  });

  test("is cut in the tree and whole in the preview", () => {
    const listener = listenerWith([codexRecord("codex.tool_result", "s", { output: "o".repeat(10_000) })]);
    const id = firstOf(listener, "s", 0);
    const output = listener.queries.event(id)?.attributes.find(({ name }) => name === "output");
    expect(output?.text).toHaveLength(4000);
    expect(JSON.parse(listener.queries.preview(id, "siem")?.received ?? "").attributes.output).toHaveLength(10_000);
  });
});

describe("The preview", () => {
  const prompt = codexRecord("codex.user_prompt", "s", { prompt: "secret plan", prompt_length: "11" });

  test("has both sides in the same stable order, and differs only where something was redacted", () => {
    const listener = listenerWith([prompt]);
    const preview = listener.queries.preview(firstOf(listener, "s", 1), "siem");
    const [received, delivered] = [preview?.received.split("\n") ?? [], preview?.delivered.split("\n") ?? []];
    expect(Object.keys(JSON.parse(preview?.received ?? ""))).toEqual([
      "event",
      "time",
      "session",
      "turn",
      "resource",
      "attributes",
    ]);
    expect(received.filter((line) => !delivered.includes(line))).toEqual([
      '  "session": "s",',
      '    "conversation.id": "s",',
      '    "prompt": "secret plan",',
    ]);
    expect(delivered.join("\n")).not.toContain("secret plan");
    expect(received[2]).toBe('  "time": "2026-11-23T11:55:06.983000000Z",');
  });

  test("shows what becomes of the ids that a record has itself, and where they are in it", () => {
    const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
    const listener = listenerWith([{ ...prompt, ids }]);
    const side = (destination: string) => {
      const preview = listener.queries.preview(firstOf(listener, "s", 1), destination);
      return [preview?.received, preview?.delivered].map((json) => {
        const { trace_id, span_id } = JSON.parse(json ?? "");
        return { trace_id, span_id };
      });
    };
    const received = { trace_id: ids.traceId, span_id: ids.spanId };
    const [shown, hashed] = side("siem");
    expect(shown).toEqual(received);
    expect(hashed?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(hashed?.span_id).toMatch(/^[0-9a-f]{16}$/);
    expect(hashed).not.toEqual(received);
    expect(side("restricted")).toEqual([received, received]);
    const detail = listener.queries.event(firstOf(listener, "s", 1));
    expect(detail?.routes.map(({ destination, ids: row }) => [destination, row.map(({ action }) => action)])).toEqual([
      ["siem", ["hash", "hash"]],
      ["lake", ["hash", "hash"]],
      ["restricted", ["keep", "keep"]],
    ]);
    expect(detail?.routes[0]?.ids[0]).toMatchObject({ received: ids.traceId, text: hashed?.trace_id });
  });

  test("of an event that the destination doesn't receive says so, with reason and rule, and shows nothing of it", () => {
    const listener = listenerWith([codexRecord("codex.tool_result", "s", { output: "file content" })]);
    expect(listener.queries.preview(firstOf(listener, "s", 0), "siem")?.delivered).toBe(
      "siem does not receive this event.\n\nNo entry of what siem receives names this event.\nRule: destinations.siem.receives\n",
    );
  });

  test("of a whole session has all of its events on both sides, and the reason in the place of a withheld one", () => {
    const listener = listenerWith([prompt, codexRecord("codex.tool_result", "s", { output: "file content" })]);
    const preview = listener.queries.sessionPreview("s", "siem");
    const [received, delivered] = [JSON.parse(preview?.received ?? ""), JSON.parse(preview?.delivered ?? "")];
    expect(received).toHaveLength(2);
    expect(received[1].attributes.output).toBe("file content");
    expect(delivered[0]).toEqual(JSON.parse(listener.queries.preview(1, "siem")?.delivered ?? ""));
    expect(delivered[1]).toMatchObject({
      event: "codex.tool_result",
      withheld: "No entry of what siem receives names this event.",
    });
    expect(preview?.events).toEqual([1, 2]);
    expect(preview?.delivered).not.toContain("file content");
  });

  test("of a long session says how many events it leaves out", () => {
    const listener = listenerWith(
      Array.from({ length: 1005 }, () => codexRecord("codex.api_request", "s")),
      2000,
    );
    const preview = listener.queries.sessionPreview("s", "siem");
    expect(JSON.parse(preview?.received ?? "").at(-1)).toEqual({ notShown: 5 });
    expect(preview?.events).toHaveLength(1000);
  });

  test("masks credentials on the received side until they are revealed, and never adds any to the other side", () => {
    const listener = listenerWith([codexRecord("codex.user_prompt", "s", { prompt: `key ${token}`, api_key: "hush" })]);
    for (const show of [
      (reveal: boolean) => listener.queries.preview(1, "restricted", reveal),
      (reveal: boolean) => listener.queries.sessionPreview("s", "restricted", reveal),
    ]) {
      expect(JSON.stringify(show(false))).not.toMatch(/ghp_|hush/);
      expect(show(true)?.received).toContain(token);
      expect(show(true)?.received).toContain("hush");
      expect(show(true)?.delivered).toBe(show(false)?.delivered);
    }
  });

  test("of an event without any time has no invented one", () => {
    const listener = listenerWith([{ attributes: { "event.name": "codex.user_prompt", "conversation.id": "s" } }]);
    expect(JSON.parse(listener.queries.preview(firstOf(listener, "s", 1), "siem")?.received ?? "").time).toBeNull();
  });
});

describe("The policy", () => {
  test("decides about the findings at the time an event arrives, and they are counted", () => {
    const seen: ReceivedEvent[] = [];
    const listener = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined, {
      events: (events) => void seen.push(...events),
    });
    const start = codexRecord("codex.user_prompt", "s", { prompt: "in full" });
    listener.accept(logsOf([start]));
    expect(seen.map(({ findings }) => findings.map(({ id }) => id))).toEqual([["prompt-logging"]]);
    expect(listener.totals().findings).toBe(1);
    expect(listener.queries.sessions()).toMatchObject([{ findings: 1 }]);
  });

  test("tells which detections there are, with what a filter needs to name them", () => {
    const detections = listenerWith([]).queries.detections();
    expect(detections).toContainEqual({
      id: "prompt-logging",
      severity: expect.any(String),
      message: expect.any(String),
    });
    expect(new Set(detections.map(({ id }) => id)).size).toBe(detections.length);
  });

  test("that is broken changes nothing", () => {
    const listener = listenerWith([]);
    expect(() => listener.setPolicy("version = 2")).toThrow(/^The policy is broken in line 1: /);
    expect(listener.queries.destinations().map(({ name }) => name)).toEqual(["siem", "lake", "restricted"]);
  });

  test("that changes is told of again when all of a large store was looked at with it", async () => {
    const count = 2000;
    const policyText = `version = 1
[[detections]]
id = "prompted"
severity = "low"
event = "codex.user_prompt"
message = "A prompt"
`;
    const foundAtChanges: number[] = [];
    let inspected: (found: number) => void = () => undefined;
    const listener: Listener = new Listener({ policyText: undefined, maximumEvents: count }, () => undefined, {
      inspected: () => inspected(listener.totals().findings),
      changed: () => void foundAtChanges.push(listener.totals().findings),
    });
    listener.accept(logsOf(Array.from({ length: count }, () => codexRecord("codex.user_prompt", "s"))));
    foundAtChanges.length = 0;
    const foundAtEnd = new Promise<number>((resolve) => {
      inspected = resolve;
    });
    listener.setPolicy(policyText);
    expect(await foundAtEnd).toBe(count);
    expect(foundAtChanges[0]).toBeLessThan(count);
  });
});

describe("Another policy", () => {
  const text = 'version = 1\n[destinations.siem]\nreceives = ["codex.tool_result"]\nredact.default = "keep"\n';

  test("can be looked at by what it would do, and nothing of it counts", () => {
    const listener = listenerWith([
      codexRecord("codex.user_prompt", "s", { prompt: "plan" }),
      codexRecord("codex.tool_result", "s", { output: "file content" }),
    ]);
    const before = [listener.queries.deliveries(), listener.queries.preview(2, "siem")];
    const effect = listener.queries.policyEffect(text);
    expect(effect).toMatchObject({
      complete: true,
      destinations: [{ destination: "siem", received: { events: 2 }, delivered: { events: 1 }, redactions: [] }],
    });
    expect([listener.queries.deliveries(), listener.queries.preview(2, "siem")]).toEqual(before);
    listener.clear();
    expect(listener.queries.policyEffect(text).destinations[0]?.received.events).toBe(0);
  });

  test("that is broken is refused with its line", () => {
    expect(() => listenerWith([]).queries.policyEffect("version = 1\nbroken =\n")).toThrow(/line 2/);
  });
});

describe("A session", () => {
  const records = [
    codexRecord("codex.conversation_starts", "s"),
    codexRecord("codex.user_prompt", "s", { prompt: `plan ${token}` }),
    codexRecord("codex.user_prompt", "other", { prompt: "something else" }),
  ];

  test("is called by its first prompt, credentials masked, also after that event was let go", () => {
    const listener = listenerWith([...records, codexRecord("codex.api_request", "s")]);
    expect(listener.queries.sessions().map(({ prompt }) => prompt)).toEqual([
      expect.stringMatching(/^plan \[SECRET:/),
      "something else",
    ]);
    listener.setMaximumEvents(1);
    expect(listener.queries.sessions()[0]?.prompt).toMatch(/^plan/);
  });

  test("is copied as JSON without its credentials: an event, a turn, or all of it", () => {
    const listener = listenerWith(records);
    expect(JSON.parse(listener.queries.eventsJson({ session: "s" }))).toHaveLength(2);
    expect(JSON.parse(listener.queries.eventsJson({ session: "s", turn: 1 }))).toMatchObject({
      event: "codex.user_prompt",
    });
    expect(JSON.parse(listener.queries.eventsJson({ id: 1 }))).toMatchObject({ event: "codex.conversation_starts" });
    expect(listener.queries.eventsJson({ session: "s" })).not.toContain(token);
    expect(listener.queries.eventsJson({ id: 99 })).toBe("");
  });

  test("is exported as it was received, with its resource, to a file of which only the owner may read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "export-"));
    try {
      const listener = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined);
      listener.accept(logsOf(records, { "service.name": "codex_exec" }));
      const file = join(folder, "session.otlp.jsonl");
      expect(listener.queries.exportSession("s", file)).toEqual({ file, events: 2 });
      expect(listener.queries.exportSession("s", file).events).toBe(2);
      expect(statSync(file).mode & 0o077).toBe(0);
      const again = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined);
      expect(
        (await again.importFiles([file], { signal: new AbortController().signal, onProgress: () => undefined })).items,
      ).toBe(2);
      expect(again.queries.sessions()).toMatchObject([{ id: "s", services: ["codex_exec"], events: 2 }]);
      expect(again.queries.preview(2, "restricted", true)?.received).toBe(
        listener.queries.preview(2, "restricted", true)?.received,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("The picture of a session", () => {
  test("has the events of the session in pages, with what pairs and ends them", () => {
    const listener = listenerWith([
      codexRecord("codex.user_prompt", "s", { prompt: "first" }),
      codexRecord("codex.sse_event", "s", { "event.kind": "response.created" }),
      codexRecord("codex.tool_decision", "s", { call_id: "c", decision: "approved", source: "Config" }),
      codexRecord("codex.user_prompt", "other", { prompt: "not of it" }),
      codexRecord("codex.tool_result", "s", { call_id: "c", tool_name: "shell", success: "false" }),
    ]);
    const first = listener.queries.timeline("s", undefined, 3);
    expect(first.events.map(({ name }) => name)).toEqual(["codex.user_prompt", "codex.tool_decision"]);
    expect(first.complete).toBe(false);
    const second = listener.queries.timeline("s", first.last, 3);
    expect(second).toMatchObject({ complete: true });
    expect(second.events).toMatchObject([
      { name: "codex.tool_result", callId: "c", tool: "shell", outcome: "failed", turn: 1 },
    ]);
    expect(listener.queries.timeline("s", second.last, 3)).toEqual({ events: [], last: undefined, complete: true });
  });

  test("has no credential in it", () => {
    const listener = listenerWith([
      codexRecord("codex.user_prompt", "s", { prompt: `use ${token}` }),
      codexRecord("codex.tool_result", "s", { call_id: token, tool_name: token, arguments: token }),
    ]);
    expect(JSON.stringify(listener.queries.timeline("s", undefined, 10))).not.toContain(token);
  });
});

test("A request is refused before anything of it is kept when it can only be read in parts", () => {
  const field = (number: number, content: Uint8Array) =>
    Buffer.concat([Buffer.of((number << 3) | 2, content.length), content]);
  // a resource that ends in the middle of an attribute, without any records
  const damaged = field(1, field(1, Buffer.of(0x0a, 0x7f)));
  const good = logsOf([{ body: "one" }]).bytes;
  const requests: unknown[] = [];
  const observer = { request: (request: unknown) => void requests.push(request) };
  const listener = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined, observer);
  const bytes = Buffer.concat([good, damaged]);
  expect(() => listener.accept({ signal: "logs", bytes })).toThrow(OtlpDecodeError);
  expect([listener.totals().events, listener.totals().requests, requests.length]).toEqual([0, 0, 0]);
});
