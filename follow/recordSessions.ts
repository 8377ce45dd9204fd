import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SurfaceId } from "../core/events/surfaces.ts";
import { fromKeyValues, toText } from "../core/otlp/anyValue.ts";
import { parseRequestJson } from "../core/otlp/json.ts";
import { decodeRequest } from "../core/otlp/protobuf.ts";
import type { OtlpRequest, Signal } from "../core/otlp/requests.ts";
import { type CodexPlace, inCodexPlace } from "../test/programs/codexPlace.ts";
import { scriptedProvider } from "../test/programs/codexSession.ts";
import { type ReceivedExport, startLocalReceiver } from "../test/programs/localReceiver.ts";
import { startScriptedModel } from "../test/programs/scriptedModel.ts";
import { signedInPerson, signedInProvider } from "./signedInPerson.ts";
import type { StandardSession } from "./surfaces/surface.ts";
import { type WireShape, WireShapes } from "./wireShape.ts";

/** What came of one standard session. */
export interface SessionOutcome {
  readonly name: string;
  readonly surface: SurfaceId;
  /** Why it was not run, as the end of a sentence. */
  readonly missing?: string;
  /** What went wrong, a sentence. */
  readonly problem?: string;
  /** Log records with an event's name that arrived. */
  readonly events: number;
  /** The services that sent: `codex_exec`, `codex-app-server`. */
  readonly services: readonly string[];
  readonly requests: readonly OtlpRequest[];
}

/** All sessions of one version of Codex. */
export interface Recording {
  readonly shape: WireShape;
  readonly outcomes: readonly SessionOutcome[];
}

/** Runs the sessions one after the other and takes down what arrives. `tell` hears of each before it begins. */
export async function recordSessions(
  codex: string,
  sessions: readonly StandardSession[],
  tell: (name: string) => void,
): Promise<Recording> {
  const shape = new WireShapes();
  const outcomes: SessionOutcome[] = [];
  for (const session of sessions) {
    tell(session.name);
    outcomes.push(await recordSession(codex, session, shape));
  }
  return { shape, outcomes };
}

async function recordSession(codex: string, session: StandardSession, shape: WireShapes): Promise<SessionOutcome> {
  const { name, surface } = session;
  const missing = session.missing?.();
  if (missing !== undefined) return { name, surface, missing, events: 0, services: [], requests: [] };
  return inCodexPlace((place) => playSession(codex, session, place, shape));
}

async function playSession(
  codex: string,
  session: StandardSession,
  { codexHome, folder }: CodexPlace,
  shape: WireShapes,
): Promise<SessionOutcome> {
  const { name, surface, transport, files = {} } = session;
  const receiver = await startLocalReceiver();
  const model = await startScriptedModel(session.script);
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await writeFile(join(codexHome, "config.toml"), configOf(session, model.baseUrl, receiver.port));
    if (session.isSignedIn) await writeFile(join(codexHome, "auth.json"), signedInPerson());
    const problem = await session.run({ codex, codexHome, folder, model }).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const whole = receiver.exports.filter(({ body }) => body.length > 0);
    const requests = whole.map(read);
    for (const [index, request] of requests.entries())
      shape.add(`${request.signal} over ${transport}`, whole[index]?.headers ?? {}, request);
    const services = servicesOf(requests);
    return {
      name,
      surface,
      events: countEvents(requests),
      services,
      requests,
      ...(problem !== undefined && { problem }),
    };
  } finally {
    await Promise.all([receiver.close(), model.close()]);
  }
}

function configOf(session: StandardSession, modelUrl: string, port: number): string {
  const { modelName, otel = "", config = "", transport, isSignedIn = false } = session;
  const provider = isSignedIn ? signedInProvider(modelUrl) : scriptedProvider(modelUrl);
  const chosen = modelName === undefined ? provider : provider.replace(/^model = .*$/m, `model = "${modelName}"`);
  return `${chosen}
[otel]
log_user_prompt = true
exporter = ${exporter(transport, port, "logs")}
trace_exporter = ${exporter(transport, port, "traces")}
metrics_exporter = ${exporter(transport, port, "metrics")}
${otel}

${config}`;
}

function exporter(transport: StandardSession["transport"], port: number, signal: Signal): string {
  const address = `http://127.0.0.1:${port}`;
  if (transport === "gRPC") return `{ otlp-grpc = { endpoint = "${address}" } }`;
  const protocol = transport === "HTTP JSON" ? "json" : "binary";
  return `{ otlp-http = { endpoint = "${address}/v1/${signal}", protocol = "${protocol}" } }`;
}

function read({ path, headers, body }: ReceivedExport): OtlpRequest {
  const signal: Signal = /metrics/i.test(path) ? "metrics" : /trace/i.test(path) ? "traces" : "logs";
  const isJson = String(headers["content-type"]).includes("json");
  return isJson ? parseRequestJson(signal, body) : decodeRequest(signal, body);
}

function countEvents(requests: readonly OtlpRequest[]): number {
  const records = requests.flatMap((one) => (one.signal === "logs" ? one.request.resourceLogs : []));
  return records
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .filter(({ attributes }) => attributes.some(({ key }) => key === "event.name")).length;
}

function servicesOf(requests: readonly OtlpRequest[]): readonly string[] {
  const resources = requests.flatMap((one) => (one.signal === "logs" ? one.request.resourceLogs : []));
  const names = resources.map(({ resource }) => toText(fromKeyValues(resource?.attributes ?? []).get("service.name")));
  return [...new Set(names)].sort();
}
