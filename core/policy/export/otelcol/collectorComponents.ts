import type { ActionIndex } from "../../actions/actionIndex.ts";
import type { RedactAction } from "../../actions/redactAction.ts";
import { classAction } from "../../evaluate/classAction.ts";
import { classLookup } from "../../evaluate/compilePolicy.ts";
import { askForSecrets } from "../../model/attributeConditions.ts";
import type { Destination, Policy, Signal } from "../../model/policyModel.ts";
import { policyPath } from "../../model/policyPath.ts";
import type { IdName } from "../../model/recordIds.ts";
import { answeredTexts } from "../../secrets/answeredTexts.ts";
import { globsPattern } from "../patterns.ts";
import { ottlConditions } from "./ottlConditions.ts";
import { ottlEventName } from "./ottlEventName.ts";
import { OttlRedaction, uniqueNames, withoutColours } from "./ottlRedaction.ts";
import { ottlString } from "./ottlText.ts";

/** Statements of the transform processor for one kind of message. */
export interface StatementGroup {
  readonly context: string;
  readonly conditions?: readonly string[];
  readonly statements: readonly string[];
}

export type Processor = Readonly<Record<string, unknown>>;

/** The attribute that carries an event's name between processors, and the one that marks what is not for a destination. */
const nameAttribute = "codex_otel.event";
const withholdAttribute = "codex_otel.withhold";

/** Where attributes stand, by signal: the OTTL context and the path in it. */
const attributePlaces: Readonly<Record<Signal, readonly (readonly [context: string, path: string])[]>> = {
  logs: [
    ["scope", "attributes"],
    ["log", "attributes"],
  ],
  traces: [
    ["scope", "attributes"],
    ["span", "attributes"],
    ["spanevent", "attributes"],
  ],
  metrics: [
    ["scope", "attributes"],
    ["metric", "metadata"],
    ["datapoint", "attributes"],
    ["exemplar", "filtered_attributes"],
  ],
};

/** Texts that name something, by signal. */
const namePlaces: Readonly<Record<Signal, readonly (readonly [context: string, ...paths: string[]])[]>> = {
  logs: [["log", "severity_text", "event_name"]],
  traces: [
    ["span", "name", "trace_state"],
    ["spanevent", "name"],
  ],
  metrics: [["metric", "name", "description", "unit"]],
};

/** The ids of traces and spans by signal: the path in an OTTL context, and the name that the policy has for it. */
const idPlaces: Readonly<
  Record<Signal, readonly (readonly [context: string, ...ids: (readonly [path: string, name: IdName])[]])[]>
> = {
  logs: [["log", ["trace_id", "trace_id"], ["span_id", "span_id"]]],
  traces: [["span", ["trace_id", "trace_id"], ["span_id", "span_id"], ["parent_span_id", "span_id"]]],
  metrics: [["exemplar", ["trace_id", "trace_id"], ["span_id", "span_id"]]],
};

const itemContext: Readonly<Record<Signal, string>> = { logs: "log", traces: "span", metrics: "datapoint" };
const statementsKey: Readonly<Record<Signal, string>> = {
  logs: "log_statements",
  traces: "trace_statements",
  metrics: "metric_statements",
};
const filterKeys: Readonly<Record<Signal, readonly [string, string]>> = {
  logs: ["logs", "log_record"],
  traces: ["traces", "span"],
  metrics: ["metrics", "datapoint"],
};

/** Errors stop a request rather than let something through that was not redacted. */
const errorMode = { error_mode: "propagate" };

function transform(bySignal: readonly (readonly [Signal, readonly StatementGroup[]])[]): Processor {
  const filled = bySignal.filter(([, groups]) => groups.length > 0);
  return { ...errorMode, ...Object.fromEntries(filled.map(([signal, groups]) => [statementsKey[signal], groups])) };
}

/** Makes attribute names unique, so that nothing hides behind its own name. */
export function uniqueProcessor(signals: readonly Signal[]): Processor {
  const groups = (signal: Signal): StatementGroup[] =>
    [["resource", "attributes"] as const, ...attributePlaces[signal]].map(([context, path]) => ({
      context,
      statements: [uniqueNames(path)],
    }));
  return transform(signals.map((signal) => [signal, groups(signal)]));
}

/** Finds the name of each event. */
export function eventNameProcessor(): Processor {
  const statements = [
    `set(cache["text"], attributes)`,
    `stringify_all(cache["text"])`,
    ...ottlEventName(`attributes[${ottlString(nameAttribute)}]`),
  ];
  return transform([["logs", [{ context: "log", statements }]]]);
}

/** Whether a destination gets everything of a signal that it lists. */
export function getsEverything({ receives, when }: Destination, signal: Signal): boolean {
  return when.length === 0 && (signal !== "logs" || receives.includes("*"));
}

/**
 * Marks what is not for a destination.
 *
 * Throws an `ExportRefused` for what would be delivered besides; `noted` is told where less is delivered.
 */
export function routeProcessor(
  { secrets, destinations }: Policy,
  destination: Destination,
  signals: readonly Signal[],
  noted: (note: string) => void,
): Processor {
  const path = policyPath("destinations", destination.name);
  const longestOf = answeredTexts(
    secrets,
    destinations.flatMap(({ when }) => when),
  );
  const groups = (signal: Signal): StatementGroup[] => {
    const withhold = `attributes[${ottlString(withholdAttribute)}]`;
    const pathsOf = (name: string) => {
      if (name === "body")
        return signal === "logs" ? { value: "body", text: "body.string", plain: `cache["plain"]["body"]` } : undefined;
      const [map, key] = name.startsWith("resource.")
        ? (["resource", name.slice("resource.".length)] as const)
        : ([undefined, name] as const);
      const at = `[${ottlString(key)}]`;
      return map
        ? { value: `resource.attributes${at}`, text: `cache["resource"]${at}`, plain: `cache["plain_resource"]${at}` }
        : { value: `attributes${at}`, text: `cache["text"]${at}`, plain: `cache["plain_text"]${at}` };
    };
    const received =
      signal === "logs"
        ? [`IsMatch(attributes[${ottlString(nameAttribute)}], ${ottlString(globsPattern(destination.receives))})`]
        : [];
    const condition = [
      ...received,
      ottlConditions(destination.when, { pathsOf, secrets, longestOf }, path, noted),
    ].join(" and ");
    const statements = [
      `delete_key(attributes, ${ottlString(withholdAttribute)})`,
      `set(cache["text"], attributes)`,
      `stringify_all(cache["text"])`,
      `set(cache["resource"], resource.attributes)`,
      `stringify_all(cache["resource"])`,
      ...(askForSecrets(destination.when) ? plainTexts(signal) : []),
      `set(${withhold}, true) where not (${condition})`,
    ];
    return [{ context: itemContext[signal], statements }];
  };
  return transform(signals.map((signal) => [signal, groups(signal)]));
}

/** Copies of the texts that conditions see, without terminal colours. */
function plainTexts(signal: Signal): string[] {
  return [
    `set(cache["plain_text"], cache["text"])`,
    `set(cache["plain_resource"], cache["resource"])`,
    `set(cache["plain"], ParseJSON("{}"))`,
    ...(signal === "logs" ? [`set(cache["plain"]["body"], body.string) where body != nil`] : []),
    ...["plain_text", "plain_resource", "plain"].flatMap((name) => withoutColours(`cache["${name}"]`)),
  ];
}

/** Takes out what is marked, and with it resources, scopes and metrics of which nothing is left. */
export function filterProcessor(signals: readonly Signal[]): Processor {
  const condition = `attributes[${ottlString(withholdAttribute)}] == true`;
  return {
    ...errorMode,
    ...Object.fromEntries(
      signals.map((signal) => {
        const [outer, inner] = filterKeys[signal];
        return [outer, { [inner]: [condition] }];
      }),
    ),
  };
}

/** Takes out spans that still have links. */
export function linksProcessor(): Processor {
  return { ...errorMode, traces: { span: ["Len(links) > 0"] } };
}

/** Takes the marks away, and secrets out of names. */
export function namesProcessor(policy: Policy, signals: readonly Signal[]): Processor {
  const redaction = new OttlRedaction(policy);
  const marks = ottlString(globsPattern([nameAttribute, withholdAttribute]));
  const groups = (signal: Signal): StatementGroup[] => {
    const shared: StatementGroup[] = [
      { context: "resource", statements: [...redaction.names("attributes"), ...redaction.name("schema_url")] },
      { context: "scope", statements: ["name", "version", "schema_url"].flatMap((path) => redaction.name(path)) },
      { context: itemContext[signal], statements: [`delete_matching_keys(attributes, ${marks})`] },
    ];
    const attributes = attributePlaces[signal].map(([context, path]) => ({
      context,
      statements: redaction.names(path),
    }));
    const names = namePlaces[signal].map(([context, ...paths]) => ({
      context,
      statements: paths.flatMap((path) => redaction.name(path)),
    }));
    return [...shared, ...attributes, ...names].filter(({ statements }) => statements.length > 0);
  };
  return transform(signals.map((signal) => [signal, groups(signal)]));
}

/** Redacts what a destination may not see. */
export function redactProcessor(
  policy: Policy,
  destination: Destination,
  signals: readonly Signal[],
  actions: ActionIndex,
): Processor {
  const redaction = new OttlRedaction(policy, actions);
  const classOf = classLookup(policy);
  const actionOf = (name: string): RedactAction => classAction(destination, classOf(name));
  // the same list object becomes an anchor and its aliases
  const lists = new Map<string, readonly string[]>();
  const attributes = (path: string): readonly string[] => {
    const list = lists.get(path) ?? redaction.attributes(path, destination, "");
    lists.set(path, list);
    return list;
  };
  const resource = redaction.attributes("attributes", destination, "resource.");
  const ids = (signal: Signal): StatementGroup[] =>
    idPlaces[signal]
      .map(([context, ...paths]) => ({
        context,
        statements: paths.flatMap(([path, name]) => redaction.id(path, actionOf(name), name === "trace_id" ? 32 : 16)),
      }))
      .filter(({ statements }) => statements.length > 0);
  const groups = (signal: Signal): StatementGroup[] => [
    ...ids(signal),
    { context: "resource", conditions: ["Len(attributes) > 0"], statements: resource },
    ...attributePlaces[signal].map(([context, path]) => ({
      context,
      conditions: [`Len(${path}) > 0`],
      statements: attributes(path),
    })),
    ...(signal === "logs"
      ? [
          {
            context: "log",
            conditions: ["body != nil"],
            statements: redaction.value("body", actionOf("body"), `set(body, "")`),
          },
        ]
      : []),
    ...(signal === "traces"
      ? [
          {
            context: "span",
            conditions: [`status.message != ""`],
            statements: redaction.value("status.message", actionOf("status.message"), `set(status.message, "")`, true),
          },
          // does nothing unless the feature gate ottl.set.allowNil is on
          { context: "span", conditions: ["Len(links) > 0"], statements: ["set(links, nil)"] },
        ]
      : []),
  ];
  return transform(signals.map((signal) => [signal, groups(signal)]));
}
