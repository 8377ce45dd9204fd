import { describe, expect, test } from "vitest";
import { URI } from "vscode-uri";
import {
  type PreviewSide,
  type PreviewTarget,
  previewAddress,
  previewDocument,
} from "../../../client/preview/previewAddress.ts";

const event: PreviewTarget = { event: 7, name: "codex.tool_result", destination: "siem", delivered: true };
const session: PreviewTarget = { session: "01a20842-8d4e", name: "codex_exec", destination: "siem", delivered: true };

/** The address as the editor hands it back: written as a URI, and read again. */
const readAgain = (side: PreviewSide, target: PreviewTarget) => {
  const uri = URI.from({ scheme: "codex-otel-preview", ...previewAddress(side, target) });
  return previewDocument(URI.parse(uri.toString()));
};

describe("the address of a preview", () => {
  test("says which event it shows, for which destination, and on which side", () => {
    expect(readAgain("received", event)).toEqual({ subject: { event: 7 }, destination: "siem", side: "received" });
    expect(readAgain("delivered", event)).toEqual({ subject: { event: 7 }, destination: "siem", side: "delivered" });
  });

  test("says which session it shows", () => {
    expect(readAgain("delivered", session)).toEqual({
      subject: { session: "01a20842-8d4e" },
      destination: "siem",
      side: "delivered",
    });
  });

  test("of what belongs to no session shows that", () => {
    expect(readAgain("received", { ...session, session: "" }).subject).toEqual({ session: "" });
  });

  test.each(["my lake", "a&b=c", "50 % + 1", "a/b?c#d", "søk \u202e 日本", "side=received"])(
    "keeps a destination and a session named %j",
    (name) => {
      expect(readAgain("delivered", { ...session, session: name, destination: name })).toEqual({
        subject: { session: name },
        destination: name,
        side: "delivered",
      });
    },
  );

  test("shows JSON as JSON, and why an event is withheld as text", () => {
    expect(previewAddress("received", { ...event, delivered: false }).path).toBe("/received.json");
    expect(previewAddress("delivered", event).path).toBe("/delivered.json");
    expect(previewAddress("delivered", { ...event, delivered: false }).path).toBe("/withheld.txt");
  });

  test("that says nothing shows the delivered side, which never has credentials", () => {
    expect(previewDocument({ query: "" })).toEqual({ subject: { session: "" }, destination: "", side: "delivered" });
    expect(previewDocument({ query: "event=7&destination=siem&side=Received" }).side).toBe("delivered");
  });
});
