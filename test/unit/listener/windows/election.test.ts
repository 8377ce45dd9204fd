import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Claims } from "../../../../listener/windows/claims.ts";
import {
  type Elected,
  type ElectionWorld,
  elect,
  nextStep,
  type Standing,
} from "../../../../listener/windows/election.ts";
import { UnreachableError, type UnreachableReason } from "../../../../listener/windows/followerConnection.ts";
import { type OwnerRecord, recordName } from "../../../../listener/windows/ownerRecord.ts";

const record = (state: OwnerRecord["state"], process = 1): OwnerRecord => ({
  claim: 5,
  process,
  version: "1.0.0",
  window: "first",
  state,
  socket: "somewhere",
  token: "",
});

const standing = (
  state: OwnerRecord["state"] | "damaged",
  more: Partial<Standing> & { age?: number } = {},
): Standing => ({
  newest: { claim: 5, record: state === "damaged" ? undefined : record(state), age: more.age ?? 0 },
  unreachable: undefined,
  isAlive: true,
  isOwn: false,
  goneFor: 0,
  ...more,
});

describe("A window that looks for the listener", () => {
  test.each<[string, Standing, ReturnType<typeof nextStep>]>([
    ["owns it when there was never one", { ...standing("serving"), newest: undefined }, "claim"],
    ["owns it when its owner has ended in order", standing("released"), "claim"],
    ["follows an owner that answers", standing("serving"), "follow"],
    ["waits for an owner that is about to start", standing("starting"), "wait"],
    ["takes over from one that died at its start", standing("starting", { isAlive: false }), "claim"],
    ["takes over from one that does not come to serve", standing("starting", { age: 30_000 }), "claim"],
    [
      "takes over at once from a process that has died",
      standing("serving", { unreachable: "gone", isAlive: false }),
      "claim",
    ],
    ["lets a window restart its worker first", standing("serving", { unreachable: "gone", goneFor: 900 }), "wait"],
    ["takes over when that does not come about", standing("serving", { unreachable: "gone", goneFor: 1000 }), "claim"],
    ["restarts its own worker at once", standing("serving", { unreachable: "gone", isOwn: true }), "claim"],
    ["tries to take over from a hung owner", standing("serving", { unreachable: "silent" }), "claim"],
    ["waits for a record that is being written", standing("damaged"), "wait"],
    ["goes on when that record stays damaged", standing("damaged", { age: 30_000 }), "claim"],
  ])("%s", (_, given, step) => expect(nextStep(given)).toBe(step));
});

/** Windows of one machine, with a clock that runs on when somebody waits. */
async function machine() {
  const folder = await mkdtemp(join(tmpdir(), "election-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const claims = () => new Claims(folder);
  const dead = new Set<number>();
  const unreachable = new Map<number, UnreachableReason>();
  let now = 0;
  const world: ElectionWorld<string> = {
    close: () => undefined,
    isAlive: (process) => !dead.has(process),
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
    open: async ({ process, window }) => {
      const reason = dead.has(process) ? "gone" : unreachable.get(process);
      if (reason !== undefined) throw new UnreachableError(reason, "2.0.0");
      return `connection to ${window}`;
    },
  };
  const look = (process: number, version = "1.0.0") =>
    elect(claims(), { process, version, window: `window ${process}` }, world);
  const serve = async (process: number, elected: Elected<string>) => {
    if (elected.role !== "owner") throw new Error("only an owner serves");
    const { claim } = elected;
    const own = { ...record("serving", process), claim, window: `window ${process}` };
    await claims().publish(own);
    await claims().forgetBefore(claim);
    return own;
  };
  return { claims, dead, unreachable, look, serve, elapsed: () => now };
}

describe("Windows that start at the same time", () => {
  test("agree on one owner, and the others follow it", async () => {
    const { look, serve } = await machine();
    const processes = Array.from({ length: 12 }, (_, index) => 100 + index);
    const elected = await Promise.all(
      processes.map(async (process) => {
        const result = await look(process);
        if (result.role === "owner") await serve(process, result);
        return result;
      }),
    );
    const owners = elected.filter(({ role }) => role === "owner");
    expect(owners).toHaveLength(1);
    const names = new Set(elected.map((one) => (one.role === "follower" ? one.connection : "")));
    expect(names.size).toBe(2);
  });

  test("agree again each time the owner dies", async () => {
    const { look, serve, dead } = await machine();
    let followers = Array.from({ length: 8 }, (_, index) => 200 + index);
    while (followers.length > 1) {
      const elected = await Promise.all(
        followers.map(async (process) => {
          const result = await look(process);
          if (result.role === "owner") await serve(process, result);
          return { process, role: result.role };
        }),
      );
      const owners = elected.filter(({ role }) => role === "owner");
      expect(owners).toHaveLength(1);
      for (const { process } of owners) dead.add(process);
      followers = followers.filter((process) => !dead.has(process));
    }
  });
});

test("A claim that comes to nothing is passed over after a while, also when the clock was put back since", async () => {
  const { claims, look } = await machine();
  await claims().prepare();
  await claims().make(record("starting", 7));
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  await utimes(join(claims().folder, recordName(5)), tomorrow, tomorrow);
  expect(await look(8)).toMatchObject({ role: "owner", claim: 6 });
});

describe("A window that finds an owner", () => {
  test("of another version says so and does not follow, whether the record or the owner tells", async () => {
    const { look, serve, unreachable } = await machine();
    await serve(1, await look(1));
    await expect(look(2, "1.1.0")).rejects.toMatchObject({
      code: "other-version",
      message: `The window "window 1" owns the listener and runs Codex OTel 1.0.0, this window runs 1.1.0: reload the window "window 1".`,
    });
    await expect(look(2, "0.9.10")).rejects.toMatchObject({
      message: expect.stringContaining("this window runs 0.9.10: reload this window."),
    });
    unreachable.set(1, "other-version");
    await expect(look(2)).rejects.toMatchObject({ code: "other-version" });
  });

  test("of another version that has died takes over from it, and from one that hangs it does not", async () => {
    const { look, serve, dead, unreachable, claims } = await machine();
    await serve(1, await look(1));
    unreachable.set(1, "silent");
    await expect(look(2, "1.1.0")).rejects.toMatchObject({ code: "other-version" });
    expect((await claims().newest())?.claim).toBe(1);
    dead.add(1);
    expect(await look(2, "1.1.0")).toMatchObject({ role: "owner", claim: 2 });
  });

  test("whose claim was refused by the ports finds the old one again", async () => {
    const { look, serve, claims, unreachable } = await machine();
    await serve(1, await look(1));
    unreachable.set(1, "silent");
    const second = await look(2);
    expect(second).toMatchObject({ role: "owner", claim: 2 });
    await claims().withdraw(2);
    unreachable.clear();
    expect(await look(3)).toMatchObject({ role: "follower", connection: "connection to window 1" });
  });

  test("gives it a second to restart its worker", async () => {
    const { look, serve, unreachable, elapsed } = await machine();
    await serve(1, await look(1));
    unreachable.set(1, "gone");
    expect(await look(2)).toMatchObject({ role: "owner", before: { window: "window 1" } });
    expect(elapsed()).toBeGreaterThanOrEqual(1000);
  });
});
