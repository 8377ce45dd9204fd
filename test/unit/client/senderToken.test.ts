import { describe, expect, test } from "vitest";
import { SenderToken } from "../../../client/sender/senderToken.ts";
import { secretStorage } from "./secretStorage.ts";

const noFailure = (reason: unknown) => expect.unreachable(String(reason));

describe("the token of verified senders", () => {
  test("is made once, is long and random, and is the same in every window and after a restart", async () => {
    const { kept, secrets } = secretStorage();
    const first = await new SenderToken(secrets).obtain(noFailure);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await new SenderToken(secrets).obtain(noFailure)).toBe(first);
    expect([...kept.values()]).toEqual([first]);
    expect(await new SenderToken(secretStorage().secrets).obtain(noFailure)).not.toBe(first);
  });

  test("is that of the window which was last, when two make one at the same time, and both are told", async () => {
    const { secrets } = secretStorage();
    const windows = [new SenderToken(secrets), new SenderToken(secrets)];
    let told = 0;
    for (const window of windows) window.onDidChange(() => told++);
    await Promise.all(windows.map((window) => window.obtain(noFailure)));
    expect(told).toBeGreaterThanOrEqual(2);
    const tokens = await Promise.all(windows.map((window) => window.obtain(noFailure)));
    expect(new Set(tokens).size).toBe(1);
  });

  test("does not listen to what else is kept there", async () => {
    const { secrets } = secretStorage();
    let told = 0;
    new SenderToken(secrets).onDidChange(() => told++);
    await secrets.store("codexOtel.header.MONAD", "key");
    expect(told).toBe(0);
  });

  test.each(["get", "store"] as const)("lasts as long as the window where %s fails, and says so", async (broken) => {
    const { secrets } = secretStorage();
    const failing = { ...secrets, [broken]: async () => Promise.reject(new Error("no keyring")) };
    const token = new SenderToken(failing);
    const failures: unknown[] = [];
    const first = await token.obtain((reason) => failures.push(reason));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await token.obtain((reason) => failures.push(reason))).toBe(first);
    expect(failures.map(String)).toEqual(["Error: no keyring", "Error: no keyring"]);
    expect(failures.map(String).join()).not.toContain(first);
  });
});
