import { type Document, isMap, isScalar, visit } from "yaml";
import { forComment } from "../../../text/forComment.ts";
import { plainLocalizer } from "../../../text/localizer.ts";
import type { ActionIndex } from "../../actions/actionIndex.ts";
import { productActions } from "../../actions/index.ts";
import { namedSalt, saltText } from "../../evaluate/hashSalt.ts";
import { hashingDestinations } from "../../evaluate/unsaltedHashes.ts";
import { type Destination, type Policy, type Signal, signals } from "../../model/policyModel.ts";
import { policyPath } from "../../model/policyPath.ts";
import type { ExportedPolicy } from "../exportTarget.ts";
import { longValuesNote } from "../longValuesNote.ts";
import { maskedInstead } from "../maskedInstead.ts";
import { yamlDocument, yamlText } from "../yamlFile.ts";
import {
  eventNameProcessor,
  filterProcessor,
  getsEverything,
  linksProcessor,
  namesProcessor,
  type Processor,
  redactProcessor,
  routeProcessor,
  uniqueProcessor,
} from "./collectorComponents.ts";
import { exporter, exporterNotes } from "./collectorExporter.ts";

/** The version of the Collector whose functions were read and tried. */
export const collectorVersion = "0.160.0";

/**
 * A configuration of the OpenTelemetry Collector that does what the policy does: a receiver for OTLP, and for each
 * destination and signal a pipeline. Where the Collector cannot say the same it lets through less, and a note says so.
 *
 * Throws an `ExportRefused` where it would let through more.
 */
export function collectorConfig(policy: Policy, actions: ActionIndex = productActions): ExportedPolicy {
  const notes = generalNotes(policy, actions);
  const processors: Record<string, Processor> = {};
  const exporters: Record<string, object> = {};
  const pipelines: Record<string, object> = {};
  const comments = new Map<string, string>();
  const used = new Set<Signal>();
  const ids = new Set<string>();

  const destinations = policy.destinations.map((destination) => {
    const id = componentName(destination.name, ids);
    const listed = signals.filter((signal) => destination.signals.includes(signal));
    const received = listed.filter((signal) => signal !== "logs" || destination.receives.length > 0);
    for (const signal of listed.filter((signal) => !received.includes(signal)))
      notes.push(
        `${policyPath("destinations", destination.name)} receives none of the ${signal}; it has no pipeline for them.`,
      );
    for (const signal of received) used.add(signal);
    return { destination, id, received };
  });
  const every = signals.filter((signal) => used.has(signal));
  const named = destinations.some(
    ({ destination, received }) => received.includes("logs") && !getsEverything(destination, "logs"),
  );
  if (every.length > 0) processors["transform/unique"] = uniqueProcessor(every);
  if (named) processors["transform/event"] = eventNameProcessor();
  if (every.length > 0) processors["transform/names"] = namesProcessor(policy, every);
  if (used.has("traces")) processors["filter/links"] = linksProcessor();
  comments.set("filter/links", "Links may hold anything, and the Collector cannot redact them.");
  comments.set("transform/unique", "Of attributes with the same name the last counts.");
  comments.set(
    "transform/event",
    "The name of each event, found as the preview finds it, in an attribute of its own for a while.",
  );
  comments.set(
    "transform/names",
    "Secrets in names of attributes, spans and the like; and the marks of the steps before go.",
  );

  for (const { destination, id, received } of destinations) {
    if (received.length === 0) continue;
    const chosen = received.filter((signal) => !getsEverything(destination, signal));
    if (chosen.length > 0) {
      processors[`transform/route_${id}`] = routeProcessor(policy, destination, chosen, (note) => {
        if (!notes.includes(note)) notes.push(note);
      });
      processors[`filter/${id}`] = filterProcessor(chosen);
      comments.set(`transform/route_${id}`, `Marks what ${destination.name} does not receive: receives and when.`);
    }
    processors[`transform/redact_${id}`] = redactProcessor(policy, destination, received, actions);
    comments.set(`transform/redact_${id}`, `What ${destination.name} may not see.`);
    const target = exporter(id, destination.forward);
    exporters[target.id] = target.settings;
    if (destination.forward === undefined)
      comments.set(target.id, "The policy has no forward for this destination: a file, to look at.");
    for (const signal of received) {
      pipelines[`${signal}/${id}`] = {
        receivers: ["otlp"],
        processors: [
          "transform/unique",
          ...(chosen.includes(signal)
            ? [...(signal === "logs" ? ["transform/event"] : []), `transform/route_${id}`, `filter/${id}`]
            : []),
          "transform/names",
          `transform/redact_${id}`,
          ...(signal === "traces" ? ["filter/links"] : []),
        ],
        exporters: [target.id],
      };
      comments.set(`${signal}/${id}`, describe(destination));
    }
  }

  const receivers = {
    otlp: {
      protocols: {
        grpc: { endpoint: environment("CODEX_OTEL_GRPC_ENDPOINT", "127.0.0.1:4317"), max_recv_msg_size_mib: 16 },
        http: { endpoint: environment("CODEX_OTEL_HTTP_ENDPOINT", "127.0.0.1:4318") },
      },
    },
  };
  const document = yamlDocument({ receivers, processors, exporters, service: { pipelines } }, { anchorPrefix: "list" });
  writeComments(document, comments, notes);
  return { text: yamlText(document), notes };
}

/** A variable of the environment as the Collector's configuration names it, with what it is when unset. */
function environment(name: string, otherwise: string): string {
  return `\${env:${name}:-${otherwise}}`;
}

function describe({ name, description }: Destination): string {
  return `${name}${description === "" ? "" : `: ${description}`}`;
}

function writeComments(document: Document, comments: ReadonlyMap<string, string>, notes: readonly string[]): void {
  document.commentBefore = [
    "OpenTelemetry Collector configuration, written by codex-otel export from a policy. Change the policy, not this file.",
    `Tried with otelcol-contrib ${collectorVersion}; needs the otlp receiver, the filter and transform processors, and the`,
    "exporters named below. Start: otelcol-contrib --config FILE",
    "",
    "What differs from the preview:",
    ...notes.map((note) => forComment(`- ${note}`)),
  ].join("\n");
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isMap(value)) return;
      const comment = comments.get(String(key.value));
      if (comment !== undefined) key.commentBefore = forComment(comment);
    },
  });
}

/** The name of a component in the Collector: no blanks, control characters or symbols; unique. */
function componentName(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, "_") || "_";
  let unique = plain;
  for (let i = 2; taken.has(unique); i++) unique = `${plain}_${i}`;
  taken.add(unique);
  return unique;
}

function generalNotes(policy: Policy, actions: ActionIndex): string[] {
  const variable = policy.hashing.saltEnvironmentVariable;
  const hashed = hashingDestinations(policy, actions).join(", ");
  return [
    ...exporterNotes(policy.destinations),
    ...maskedInstead(policy.destinations, actions, "collector"),
    ...longValuesNote(policy.secrets),
    ...(hashed === "" ? [] : [saltText(namedSalt(policy), plainLocalizer, `Hashes for ${hashed}`)]),
    ...(variable === undefined
      ? []
      : [
          `${variable} is read where the Collector runs. Its value may have letters, digits and . _ ~ + / = - only; it is put into a statement.`,
        ]),
    "Spans with links are withheld, for the Collector cannot redact them; with --feature-gates=ottl.set.allowNil they go without their links.",
    "A list or map that holds a secret is masked as a whole; so is everything readable beside bytes or a number that is none.",
    "A body that is dropped arrives as an empty text.",
    "Entity references of resources pass as they are; the Collector has no access to them.",
    ...(policy.detections.length === 0
      ? []
      : ["Detections are no part of it: the Collector keeps no state of sessions."]),
  ];
}
