import type { PolicyKey, PolicyType } from "./policyType.ts";

/** Names of events, globs allowed; one alone need not stand in brackets. */
export const eventNames = { kind: "oneOrMany", of: { kind: "eventGlob" } } as const satisfies PolicyType;

/** Conditions that must all hold; one alone need not stand in brackets. */
export const conditions = {
  kind: "oneOrMany",
  of: { kind: "table", keys: "condition" },
} as const satisfies PolicyType;

/** The conditions of a rule. */
export const when = (documentation: string) =>
  ({
    name: "when",
    foreignNames: ["filter", "conditions", "condition", "if"],
    type: conditions,
    default: "no condition",
    documentation,
    example: '[{ attribute = "success", equals = "false" }]',
  }) as const satisfies PolicyKey;

/** The events that a rule looks at. */
export const event = (documentation: string, example = '"codex.tool_result"') =>
  ({
    name: "event",
    foreignNames: ["events"],
    type: eventNames,
    required: true,
    documentation,
    example,
    likely: [example, '"codex.*"'],
  }) as const satisfies PolicyKey;
