import { describe, expect, test } from "vitest";
import { senderHeader } from "../../../core/config/senderHeader.ts";
import { wire } from "../runningListener.ts";
import { desk, type WindowProcess } from "./windows.ts";

const token = "5b1c0e6f".repeat(8);

async function send(http: string, presented?: string): Promise<void> {
  const sender = presented === undefined ? {} : { [senderHeader]: presented };
  const headers = { "content-type": "application/json", ...sender };
  const { status } = await fetch(`http://${http}/v1/logs`, {
    ...{ method: "POST", headers },
    body: wire("shell-tools.logs.http.json"),
  });
  expect(status).toBe(200);
}

/** Two windows, of which the first owns the listener and verifies senders; the other one by its own token, or not at all. */
async function windows(senderToken?: string) {
  const { open, http } = await desk();
  const owner = await open({ senderToken: token });
  const other = await open(senderToken === undefined ? {} : { senderToken });
  await owner.run("start");
  await other.run("start");
  return { owner, other, http };
}

/** The mark of each request's last event, in the order of their arrival. */
async function marksIn(window: WindowProcess, requests: number): Promise<readonly (string | undefined)[]> {
  const { events } = (await window.ask("totals", undefined)) ?? { events: 0 };
  const marks: (string | undefined)[] = [];
  for (let request = 1; request <= requests; request++)
    marks.push((await window.ask("event", { id: (events / requests) * request }))?.sender);
  return marks;
}

describe("Two windows that differ in whether senders are verified", () => {
  test("show what the owner has found", async () => {
    const { owner, other, http } = await windows();
    await send(http, token);
    await send(http);
    expect(await marksIn(owner, 2)).toEqual(["verified", "unverified"]);
    expect(await marksIn(other, 2)).toEqual(["verified", "unverified"]);
    const filter = { sender: "unverified" } as const;
    expect((await other.ask("find", { filter, limit: 1 }))?.rows[0]?.sender).toBe("unverified");
  });

  test("leave it to the owner whom to believe", async () => {
    const { other, http } = await windows("f".repeat(64));
    await expect(other.ask("setSenderToken", { token: undefined })).rejects.toThrow("has no answer to this request");
    // starting it again from the other window leaves the owner's token in force
    await other.run("stop");
    await other.run("start");
    await send(http, token);
    await send(http, "f".repeat(64));
    expect(await marksIn(other, 2)).toEqual(["verified", "unverified"]);
  });

  test("keep the marks when the one takes over from the other, which then decides", async () => {
    const { owner, other, http } = await windows();
    await send(http, token);
    await send(http);
    await owner.run("close");
    await expect
      .poll(async () => {
        const { state } = await other.standing();
        return state.kind === "listening" && state.followed === undefined;
      })
      .toBe(true);
    await send(http, token);
    expect(await marksIn(other, 3)).toEqual(["verified", "unverified", undefined]);
  });
});
