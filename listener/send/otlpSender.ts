import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import { FiledSender } from "./filedSender.ts";
import { GrpcSender } from "./grpcSender.ts";
import { HttpSender } from "./httpSender.ts";
import type { OtlpSender, SenderOptions } from "./sender.ts";

/**
 * Opens a sender to a URL such as `http://127.0.0.1:4317`. Over HTTP the path of the signal, such as `/v1/logs`, comes
 * after the path of the URL; a URL that ends with the path of any signal means the same as one without.
 */
export function openSender(url: URL, protocol: OtlpProtocol, { files, ...options }: SenderOptions = {}): OtlpSender {
  if (files !== undefined) return new FiledSender(files, (tls) => openSender(url, protocol, { ...options, tls }));
  return protocol === "grpc" ? new GrpcSender(url, options) : new HttpSender(url, protocol, options);
}
