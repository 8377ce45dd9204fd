import { describe, expect, test } from "vitest";
import { statusText } from "../../../../client/listener/views/statusText.ts";
import type { ListenerTotals } from "../../../../listener/protocol/totals.ts";
import { context } from "./samples.ts";

const none: ListenerTotals = {
  events: 0,
  spans: 0,
  metricPoints: 0,
  requests: 0,
  refused: 0,
  findings: 0,
  evicted: 0,
};
const listening = { kind: "listening", addresses: { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" } } as const;

const quiet = { recording: undefined, eventsPerSecond: 0 };

describe("the status bar", () => {
  test("says that the listener is stopped", () => {
    const status = statusText({ kind: "stopped" }, none, quiet, context);
    expect(status.text).toBe("$(circle-slash) Codex OTel");
    expect(status.tooltip).toContain("stopped");
  });

  test("says where the listener listens, and counts events and findings", () => {
    const status = statusText(listening, { ...none, events: 1240, findings: 3 }, quiet, context);
    expect(status.text).toBe("$(broadcast) Codex OTel 1.2k $(warning) 3");
    expect(status.tooltip).toContain("gRPC: 127.0.0.1:4317");
    expect(status.accessibilityLabel).toContain("3 findings");
  });

  test("is quiet about a port that is taken, and loud about other failures", () => {
    const failed = (code: "port-in-use" | "failed") =>
      statusText({ kind: "failed", failure: { code, message: "Port 4317 is in use." } }, none, quiet, context);
    expect(failed("port-in-use").severity).toBe("warning");
    expect(failed("port-in-use").tooltip).toContain("Port 4317 is in use.");
    expect(failed("failed").severity).toBe("error");
  });

  test("tells how many events were let go", () => {
    const status = statusText(listening, { ...none, events: 120_000, evicted: 20_000 }, quiet, context);
    expect(status.tooltip).toContain("20k of them are no longer kept: the limit is a setting.");
    expect(statusText(listening, { ...none, events: 10 }, quiet, context).tooltip).not.toContain("kept");
  });

  test("tells how many events arrive in a second, and that they are recorded", () => {
    const status = statusText(
      listening,
      { ...none, events: 10 },
      { recording: "/x/y.jsonl", eventsPerSecond: 4 },
      context,
    );
    expect(status.text).toContain("$(record) 10 4/s");
    expect(status.tooltip).toContain("Recording to /x/y.jsonl");
    expect(statusText(listening, { ...none, events: 10 }, quiet, context).text).not.toContain("/s");
  });
});
