import type { EventDetail } from "../../listener/protocol/events.ts";
import { keptOf } from "../setup/views/accountItem.ts";
import type { NodeContent } from "./sessionNode.ts";
import type { Untold } from "./transcripts.ts";
import { groupsOf, othersOf } from "./views/groupItem.ts";
import { changedIds, keptIds } from "./views/routeIds.ts";

/** What a row is to show, and its id within the row above it. */
export type Below = readonly [id: string, content: NodeContent];

/** Ids are paths; a name from telemetry may hold anything, so its slashes are escaped. */
export const segment = (name: string): string => name.replace(/[/%]/g, encodeURIComponent);

/** The groups below an event, and first what is known of its sender. */
export const belowEvent = (detail: EventDetail): readonly Below[] => [
  ...(detail.sender === undefined ? [] : [["sender", { kind: "sender", sender: detail.sender }] as const]),
  ...groupsOf(detail).map((group): Below => [group, { kind: "group", group, detail }]),
];

/** What a transcript tells beside the events, and first where its session comes from. */
export function belowTranscript(transcript: Untold | undefined): readonly Below[] {
  const { parent, unlogged = [], further = 0 } = transcript ?? {};
  const origin: Below = ["origin", { kind: "origin", parent }];
  const steps = unlogged.map((step, index): Below => [String(index), { kind: "unlogged", step }]);
  const rest: readonly Below[] = further > 0 ? [["further", { kind: "furtherSteps", count: further }]] : [];
  return parent === undefined && steps.length > 0 ? [...steps, ...rest] : [origin, ...steps, ...rest];
}

/** What is below a row of which everything is known already; nothing for sessions, turns and events. */
export function belowRow(content: NodeContent): readonly Below[] {
  switch (content.kind) {
    case "group":
      return inGroup(content);
    case "route":
      return inRoute(content);
    case "rule":
      return content.route.steps
        .filter(({ outcome }) => outcome !== "not-asked")
        .map((step, index) => [String(index), { kind: "step", step }]);
    case "keptGroup":
      return [
        ...keptOf(content.route).map(
          (account, index): Below => [String(index), { kind: "kept", account, route: content.route }],
        ),
        ...keptIds(content.route).map((id): Below => [id.id, { kind: "recordId", id, route: content.route }]),
      ];
    default:
      return [];
  }
}

function inGroup({ group, detail }: NodeContent & { readonly kind: "group" }): readonly Below[] {
  switch (group) {
    case "findings":
      return detail.findings.map((finding, index) => [`${index}/${segment(finding.id)}`, { kind: "finding", finding }]);
    case "routing":
      return detail.routes.map((route) => [segment(route.destination), { kind: "route", route, detail }]);
    case "detections":
      return othersOf(detail).map((detection, index) => [
        `${index}/${segment(detection.id)}`,
        { kind: "detection", detection },
      ]);
    case "attributes":
    case "resource":
      return detail[group].map((row, index) => [`${index}/${segment(row.name)}`, { kind: "attribute", row }]);
  }
}

function inRoute({ route, detail }: NodeContent & { readonly kind: "route" }): readonly Below[] {
  const rule: Below = ["rule", { kind: "rule", route }];
  if (route.decision === "withhold") return [rule];
  const redactions = route.redactions.map(
    (redaction, index): Below => [`redaction/${index}`, { kind: "redaction", redaction, route, detail }],
  );
  const ids = changedIds(route).map((id): Below => [`id/${id.id}`, { kind: "recordId", id, route }]);
  const isKept = keptOf(route).length + keptIds(route).length > 0;
  const kept: readonly Below[] = isKept ? [["kept", { kind: "keptGroup", route }]] : [];
  return [rule, ...redactions, ...ids, ...kept];
}
