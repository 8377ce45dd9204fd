import { unnamedAction } from "../evaluate/classAction.ts";
import type { PolicyKey, PolicyWord } from "../model/policyKeyTypes.ts";
import { defaultKey } from "../model/policyModel.ts";
import { eventNames, when } from "../model/ruleKeys.ts";
import { extendKeys } from "./extendKeys.ts";

const word = (word: string, documentation: string): PolicyWord => ({ word, documentation });

/** Certificates for a receiver inside of a company. */
const forwardTlsKeys: readonly PolicyKey[] = [
  {
    name: "ca_file",
    type: { kind: "path" },
    default: "the authorities that Node.js knows, with those of `NODE_EXTRA_CA_CERTS`",
    documentation:
      "PEM file with the certificate authorities that the receiver's certificate may be of: a company's own. No others count then.",
    example: '"certificates/company-ca.pem"',
  },
  {
    name: "cert_file",
    type: { kind: "path" },
    default: "no client certificate",
    documentation:
      "PEM file with the client certificate, for a receiver that wants one, and those that lead to its authority. It needs `key_file`.",
    example: '"~/certificates/client.pem"',
  },
  {
    name: "key_file",
    type: { kind: "path" },
    default: "no client certificate",
    documentation:
      "PEM file with the private key of `cert_file`, without a password. The key itself never stands in the policy.",
    example: '"~/certificates/client.key"',
  },
];

/** Where a destination's events are sent. */
const forwardKeys: readonly PolicyKey[] = [
  {
    name: "endpoint",
    type: { kind: "endpoint" },
    required: true,
    documentation:
      "Address of the OTLP receiver, with `https://` in front; without user information, blanks, or anything else that makes it look like another one.",
    example: '"https://collector.example.com:4317"',
  },
  {
    name: "protocol",
    type: {
      kind: "word",
      words: [
        word("grpc", "OTLP over gRPC, usually port 4317."),
        word("http-protobuf", "OTLP over HTTP with binary bodies, usually port 4318."),
        word("http-json", "OTLP over HTTP with JSON bodies, usually port 4318."),
      ],
    },
    required: true,
    documentation: "How the receiver is spoken to.",
    example: '"grpc"',
  },
  {
    name: "headers_env",
    type: { kind: "named", names: "header", of: { kind: "environmentVariable" } },
    default: "no headers",
    documentation:
      "Header names with the **environment variable** that holds each value. The value itself never stands in the policy.",
    example: '{ Authorization = "SIEM_AUTHORIZATION" }',
  },
  {
    name: "tls",
    type: { kind: "table", keys: forwardTlsKeys },
    default: "the receiver's certificate must be of a public authority, and no client certificate is shown",
    documentation:
      "Certificates for an `https://` endpoint, as paths of PEM files: absolute, with `~/` in front from your home folder, or from the folder of the policy. A policy of a workspace may only name files inside of that workspace.",
    example: '{ ca_file = "certificates/company-ca.pem" }',
  },
];

const destinationKeys: readonly PolicyKey[] = [
  {
    name: "description",
    type: { kind: "string" },
    default: "empty",
    documentation: "What the destination is for, in a person's words.",
    example: '"Broad security monitoring"',
  },
  {
    name: "signals",
    type: {
      kind: "many",
      of: {
        kind: "word",
        words: [
          word("logs", "Codex's events as log records: the richest signal."),
          word("traces", "Spans and their events: the working directory, many identifiers, no prompt."),
          word("metrics", "Counters and histograms; no single events."),
        ],
      },
    },
    default: '["logs"]',
    documentation: "The OpenTelemetry signals that go to the destination.",
    example: '["logs"]',
  },
  {
    name: "receives",
    type: eventNames,
    required: true,
    documentation:
      "Names of events, `*` stands for any characters and `?` for one. The first that matches lets the event through; what none matches is withheld.",
    example: '["codex.*"]',
  },
  when("Conditions that must all hold for an event to go to the destination."),
  {
    name: "redact",
    type: {
      kind: "named",
      names: "classOfPolicy",
      of: { kind: "action" },
      keys: [
        {
          name: defaultKey,
          type: { kind: "action" },
          default: `\`${unnamedAction.kind}\``,
          documentation:
            "What becomes of every class that `redact` does not name, also of one that is added to `classes` later.",
          example: `"${unnamedAction.kind}"`,
        },
      ],
    },
    default: "everything is masked",
    documentation:
      "What becomes of each data class on its way to the destination. **A class that is not named is masked**, unless `default` says otherwise; `unknown` speaks of every attribute that no class names.",
    example: '{ prompt = "drop", tool_output = "drop", usage = "keep", metadata = "keep" }',
  },
  {
    name: "forward",
    type: { kind: "table", keys: forwardKeys },
    default: "events are not sent on",
    documentation: "Where the destination's events are sent, after its redactions.",
    example: '{ endpoint = "https://collector.example.com:4317", protocol = "grpc" }',
  },
];

/**
 * The policy language: every key with its type and meaning. Completion, hover and docs/policy-reference.md come from here; a
 * test compares it with what `readPolicy` takes.
 */
export const policyKeys: readonly PolicyKey[] = [
  {
    name: "version",
    type: { kind: "integer" },
    required: true,
    documentation: "Version of the policy language. This program understands `1`.",
    example: "1",
  },
  ...extendKeys,
  {
    name: "built_in_secrets",
    type: { kind: "boolean" },
    default: "true",
    documentation:
      "Whether the built-in rules for credentials count, before the policy's own `secrets`: some hundred, listed in `policies/secrets.toml`.",
    example: "false",
  },
  {
    name: "classes",
    type: { kind: "named", names: "class", of: { kind: "many", of: { kind: "attributeGlob" } } },
    default: "every attribute is `unknown`",
    documentation:
      "Data classes: for each the names of the attributes that it covers. `*` stands for any characters, `?` for one; resource attributes are written `resource.NAME`, the record's body is `body`. An exact name wins over a glob; among globs the first of the file wins.",
    example: '{ prompt = ["prompt"] }',
  },
  {
    name: "secrets",
    type: { kind: "named", names: "secret", of: { kind: "pattern" } },
    default: "only the built-in secrets are looked for",
    documentation:
      "Names with RE2 patterns, tried in this order after the built-in ones, copies of which are tried with them; an entry with the name of a built-in one counts instead of it. What matches is replaced by `[SECRET:name]` in every value that is kept, for every destination and in the local view.",
    example: "{ github_token = 'gh[pousr]_[A-Za-z0-9]{36,}' }",
  },
  {
    name: "hashing",
    type: {
      kind: "table",
      keys: [
        {
          name: "salt_env",
          type: { kind: "environmentVariable" },
          default: "no salt",
          documentation:
            "The environment variable that holds the salt of hashes. Without a salt, whoever knows an e-mail address can look for its hash. For a policy that came with a folder it is read only once you allow its forwarding, or name the file with `--policy`.",
          example: '"CODEX_OTEL_HASH_SALT"',
        },
      ],
    },
    default: "no salt",
    documentation: "How values are hashed.",
    example: '{ salt_env = "CODEX_OTEL_HASH_SALT" }',
  },
  {
    name: "destinations",
    type: { kind: "named", names: "destination", of: { kind: "table", keys: destinationKeys } },
    default: "no destinations",
    documentation: "Who receives what, and what they may see of it. Destinations do not influence each other.",
    example: '{ siem = { receives = ["codex.*"] } }',
  },
  {
    name: "detections",
    type: { kind: "many", of: { kind: "detection" } },
    default: "no detections",
    documentation: "What is suspicious, as `[[detections]]`.",
    example: '[{ id = "my-detection", severity = "medium", message = "What was found.", event = "codex.tool_result" }]',
  },
];
