import { type OtlpProtocol, otlpProtocols } from "../../otlp/otlpProtocol.ts";
import type { PolicyKey, PolicyWord } from "./policyType.ts";

/** Certificates for a receiver inside of a company. */
export const tlsTable = [
  {
    name: "ca_file",
    foreignNames: ["ca", "ca_certificate"],
    type: { kind: "path" },
    default: "the authorities that Node.js knows, with those of `NODE_EXTRA_CA_CERTS`",
    documentation:
      "PEM file with the certificate authorities that the receiver's certificate may be of: a company's own. No others count then.",
    example: '"certificates/company-ca.pem"',
  },
  {
    name: "cert_file",
    foreignNames: ["cert", "certificate", "client_certificate"],
    type: { kind: "path" },
    default: "no client certificate",
    documentation:
      "PEM file with the client certificate, for a receiver that wants one, and those that lead to its authority. It needs `key_file`.",
    example: '"~/certificates/client.pem"',
    likely: ['"client.pem"'],
  },
  {
    name: "key_file",
    foreignNames: ["key_path", "private_key", "client_key"],
    type: { kind: "path" },
    default: "no client certificate",
    documentation:
      "PEM file with the private key of `cert_file`, without a password. The key itself never stands in the policy.",
    example: '"~/certificates/client.key"',
    likely: ['"client.key"'],
  },
] as const satisfies readonly PolicyKey[];

const protocolWords: Readonly<Record<OtlpProtocol, Omit<PolicyWord, "name">>> = {
  grpc: { foreignNames: ["otlp-grpc"], documentation: "OTLP over gRPC, usually port 4317.", port: 4317 },
  "http-protobuf": {
    foreignNames: ["http/protobuf", "protobuf", "binary", "otlp-http", "http"],
    documentation: "OTLP over HTTP with binary bodies, usually port 4318.",
    port: 4318,
  },
  "http-json": {
    foreignNames: ["http/json", "json"],
    documentation: "OTLP over HTTP with JSON bodies, usually port 4318.",
    port: 4318,
  },
};

/** Where a destination's events are sent. */
export const forwardTable = [
  {
    name: "endpoint",
    foreignNames: ["url"],
    type: { kind: "endpoint" },
    required: true,
    documentation:
      "Address of the OTLP receiver, with `https://` in front; without user information, blanks, or anything else that makes it look like another one.",
    example: '"https://collector.example.com:4317"',
    likely: [],
  },
  {
    name: "protocol",
    type: {
      kind: "word",
      words: otlpProtocols.map((name) => ({ name, ...protocolWords[name] })),
    },
    required: true,
    documentation: "How the receiver is spoken to.",
    example: '"grpc"',
  },
  {
    name: "headers_env",
    foreignNames: ["headers", "header", "env"],
    type: { kind: "named", names: "header", of: { kind: "environmentVariable" } },
    default: "no headers",
    documentation:
      "Header names with the **environment variable** that holds each value. The value itself never stands in the policy.",
    example: '{ Authorization = "SIEM_AUTHORIZATION" }',
  },
  {
    name: "tls",
    type: { kind: "table", keys: "tls" },
    default: "the receiver's certificate must be of a public authority, and no client certificate is shown",
    documentation:
      "Certificates for an `https://` endpoint, as paths of PEM files: absolute, with `~/` in front from your home folder, or from the folder of the policy. A policy of a workspace may only name files inside of that workspace.",
    example: '{ ca_file = "certificates/company-ca.pem" }',
  },
] as const satisfies readonly PolicyKey[];
