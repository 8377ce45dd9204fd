/** The ways in which OTLP is spoken: over gRPC, and over HTTP with binary bodies and with JSON. */
export const otlpProtocols = ["grpc", "http-protobuf", "http-json"] as const;
export type OtlpProtocol = (typeof otlpProtocols)[number];
