import { runCodex } from "../../test/programs/codexSession.ts";
import { everySwitch, type StandardSession } from "./surface.ts";

const prompt = "Count the lines of the readme";
const files = { "README.md": "one\ntwo\n" };
const command = "wc -l README.md";
const answer = { message: "It has two lines.", phase: "final_answer" } as const;

/** Sessions of `codex exec`. */
export const execSessions: readonly StandardSession[] = [
  ...(["gRPC", "HTTP binary", "HTTP JSON"] as const).map((transport) => ({
    name: `exec: a command, over ${transport}`,
    transport,
    surface: "exec" as const,
    files,
    script: [{ command }, { message: "Two lines." }],
    run: exec(prompt),
  })),
  {
    name: "exec: every switch of [otel] on",
    transport: "gRPC",
    surface: "exec",
    files,
    otel: everySwitch,
    script: [{ command }, { command: "false" }, answer],
    run: exec(prompt),
  },
  {
    name: "exec: a person who is signed in calls a skill",
    transport: "gRPC",
    surface: "exec",
    files: {
      ...files,
      ".agents/skills/count-lines/SKILL.md":
        "---\nname: count-lines\ndescription: Counts the lines of a file\n---\nUse wc -l.\n",
    },
    otel: everySwitch,
    isSignedIn: true,
    script: [{ command }, answer],
    run: exec("$count-lines of the readme"),
  },
  {
    name: "exec: a tool of an MCP server",
    transport: "gRPC",
    surface: "exec",
    files: { "orders.mjs": orders() },
    config: '[mcp_servers.orders]\ncommand = "node"\nargs = ["orders.mjs"]\n',
    script: [
      { tool: "lookup_order", namespace: "mcp__orders", arguments: { id: "A-17" } },
      { message: "It was shipped." },
    ],
    run: exec("Where is order A-17?"),
  },
  {
    name: "exec: code mode",
    transport: "gRPC",
    surface: "exec",
    files,
    modelName: "gpt-6.1-sol",
    script: [
      { script: `const r = await tools.exec_command({cmd:${JSON.stringify(command)}}); text(r.output);` },
      { script: 'throw new Error("script broke")' },
      { message: "Two lines." },
    ],
    run: exec(prompt),
  },
  {
    name: "exec: a sub-agent",
    transport: "gRPC",
    surface: "sub-agent",
    otel: everySwitch,
    files,
    modelName: "gpt-6.1-sol",
    script: ({ body }) => subAgentStep(body),
    run: exec("Let a helper count the lines of the readme"),
  },
  ...[401, 429, 500].map(
    (status): StandardSession => ({
      name: `exec: the model's provider answers ${status}`,
      transport: "gRPC",
      surface: "exec",
      script: () => ({ status, error: "The scripted model refuses." }),
      run: exec("Say hello", "fails"),
    }),
  ),
];

/** Runs one prompt; the exit code has to be that of success or, for `fails`, another one. */
function exec(text: string, end: "succeeds" | "fails" = "succeeds"): StandardSession["run"] {
  return async ({ codex, codexHome, folder }) => {
    const args = ["exec", "--skip-git-repo-check", "--sandbox", "danger-full-access", text];
    const { exitCode, stderr } = await runCodex(codex, args, { cwd: folder, codexHome });
    if ((exitCode === 0) !== (end === "succeeds"))
      throw new Error(`codex exec ended with code ${exitCode}: ${stderr.trim().split("\n").at(-1)}`);
  };
}

const task = "Count the lines, little helper";

/** The parent starts a helper and waits; the helper, which is asked for its task only, runs a command. */
function subAgentStep(body: string) {
  const isHelper = body.includes(task) && !body.includes("Let a helper count");
  if (isHelper)
    return body.includes('"custom_tool_call_output"')
      ? answer
      : { script: `const r = await tools.exec_command({cmd:${JSON.stringify(command)}}); text(r.output);` };
  if (!body.includes('spawn_agent"')) return { message: "There is no helper here." };
  if (!body.includes("call_1")) {
    const given = { message: task, task_name: "counter", fork_turns: "none" };
    return { tool: "spawn_agent", namespace: "collaboration", arguments: given };
  }
  if (!body.includes("wait_agent_done") && !body.includes("timed_out"))
    return { tool: "wait_agent", namespace: "collaboration", arguments: { timeout_ms: 10_000 } };
  return { message: "Two lines." };
}

/** A server of the Model Context Protocol over stdio with one tool, without any library. */
function orders(): string {
  return `import { createInterface } from "node:readline";
const tools = [{ name: "lookup_order", description: "Looks up an order", inputSchema: { type: "object", properties: { id: { type: "string" } } } }];
const results = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "orders", version: "1" } }),
  "tools/list": () => ({ tools }),
  "tools/call": ({ arguments: { id } }) => ({ content: [{ type: "text", text: "order " + id + ": shipped" }] }),
};
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: results[method]?.(params) ?? {} }));
}
`;
}
