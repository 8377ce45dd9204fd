import { describe, expect, test } from "vitest";
import { placeInPreview } from "../../../../client/preview/views/previewPlace.ts";
import { Listener } from "../../../../listener/worker/listener.ts";
import { codexRecord, logsOf } from "../../listener/store/receivedEvents.ts";

const listener = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined);
listener.accept(
  logsOf(
    [
      codexRecord("codex.conversation_starts", "s", { model: "gpt" }),
      {
        ...codexRecord("codex.user_prompt", "s", { 'quoted " name': "a", prompt: "line\nline" }),
        ids: { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" },
      },
    ],
    { "service.name": "codex_exec" },
  ),
);
const eventLines = (listener.queries.preview(2, "restricted")?.received ?? "").split("\n");
const sessionLines = (listener.queries.sessionPreview("s", "restricted")?.received ?? "").split("\n");

const at = (lines: readonly string[], text: string, from = 0) =>
  placeInPreview(
    lines,
    lines.findIndex((line, index) => index >= from && line.includes(text)),
  );

describe("what a line of a preview is about", () => {
  test("of one event: an attribute, one of its resource, or the event itself", () => {
    expect(at(eventLines, '"prompt"')).toEqual({ index: 0, attribute: "prompt" });
    expect(at(eventLines, "quoted")).toEqual({ index: 0, attribute: 'quoted " name' });
    expect(at(eventLines, '"service.name"')).toEqual({ index: 0, attribute: "resource.service.name" });
    expect(at(eventLines, '"event"')).toEqual({ index: 0, attribute: undefined });
    expect(at(eventLines, '"attributes"')).toEqual({ index: 0, attribute: undefined });
  });

  test("of one event: an id that its record has itself", () => {
    expect(at(eventLines, '"trace_id"')).toEqual({ index: 0, attribute: undefined, id: "trace_id" });
    expect(at(sessionLines, '"span_id"')).toEqual({ index: 1, attribute: undefined, id: "span_id" });
  });

  test("of a session: which of the events", () => {
    const second = sessionLines.lastIndexOf("  {");
    expect(at(sessionLines, '"model"')).toEqual({ index: 0, attribute: "model" });
    expect(at(sessionLines, '"prompt"')).toEqual({ index: 1, attribute: "prompt" });
    expect(at(sessionLines, '"service.name"', second)).toEqual({ index: 1, attribute: "resource.service.name" });
  });

  test("of a text that is no JSON: nothing", () => {
    expect(placeInPreview(["siem does not receive this event.", ""], 0)).toBeUndefined();
  });
});
