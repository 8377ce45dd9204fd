import { expect, test } from "vitest";
import { enclosing, enclosingEvent, enclosingSession } from "../../../client/sessions/nodeAncestors.ts";
import type { NodeContent, SessionNode } from "../../../client/sessions/sessionNode.ts";
import { delivered, detail, session, turn } from "./views/samples.ts";

const node = (content: NodeContent, parent?: SessionNode): SessionNode => ({ id: content.kind, parent, content });

const sessionNode = node({ kind: "session", session, expanded: true, below: { sessions: 0, findings: 0 } });
const turnNode = node({ kind: "turn", turn, isOfAgent: false }, sessionNode);
const eventNode = node({ kind: "event", row: detail, inner: [] }, turnNode);
const groupNode = node({ kind: "group", group: "routing", detail }, eventNode);
const routeNode = node({ kind: "route", route: delivered, detail }, groupNode);
const ruleNode = node({ kind: "rule", route: delivered }, routeNode);

test("A row below an event belongs to that event, and to its session", () => {
  for (const below of [eventNode, groupNode, routeNode, ruleNode]) {
    expect(enclosingEvent(below)).toBe(detail);
    expect(enclosingSession(below)).toBe(session);
  }
  expect(enclosing(ruleNode, "route")?.route).toBe(delivered);
});

test("A turn belongs to a session and to no event, and without a row there is nothing", () => {
  expect(enclosingEvent(turnNode)).toBeUndefined();
  expect(enclosingSession(turnNode)).toBe(session);
  expect(enclosingSession(undefined)).toBeUndefined();
});

test("Of several kinds the nearest counts", () => {
  expect(enclosing(ruleNode, "event", "turn", "session")?.kind).toBe("event");
  expect(enclosing(turnNode, "event", "turn", "session")?.kind).toBe("turn");
  expect(enclosing(sessionNode, "event", "turn", "session")?.kind).toBe("session");
});
