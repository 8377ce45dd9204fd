import type { SeededRandom } from "./seededRandom.ts";

export const hosts = ["a.example", "b.example", "c.example"] as const;
export type Host = (typeof hosts)[number];

export interface ModelDestination {
  readonly name: "siem" | "lake";
  readonly host: Host;
  readonly keepsPrompts: boolean;
  readonly takesTraces: boolean;
  /** Whether it is for prompts alone, among log records. */
  readonly isForPrompts: boolean;
}

/** A policy with where it is from, and what the person has allowed of it. */
export interface ModelPolicy {
  readonly origin: string;
  readonly destinations: readonly ModelDestination[];
}

const origins = [
  "workspace:file:///a/otel-policy.toml",
  "workspace:file:///b/otel-policy.toml",
  "file:/c.toml",
] as const;

export function randomPolicy(random: SeededRandom): ModelPolicy {
  const destination = (name: ModelDestination["name"]): ModelDestination => ({
    name,
    host: random.pick(hosts),
    keepsPrompts: random.chance(0.5),
    takesTraces: random.chance(0.5),
    isForPrompts: random.chance(0.4),
  });
  const siem = destination("siem");
  return { origin: random.pick(origins), destinations: random.chance(0.4) ? [siem, destination("lake")] : [siem] };
}

/** Nobody is asked about a policy that the person has named. */
export const needsConsent = ({ origin }: ModelPolicy): boolean => origin.startsWith("workspace:");

export const endpointOf = (host: Host): string => `https://${host}:4317`;

export const policyText = ({ destinations }: ModelPolicy): string =>
  `version = 1
built_in_secrets = false
[classes]
prompt = ["prompt"]
${destinations
  .map(
    ({ name, host, keepsPrompts, takesTraces, isForPrompts }) => `[destinations.${name}]
signals = ["logs"${takesTraces ? ', "traces"' : ""}]
receives = ["${isForPrompts ? "codex.user_prompt" : "codex.*"}"]
redact = { prompt = "${keepsPrompts ? "keep" : "drop"}", unknown = "keep" }
forward = { endpoint = "${endpointOf(host)}", protocol = "grpc" }
`,
  )
  .join("")}`;
