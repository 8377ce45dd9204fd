import { expect, test } from "vitest";
import { overrideArguments } from "../../client/config/overrides.ts";
import { exporterFor, inlineTable } from "../../core/config/edit/exporterSetting.ts";
import { runCodexSession } from "../programs/codexSession.ts";
import { startListener } from "../protocol/runningListener.ts";

const token = "7f".repeat(32);

/** What a real Codex has sent with this configuration to a listener that knows the token: the marks of its events. */
async function marksOf(
  variant: "otlp-grpc" | "otlp-http",
  configured: string | undefined,
  isOverridden = false,
): Promise<ReadonlySet<string>> {
  const running = await startListener(undefined, { senderToken: token });
  const { exitCode } = await runCodexSession({
    otel: `[otel]\nexporter = ${inlineTable(exporterFor(variant, running, configured))}`,
    overrides: isOverridden ? overrideArguments(running, variant) : [],
    prompt: "Say that you are done",
    steps: [{ message: "Done." }],
  });
  expect(exitCode).toBe(0);
  expect(running.refusals).toEqual([]);
  expect(running.events.map(({ event }) => event.name)).toContain("codex.user_prompt");
  return new Set(running.events.map(({ sender = "none" }) => sender));
}

test.each(["otlp-grpc", "otlp-http"] as const)(
  "Codex sends the header that is written into its configuration with every request over %s",
  async (variant) => {
    expect(await marksOf(variant, token)).toEqual(new Set(["verified"]));
  },
);

test("Codex without the header, or with the token of another machine, is unverified", async () => {
  expect(await marksOf("otlp-grpc", undefined)).toEqual(new Set(["unverified"]));
  expect(await marksOf("otlp-grpc", "0f".repeat(32))).toEqual(new Set(["unverified"]));
});

test("Codex in a terminal, whose command line has no header, sends that of the configuration", async () => {
  expect(await marksOf("otlp-grpc", token, true)).toEqual(new Set(["verified"]));
});
