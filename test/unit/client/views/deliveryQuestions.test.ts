import { describe, expect, test } from "vitest";
import {
  discardQuestion,
  queuedIn,
  queueLabel,
  sendAgainQuestion,
  sendQuestion,
} from "../../../../client/forwarding/views/deliveryQuestions.ts";
import { idleRelay, logs, restingRelay } from "./relays.ts";
import { context } from "./samples.ts";

const { l10n } = context;

describe("What the person is asked", () => {
  test("before what is at rest is sent names the host and the counts, and what let it through", () => {
    const { question, detail } = sendQuestion(restingRelay, l10n);
    expect(question).toBe("Send 10 log records · 2 spans to elsewhere.example:443?");
    expect(detail).toMatch(
      /^They wait for "siem" at https:\/\/elsewhere\.example\/, as the policy "file:b" let them through/,
    );
    expect(detail).toContain("They are sent with the values of SIEM_KEY as headers.");
  });

  test("before something is discarded names the same, or that nobody knows the host", () => {
    expect(discardQuestion(restingRelay, l10n).question).toBe(
      'Discard 10 log records · 2 spans that wait for "siem" at elsewhere.example:443?',
    );
    const waiting = { ...idleRelay, items: { ...idleRelay.items, waiting: logs(3) } };
    expect(discardQuestion(waiting, l10n).question).toBe(
      'Discard 3 log records that wait for "siem" at collector.example:4317?',
    );
    const unknown = { ...restingRelay, destination: "", endpoint: "" };
    expect(discardQuestion(unknown, l10n).question).toBe(
      "Discard 10 log records · 2 spans that wait for an unknown endpoint?",
    );
  });

  test("before something is sent again names today's policy", () => {
    const { question, detail } = sendAgainQuestion(idleRelay, 27, l10n);
    expect(question).toBe('Send 27 log records again to "siem" at collector.example:4317?');
    expect(detail).toContain("the policy of today");
  });

  test("names the port that the protocol of the queue connects to", () => {
    const local = { ...restingRelay, endpoint: "http://127.0.0.1/" };
    expect(sendQuestion(local, l10n).question).toContain("127.0.0.1:4317?");
    expect(discardQuestion({ ...local, protocol: "http-json" }, l10n).question).toContain("127.0.0.1:80?");
    expect(queueLabel(local, l10n)).toContain("127.0.0.1:4317");
  });

  test("shows the whole host as it counts on the wire, and no control characters of names", () => {
    const long = `${"a.".repeat(120)}example`;
    expect(sendQuestion({ ...restingRelay, endpoint: `https://${long}/` }, l10n).question).toContain(`${long}:443`);
    const lookalike = { ...restingRelay, endpoint: "https://\u0430pp.example/v1" };
    expect(sendQuestion(lookalike, l10n).question).toContain("xn--pp-6kc.example:443");
    const hostile = { ...restingRelay, destination: "si\u202eem\u001b[31m", policyOrigin: "file:\u0007" };
    const shown = [sendQuestion(hostile, l10n), discardQuestion(hostile, l10n), sendAgainQuestion(hostile, 1, l10n)];
    expect(`${JSON.stringify(shown)}${queueLabel(hostile, l10n)}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

test("What waits and what is at rest are counted together", () => {
  expect([queuedIn(idleRelay), queuedIn(restingRelay)]).toEqual([0, 12]);
  expect(queueLabel({ ...restingRelay, destination: "" }, l10n)).toBe("Unknown destination at elsewhere.example:443");
});
