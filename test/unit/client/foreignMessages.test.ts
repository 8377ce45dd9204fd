import { describe, expect, test } from "vitest";
import { forwardQuestion } from "../../../client/forwarding/forwardQuestions.ts";
import { policyForwards } from "../../../client/forwarding/policyForwards.ts";
import { statusText } from "../../../client/listener/views/statusText.ts";
import { connectionText } from "../../../client/setup/views/connectionText.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { forNotification } from "../../../core/text/forNotification.ts";
import { plainLocalizer } from "../../../core/text/localizer.ts";
import { explainFailure } from "../../../listener/send/backendAnswer.ts";
import type { SendFailure } from "../../../listener/send/sendFailure.ts";
import { hidden } from "../text/foreignTexts.ts";
import { iconsIn, linksIn } from "../text/linkedText.ts";

const command = "command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D";
const words = `[Renew](${command})`;
const context = { l10n: plainLocalizer, now: () => 0, locale: "en", timeZone: "UTC" };

/** Shown as it is, but for the blank that makes text of the link. */
function expectPlain(message: string): void {
  expect(linksIn(message).length).toBeGreaterThan(0);
  const shown = forNotification(message);
  expect(linksIn(shown)).toEqual([]);
  expect(shown.replaceAll("] (", "](")).toBe(message);
}

describe("Words of others in messages are no links", () => {
  test.each<[string, SendFailure]>([
    ["over HTTP", { kind: "http", status: 401, words, contentType: "text/plain" }],
    ["over gRPC", { kind: "grpc", status: 16, words }],
  ])("of a backend that refuses a request %s", (_, failure) => {
    const url = new URL("https://app.monad.com:4317");
    const { summary, check } = explainFailure(failure, url, failure.kind === "grpc" ? "grpc" : "http-protobuf");
    const step = { step: "export", outcome: "failed", milliseconds: 1, summary, check } as const;
    expectPlain(
      connectionText({ exporter: "exporter", endpoint: url.href, droppedHeaders: [] }, [step], context).message,
    );
  });

  test("of the endpoint of a workspace's policy", () => {
    const endpoint = `https://evil.example/${words}`;
    const text = `version = 1\n[destinations.siem]\nsignals = ["logs"]\nreceives = ["*"]\nforward = { endpoint = ${JSON.stringify(endpoint)}, protocol = "http-protobuf" }\n`;
    // an endpoint that is none is refused by the parser; one that is taken is shown as text
    const [forward] = policyForwards(text, { policyOrigin: "workspace:test", allowed: [] });
    const said =
      forward === undefined
        ? parsePolicy(text).problems.map(({ message }) => message)
        : Object.values(forwardQuestion(forward, plainLocalizer));
    expect(said).not.toEqual([]);
    for (const one of said) expect(linksIn(forNotification(one))).toEqual([]);
  });

  test("of a broken policy", () => {
    const { problems } = parsePolicy(
      `version = 1\n[classes]\n"${words}" = ["a"]\n[destinations.siem]\nsignals = ["${words}"]\nreceives = ["*"]\nredact = { nosuch = "drop", prompt = "${words}" }\n`,
    );
    const quoting = problems.filter(({ message }) => message.includes("command:"));
    expect(quoting.length).toBeGreaterThan(0);
    for (const { message } of quoting) expect(linksIn(forNotification(message))).toEqual([]);
  });
});

test("The status bar shows the name of another window as text", () => {
  const window = `$(error) ${words}\u202e\nforged`;
  const state = {
    kind: "listening",
    addresses: { grpc: "127.0.0.1:1", http: "127.0.0.1:2" },
    followed: { window },
  } as unknown as Parameters<typeof statusText>[0];
  const totals = { events: 0, evicted: 0, findings: 0 } as Parameters<typeof statusText>[1];
  const activity = { recording: "/a\u001b[2J\nb", eventsPerSecond: 0 };
  const { text, tooltip, accessibilityLabel } = statusText(state, totals, activity, context);
  expect(iconsIn(text)).toEqual(["link", "record"]);
  expect(tooltip.replaceAll("\n", "")).not.toMatch(hidden);
  expect(tooltip.split("\n")).toHaveLength(5);
  expect(accessibilityLabel).not.toMatch(hidden);
});
