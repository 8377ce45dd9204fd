import { describe, expect, test } from "vitest";
import type { SessionNode } from "../../../client/sessions/sessionNode.ts";
import { SessionsModel } from "../../../client/sessions/sessionsModel.ts";
import { itemOf } from "../../../client/sessions/views/nodeItem.ts";
import { context } from "../client/views/samples.ts";
import { type KeptSession, keptSession } from "./keptSession.ts";
import { queryOf } from "./queryOf.ts";

/** The tree over what a listener has kept. */
const treeOf = ({ queries }: KeptSession): SessionsModel => new SessionsModel(queryOf(queries));

const groups = ["Findings", "Routing", "Attributes", "Resource", "Detections without a Finding"];

/** The tree in lines, without what is known of each event. */
async function linesOf(model: SessionsModel, parent?: SessionNode, indent = ""): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const node of await model.children(parent)) {
    const { label, description } = itemOf(node, context);
    if (groups.includes(label)) continue;
    const { kind } = node.content;
    const isEvent = kind === "event" || kind === "noise";
    lines.push(`${indent}${label}${isEvent ? ` ${description}` : ""}`);
    lines.push(...(kind === "noise" ? [] : await linesOf(model, node, `${indent}  `)));
  }
  return lines;
}

const notes = (lines: readonly string[]) => lines.map((line) => line.replace(/ · \d[\d.]* (?:m?s|min).*$/, ""));

describe("Sessions as they happened", () => {
  test("A sub-agent stands below the step that started it, and nothing of it stands elsewhere", async () => {
    const lines = notes(await linesOf(treeOf(keptSession("sub-agent"))));
    const at = lines.findIndex((line) => line.trim().startsWith("tool_result spawn_agent"));
    expect(lines[at + 1]).toBe("      Sub-agent: Count the lines of the readme");
    expect(lines[at + 2]).toBe("        Work of the sub-agent");
    expect(lines.filter((line) => !line.startsWith(" "))).toEqual([
      "Let a helper count the lines of the readme",
      "Outside of any session",
    ]);
    expect(lines.filter((line) => line.includes("agent_communication"))).toHaveLength(4);
    const outside = lines.slice(lines.indexOf("Outside of any session"));
    expect(outside.some((line) => line.includes("agent_communication"))).toBe(false);
  });

  test("What a script calls stands below it, and pieces of answers are one row", async () => {
    const lines = notes(await linesOf(treeOf(keptSession("code-mode"))));
    const [, ...turn] = lines.slice(lines.findIndex((line) => line.startsWith("  Turn 1")));
    expect(turn.slice(0, 9)).toEqual(
      [
        "    user_prompt Raise the retries and look up order A-17",
        "    api_request 200",
        "    Pieces of answers and notes 3 events",
        "    turn_ttft 163 ms",
        "    sse_event response.completed",
        "    tool_result exec",
        "      tool_decision exec_command",
        "      tool_result exec_command",
        "    api_request 200",
      ].map((line) => expect.stringMatching(new RegExp(`^${line}`))),
    );
  });

  test("A row that stands below another is found, with all that is above it", async () => {
    const { queries, sessions } = keptSession("sub-agent");
    const model = treeOf({ queries, sessions, session: "" });
    const child = sessions.find(({ parent }) => parent !== undefined);
    const rows = queries.events(child?.id ?? "", 0, 0, 1000).rows;
    const inner = rows.find(({ within }) => within !== undefined);
    const noise = rows.find(({ isNoise }) => isNoise);
    for (const row of [inner, noise]) {
      if (row === undefined) throw new Error("no such row");
      const path: string[] = [];
      for (let node = await model.locate(row); node !== undefined; node = node.parent) path.unshift(node.content.kind);
      expect(path).toEqual(["session", "turn", "event", "session", "turn", row === inner ? "event" : "noise", "event"]);
    }
  });

  test("With a filter all that passes is a row of its own, and sub-agents stand below their session", async () => {
    const model = treeOf(keptSession("sub-agent"));
    model.filter = { events: ["codex.tool_result"] };
    const lines = notes(await linesOf(model));
    expect(lines.map((line) => line.replace(/ · .*$/, ""))).toEqual([
      "Let a helper count the lines of the readme",
      "  Turn 1: Let a helper count the lines of the readme",
      "    tool_result spawn_agent",
      "    tool_result wait_agent",
      "  Sub-agent: Count the lines of the readme",
      "    Work of the sub-agent",
      "      tool_result exec_command",
      "      tool_result exec",
    ]);
  });
});
