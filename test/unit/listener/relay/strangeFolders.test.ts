import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { preparePolicy } from "../../../../listener/query/policyInForce.ts";
import { forwardKey } from "../../../../listener/relay/forwardConsent.ts";
import { Relay } from "../../../../listener/relay/relay.ts";
import { NotOwnError } from "../../../../system/ownFile.ts";
import { temporaryFolder } from "../store/stores.ts";

const policyText = `version = 1\n[destinations.siem]\nreceives = ["*"]\nforward = { endpoint = "https://siem", protocol = "grpc" }\n`;
const policyOrigin = "file:a";
const identity = { policyOrigin, destination: "siem", endpoint: "https://siem" };
/** The folder of the queue that the policy goes on with. */
const ofPolicy = createHash("sha256").update(forwardKey(identity)).digest("hex").slice(0, 24);
const ofNobody = "0123456789abcdef01234567";

function open(folder: string, isLeft = false) {
  const told: string[] = [];
  const policy = preparePolicy(policyText, () => undefined);
  const access = { environment: () => undefined, secrets: {}, allowed: undefined, policyOrigin };
  const onTold = (message: string) => told.push(message);
  const relay = new Relay(policy, { folder, isLeft, ...access, onChange: () => undefined, onTold });
  return { relay, told };
}

describe.skipIf(process.platform === "win32")("In the folder of a queue that somebody else has made", () => {
  const person = () => {
    const home = temporaryFolder();
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, ".bashrc"), "alias ll='ls -l'");
    writeFileSync(join(home, "ledger"), "accounts of my own");
    writeFileSync(join(home, "000000000001-0123456789ab.frames"), "a film");
    return { home, seen: () => readdirSync(home).map((name) => [name, readFileSync(join(home, name), "utf8")]) };
  };

  test.each([ofPolicy, ofNobody])("a ledger that is a link changes no file of the person (%s)", async (id) => {
    const { home, seen } = person();
    const before = seen();
    const folder = temporaryFolder();
    mkdirSync(join(folder, id), { recursive: true });
    const ledger = join(folder, id, "ledger");
    symlinkSync(join(home, ".bashrc"), ledger);
    if (id === ofPolicy) expect(() => open(folder)).toThrow(NotOwnError);
    else {
      const { relay, told } = open(folder);
      expect(told).toEqual([`What waits in ${join(folder, id)} cannot be read (${ledger} is a link): it stays there.`]);
      await relay.stop(0);
    }
    expect(seen()).toEqual(before);
    expect(lstatSync(ledger).isSymbolicLink()).toBe(true);
  });

  test.each([ofPolicy, ofNobody])("a queue that is a link changes and deletes nothing behind it (%s)", async (id) => {
    const { home, seen } = person();
    const [before, mode] = [seen(), lstatSync(home).mode];
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    symlinkSync(home, join(folder, id));
    if (id === ofPolicy) expect(() => open(folder)).toThrow(NotOwnError);
    else await open(folder, true).relay.stop(0);
    expect(seen()).toEqual(before);
    expect(lstatSync(home).mode).toBe(mode);
  });

  test.each(["position", "acknowledged", "000000000001-0123456789ab.frames", "set-aside"])(
    "what stands for %s and is a link leads to nothing that is read, changed or deleted",
    async (name) => {
      const { home, seen } = person();
      const before = seen();
      const folder = temporaryFolder();
      for (const id of [ofPolicy, ofNobody]) {
        mkdirSync(join(folder, id), { recursive: true });
        const target = name === "set-aside" ? home : join(home, ".bashrc");
        symlinkSync(target, join(folder, id, name));
      }
      await open(folder).relay.stop(0);
      await open(folder, true).relay.stop(0);
      expect(seen()).toEqual(before);
    },
  );
});

describe("A folder with the name of a queue", () => {
  test("that holds only files of somebody else is none, and nothing of it is touched", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, ofNobody, "photos"), { recursive: true });
    writeFileSync(join(folder, ofNobody, "photos", "one.jpg"), "one");
    writeFileSync(join(folder, ofNobody, "letter.txt"), "dear");
    const { relay, told } = open(folder, true);
    await relay.stop(0);
    expect(told).toEqual([]);
    expect(readdirSync(join(folder, ofNobody)).sort()).toEqual(["letter.txt", "photos"]);
  });

  test("loses what the relay has written, and what is left is said", async () => {
    const folder = temporaryFolder();
    const own = join(folder, ofNobody);
    mkdirSync(join(own, "photos"), { recursive: true });
    mkdirSync(join(own, "set-aside", "album"), { recursive: true });
    writeFileSync(join(own, "photos", "one.jpg"), "one");
    writeFileSync(join(own, "letter\u202e.txt"), "dear");
    writeFileSync(join(own, "set-aside", "x.frames.2"), "could not be read once");
    writeFileSync(join(own, "ledger"), "");
    const { relay, told } = open(folder, true);
    await relay.stop(0);
    expect(told).toEqual([
      `${own} has no queue any more, but letter\\u{202e}.txt, photos, set-aside: that stays there.`,
    ]);
    expect(readdirSync(own).sort()).toEqual(["letter\u202e.txt", "photos", "set-aside"]);
    expect(readdirSync(join(own, "set-aside"))).toEqual(["album"]);
    expect(existsSync(join(own, "photos", "one.jpg"))).toBe(true);
  });
});
