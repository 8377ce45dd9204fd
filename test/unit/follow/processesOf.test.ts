import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { endProcessesOf, processesOf } from "../../../follow/surfaces/processesOf.ts";
import { temporaryFolder } from "../listener/store/stores.ts";

test.skipIf(process.platform !== "linux")(
  "Of what a session of Codex has started nothing goes on, though it does not end by itself",
  async () => {
    const [own, other] = [temporaryFolder(), temporaryFolder()];
    const start = async (codexHome: string) => {
      const source = 'process.on("SIGTERM", () => {}); console.log("here"); setInterval(() => {}, 1000);';
      const child = spawn(process.execPath, ["-e", source], { env: { ...process.env, CODEX_HOME: codexHome } });
      onTestFinished(() => void child.kill("SIGKILL"));
      await once(child.stdout, "data");
      return child;
    };
    const [child, stranger] = [await start(own), await start(other)];
    const ended = once(child, "exit");
    await endProcessesOf(own);
    expect((await ended)[1]).toBe("SIGKILL");
    expect(processesOf(own)).toEqual([]);
    expect(processesOf(other)).toEqual([stranger.pid]);
  },
);
