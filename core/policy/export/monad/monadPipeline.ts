import { forComment } from "../../../text/forComment.ts";
import { printableJson } from "../../../text/printableJson.ts";
import type { ActionIndex } from "../../actions/actionIndex.ts";
import { productActions } from "../../actions/index.ts";
import type { Policy } from "../../model/policyModel.ts";
import type { ExportedPolicy } from "../exportTarget.ts";
import { longValuesNote } from "../longValuesNote.ts";
import { maskedInstead } from "../maskedInstead.ts";
import { markOf, redactQuery, routeQuery } from "./monadQuery.ts";

/**
 * A policy as Monad's transforms and pipeline, in JSON: the arguments of its resources `transform` and `pipeline`. A first
 * transform marks which destination receives a record, the edges ask for the marks, and a transform for each destination
 * redacts. Source of names and forms: monad-inc/terraform-provider-monad (documentation and examples of
 * `monad_transform` and `monad_pipeline`), https://app.monad.com/docs/components/conditionals.
 *
 * Throws an `ExportRefused` where it would let through more than the preview shows.
 */
export function monadPipeline(policy: Policy, actions: ActionIndex = productActions): ExportedPolicy {
  const destinations = policy.destinations.filter(
    ({ signals, receives }) => signals.includes("logs") && receives.length > 0,
  );
  const slugs = destinations.map(({ name }) => markOf(name).replaceAll("_", "-"));
  const jq = (query: string) => ({ operations: [{ operation: "jq", arguments: { key: "", query } }] });
  const edge = (from: string, to: string, condition: object) => ({
    from_node_instance_slug: from,
    to_node_instance_slug: to,
    condition,
  });
  const notes = notesOf(policy, actions);
  const exported = {
    notes,
    transforms: [
      {
        slug: "codex-otel-routes",
        name: "Codex OTel: routes",
        description: "Marks which destination receives a record.",
        config: jq(routeQuery(policy, destinations, (note) => notes.push(note))),
      },
      ...destinations.map((destination, i) => ({
        slug: slugs[i],
        name: `Codex OTel: ${forComment(destination.name)}`,
        description: forComment(destination.description),
        config: jq(redactQuery(policy, destination, actions)),
      })),
    ],
    pipeline: {
      name: "Codex OTel",
      nodes: [
        { slug: "codex", component_type: "input" },
        { slug: "codex-otel-routes", component_type: "transform" },
        ...slugs.flatMap((slug) => [
          { slug, component_type: "transform" },
          { slug: `${slug}-output`, component_type: "output" },
        ]),
      ],
      edges: [
        edge("codex", "codex-otel-routes", { operator: "always" }),
        ...destinations.flatMap(({ name }, i) => {
          const slug = slugs[i] ?? "";
          const marked = { type_id: "equals", config: { key: markOf(name), value: "deliver" } };
          return [
            edge("codex-otel-routes", slug, { operator: "and", conditions: [marked] }),
            edge(slug, `${slug}-output`, { operator: "always" }),
          ];
        }),
      ],
    },
  };
  return { text: `${printableJson(exported, 2)}\n`, notes };
}

function notesOf({ destinations, detections, secrets }: Policy, actions: ActionIndex): string[] {
  const without = destinations.filter(({ signals, receives }) => !signals.includes("logs") || receives.length === 0);
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(", ");
  return [
    "Put the component_id of your own input, transforms and outputs into the nodes.",
    "Records are taken to be flat, one for each event, with the names of attributes as keys; keys that the policy does not name have the class unknown.",
    ...maskedInstead(destinations, actions, "monad"),
    ...longValuesNote(secrets),
    "Only logs: traces and metrics are not routed.",
    ...(without.length > 0 ? [`${names(without)}: receives no logs, and has no output.`] : []),
    "An event that does not have its name in event.name goes only to destinations that receive everything.",
    "A resource attribute that a record does not have under its name with resource. in front is looked for without it, by the conditions of destinations.",
    "Numbers are compared as doubles: whole ones beyond 9007199254740992 not exactly.",
    ...(detections.length > 0 ? ["Detections are no part of it."] : []),
  ];
}
