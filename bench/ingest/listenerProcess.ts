// A process of its own with the listener as the extension runs it: in a worker, with a store on disk, and an owner that
// hears of every change. With `--write`, it also writes what each destination receives, as the Collector's file exporters do.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";

const [workerFile = "", folder = "", mode] = process.argv.slice(2);
const options = {
  host: "127.0.0.1",
  grpcPort: 0,
  httpPort: 0,
  policyText: undefined,
  maximumEvents: 1_000_000,
  folder: join(folder, "events"),
};

/** Says where the receiver listens and which process it is. */
function ready({ grpc, http }: { readonly grpc: string; readonly http: string }, pid: number | undefined): void {
  process.stdout.write(`${JSON.stringify({ grpc, http, pid })}\n`);
}

if (mode === "--write") {
  const files = new Map<string, ReturnType<typeof createWriteStream>>();
  const listener: Listener = new Listener(options, () => undefined, {
    request: (request) => {
      for (const [name, file] of files) {
        const delivered = deliverRequest(listener.policy, name, request).request;
        if (delivered !== undefined) file.write(`${writeOtlpJson(delivered)}\n`);
      }
    },
    isBusy: () => [...files.values()].some(({ writableLength }) => writableLength > 64 * 1024 * 1024),
  });
  for (const { name } of listener.queries.destinations())
    files.set(name, createWriteStream(join(folder, `${name}.jsonl`)));
  ready(await listener.start(options), process.pid);
  process.on("SIGTERM", () => process.exit(0));
} else {
  const host = new ListenerWorkerHost(workerFile);
  host.onChanged(() => void host.request("sessions", undefined));
  ready(await host.request("start", options), host.processId);
  process.on("SIGTERM", () => process.exit(0));
}
