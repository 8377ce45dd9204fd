import { describe, expect, test } from "vitest";
import { runExplain } from "../../../cli/commands/explain.ts";
import { runRoute } from "../../../cli/commands/route.ts";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { exporterTarget } from "../../../core/config/exporterTarget.ts";
import { writtenExporters } from "../../../core/config/writtenExporters.ts";
import { attributeDefinition, resourceAttributeDefinition } from "../../../core/events/catalogue.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { toText } from "../../../core/otlp/anyValue.ts";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { classOf } from "../../../core/policy/evaluate/evaluate.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { readCapture } from "../../../listener/record/captureFile.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { runCommand } from "../cli/runCommand.ts";
import { documentedFile, documentedPath, documentedRequests } from "../otlp/documentedExample.ts";

const [event] = documentedRequests.flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));
if (event === undefined) throw new Error("The documented event is not read.");
const forms = ["event.json", "event.line.jsonl"] as const;

describe("The documented configuration", () => {
  const document = parseToml(documentedFile("config.toml"));

  test("is read as printed: a table over several lines in braces", () => {
    const [written] = writtenExporters(document);
    const target = written && exporterTarget(written);
    expect(target).toMatchObject({ endpoint: "https://app.monad.com:4317", protocol: "grpc" });
    expect(Object.keys(target?.headers ?? {}).map((name) => name.toLowerCase())).toEqual([
      "authorization",
      "monad-pipeline-id",
    ]);
  });

  test("gets a word about its placeholders, and none that is not true", () => {
    const found = diagnose(document, { codexVersion: newestKnownCodexVersion, layer: "user", layers: [] });
    expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(found.map(({ code }) => code)).toMatchInlineSnapshot(`
      [
        "otel/metrics-default",
        "toml/version",
        "otel/header-placeholder",
        "otel/header-placeholder",
      ]
    `);
  });
});

describe("The documented event", () => {
  test.each(forms)("is read as printed in %s, as a capture and as what is received", async (form) => {
    const read = [];
    for await (const request of readCapture(documentedPath(form))) read.push(request);
    expect(read).toEqual(documentedRequests);
    expect(parseOtlpJson(documentedFile(form))).toEqual(documentedRequests);
  });

  test("has its name, time and session, whatever its record is called", () => {
    expect(event).toMatchObject({ name: "codex.user_prompt", nameSource: "attribute", timeSource: "record" });
    expect(event.session).toBe("conv_01JY7V6K4M8Q9R2N5Z3H1A7BCE");
  });

  test("has no attribute that the catalogue does not know, or that the built-in policy has no class for", () => {
    const policy = compilePolicy(loadDefaultPolicy());
    for (const name of event.attributes.keys()) {
      expect([name, attributeDefinition(name) !== undefined]).toEqual([name, true]);
      expect([name, classOf(policy, name)]).not.toEqual([name, "unknown"]);
    }
    for (const name of event.resource.keys()) {
      expect([name, resourceAttributeDefinition(name) !== undefined]).toEqual([name, true]);
      expect([name, classOf(policy, `resource.${name}`)]).not.toEqual([name, "unknown"]);
    }
  });

  test("has no finding but that prompts are logged, which is so", () => {
    const engine = new DetectionEngine(loadDefaultPolicy());
    expect(engine.inspect(event).map(({ id }) => id)).toEqual(["prompt-logging"]);
  });

  test("becomes a session with its prompt in the listener", () => {
    const listener = new Listener({ policyText: undefined, maximumEvents: 10 }, () => undefined);
    for (const request of documentedRequests)
      listener.accept({ signal: request.signal, bytes: encodeRequest(request) });
    expect(listener.queries.sessions()).toMatchObject([{ id: event.session, events: 1 }]);
    listener.close();
  });

  test.each(forms)(
    "is routed from %s without its prompt, person, host, repository, team or ids in clear",
    async (form) => {
      const surroundings = { environment: {}, currentDirectory: process.cwd() };
      for (const destination of ["siem", "lake"]) {
        const argv = [documentedPath(form), "--destination", destination];
        const { code, stdout } = await runCommand(runRoute, argv, surroundings);
        expect(code).toBe(0);
        expect(stdout).toContain("codex.user_prompt");
        for (const name of ["prompt", "user.email", "user.account_id", "cwd", "git.repository", "git.branch"])
          expect(stdout, `${destination}: ${name}`).not.toContain(JSON.stringify(toText(event.attributes.get(name))));
        for (const name of ["host.name", "team.name"])
          expect(stdout, `${destination}: ${name}`).not.toContain(toText(event.resource.get(name)));
      }
    },
  );

  test.each(forms)("is explained from %s, attribute by attribute and with the ids of its record", async (form) => {
    const surroundings = { environment: {}, currentDirectory: process.cwd() };
    const { code, stdout } = await runCommand(runExplain, [documentedPath(form), "--format", "json"], surroundings);
    expect(code).toBe(0);
    for (const name of [...event.attributes.keys(), "trace_id", "span_id"])
      expect(stdout).toContain(JSON.stringify(name));
    expect(stdout).not.toContain('"class":"unknown"');
  });
});
