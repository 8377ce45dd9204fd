import { describe, expect, test } from "vitest";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { CodexVersion } from "../../../server/documents/codexVersion.ts";

function versions(installed: () => Promise<string | undefined>) {
  const changes: string[] = [];
  let asked = 0;
  const version: CodexVersion = new CodexVersion(
    () => {
      asked++;
      return installed();
    },
    () => changes.push(version.current),
  );
  return { version, changes, asked: () => asked };
}

describe("The Codex version that counts", () => {
  test("is the newest known until something else is known", () => {
    expect(versions(async () => undefined).version.current).toBe(newestKnownCodexVersion);
  });
  test("is the installed one, which is asked for once", async () => {
    const { version, changes, asked } = versions(async () => "0.80.0");
    await Promise.all([version.askInstalled(), version.askInstalled()]);
    expect([version.current, changes, asked()]).toEqual(["0.80.0", ["0.80.0"], 1]);
  });
  test("is the set one above all, and then no program is run", async () => {
    const { version, asked } = versions(async () => "0.80.0");
    version.set("0.90.0");
    await version.askInstalled();
    expect([version.current, asked()]).toEqual(["0.90.0", 0]);
    version.set(undefined);
    await version.askInstalled();
    expect(version.current).toBe("0.80.0");
  });
  test("is asked for again when more is opened, but not before it was asked for", async () => {
    let installed = "6.6.6";
    const { version, asked } = versions(async () => installed);
    await version.askAgain();
    expect(asked()).toBe(0);
    await version.askInstalled();
    installed = "0.80.0";
    await version.askAgain();
    expect([version.current, asked()]).toEqual(["0.80.0", 2]);
  });
  test("is the one of the last question, whichever is answered first", async () => {
    const answers: ((version: string) => void)[] = [];
    const { version, changes } = versions(() => new Promise((resolve) => answers.push(resolve)));
    const asking = [version.askInstalled(), version.askAgain()];
    answers[1]?.("0.80.0");
    answers[0]?.("6.6.6");
    await Promise.all(asking);
    expect([version.current, changes]).toEqual(["0.80.0", ["0.80.0"]]);
  });
  test("stays as it is when Codex cannot be asked, and nothing is checked again for it", async () => {
    const { version, changes } = versions(() => Promise.reject(new Error("not there")));
    await version.askInstalled();
    expect([version.current, changes]).toEqual([newestKnownCodexVersion, []]);
  });
});
