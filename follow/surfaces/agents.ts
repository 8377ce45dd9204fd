import { runCodex } from "../../test/programs/codexSession.ts";
import type { ModelStep } from "../../test/programs/scriptedModel.ts";
import type { StandardSession } from "./surface.ts";

const task = "Count the lines, little helper";
const namespace = "multi_agent_v1";

/** A sub-agent of the first kind, which older models have: the call that starts it answers with its session. */
export const firstAgentSession: StandardSession = {
  name: "exec: a sub-agent of the first kind",
  surface: "sub-agent",
  transport: "gRPC",
  files: { "README.md": "one\ntwo\n" },
  script: ({ body }) => stepOf(body),
  run: async ({ codex, codexHome, folder }) => {
    const sandbox = ["--skip-git-repo-check", "--sandbox", "danger-full-access"];
    const args = ["exec", ...sandbox, "Let a helper count the lines of the readme"];
    const { exitCode, stderr } = await runCodex(codex, args, { cwd: folder, codexHome });
    if (exitCode !== 0) throw new Error(`codex exec ended with code ${exitCode}: ${stderr.trim().split("\n").at(-1)}`);
  },
};

function stepOf(body: string): ModelStep {
  if (!body.includes("Let a helper count"))
    return body.includes("_call_output") ? { message: "Two lines." } : { command: "wc -l README.md" };
  if (!body.includes('spawn_agent"')) return { message: "There is no helper here." };
  if (!body.includes('"call_1"')) return { tool: "spawn_agent", namespace, arguments: { message: task } };
  const [, agent] = /agent_id\\+":\\+"([0-9a-f-]{36})/.exec(body) ?? [];
  if (agent !== undefined && !body.includes("timed_out"))
    return { tool: "wait_agent", namespace, arguments: { targets: [agent], timeout_ms: 60_000 } };
  return { message: "Two lines." };
}
