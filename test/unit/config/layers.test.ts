import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import type { ConfigLayer } from "../../../core/config/configLocations.ts";
import { otherLayersOf } from "../../../core/config/layers.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

/** Each observed with the real Codex and files in `/etc/codex`. */
const codes = (layer: ConfigLayer, toml: string, others: Partial<Record<ConfigLayer, string>>) => {
  const layers = otherLayersOf(layer, { home: "/home/ada" }).flatMap((place) => {
    const text = others[place.layer];
    return text === undefined ? [] : [{ ...place, document: parseToml(text) }];
  });
  return diagnose(parseToml(toml), { codexVersion: "0.169.0", layer, layers }).map(({ code }) => code);
};

const none = 'metrics_exporter = "none"\n';
const grpc = `[otel]\n${none}exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n`;
const http = '[otel]\nexporter = { otlp-http = { endpoint = "http://127.0.0.1:4318/v1/logs", protocol = "json" } }\n';
const headers = '[otel.exporter.otlp-grpc.headers]\nx-team = "blue"\n';

describe("A profile's file", () => {
  test("may hold a part of the user's exporter", () => {
    expect(codes("profile", headers, { user: grpc })).toEqual([]);
    expect(codes("profile", headers, { user: `[otel]\n${none}` })).toEqual(["otel/endpoint-missing"]);
  });
  test("with another kind of exporter than the user's keeps Codex from starting", () => {
    expect(codes("profile", http, { user: grpc })).toEqual(["otel/layer-conflict"]);
  });
  test.each([
    [grpc, '[otel]\nexporter = "none"\n'],
    ['[otel]\nexporter = "none"\n', grpc],
    [grpc, grpc],
  ])("may override it: %j over %j", (toml, user) => {
    expect(codes("profile", toml, { user })).toEqual([]);
  });
});

test("A layer that was not read is told of where the file has [otel], and counts as not there", () => {
  const unreadLayers = [{ path: "~/.codex/config.toml", why: "is too large" }];
  const found = (toml: string) =>
    diagnose(parseToml(toml), { codexVersion: "0.169.0", layer: "profile", layers: [], unreadLayers });
  expect(found(grpc)).toMatchObject([
    {
      code: "otel/layer-unread",
      severity: "information",
      message: expect.stringMatching(/^~\/\.codex\/config\.toml is too large, and was not read here/),
    },
  ]);
  expect(found('model = "m"\n')).toEqual([]);
});

describe("The user's file", () => {
  test("hears which of its values the administrator's overrides, key by key", () => {
    const managed =
      '[otel]\nlog_user_prompt = true\nexporter = { otlp-grpc = { endpoint = "http://10.0.0.1:4317" } }\n';
    expect(codes("user", grpc, { managed })).toEqual(["otel/layer-overridden"]);
    expect(codes("user", `${grpc}environment = "dev"\n`, { managed: '[otel]\nexporter = "none"\n' })).toEqual([
      "otel/layer-overridden",
    ]);
    expect(codes("user", `${grpc}environment = "dev"\n`, { managed: "[otel]\nlog_user_prompt = false\n" })).toEqual([]);
  });
  test("cannot be joined with another kind of exporter", () => {
    expect(codes("user", grpc, { managed: http })).toEqual(["otel/layer-conflict"]);
    expect(codes("user", grpc, { system: http })).toEqual(["otel/layer-conflict"]);
  });
  test("gives way as a whole to what is required", () => {
    expect(codes("user", grpc, { requirements: http })).toEqual(["otel/layer-overridden"]);
  });
  test("wins over the machine's", () => {
    expect(codes("user", grpc, { system: '[otel]\nexporter = "none"\n' })).toEqual([]);
    expect(codes("user", `[otel]\n${none}\n${headers}`, { system: grpc })).toEqual([]);
  });
});

test("A project's file has no other layers, because Codex does not look at its [otel]", () => {
  expect(otherLayersOf("project", { home: "/home/ada" })).toEqual([]);
});

describe("Requirements", () => {
  const verdicts = (toml: string, codexVersion: string, layer: ConfigLayer = "requirements") =>
    diagnose(parseToml(toml), { codexVersion, layer }).map(({ code, verdict }) => `${code} ${verdict}`);

  test("with a key of [otel] that Codex does not know keep it from starting", () => {
    expect(verdicts("[otel]\nenabled = true\n", "0.171.0")).toEqual(["otel/requirements-unknown fatal"]);
    expect(verdicts("[otel]\nenabled = true\n", "0.171.0", "managed")).toEqual(["otel/unknown-option warning"]);
  });
  test("with a key that came later keep an older Codex from starting", () => {
    const helper = '[otel]\nheaders_helper = "/opt/codex/headers"\n';
    expect(verdicts(helper, "0.169.0")).toContain("otel/requirements-unknown fatal");
    expect(verdicts("[otel]\nlog_sse_deltas = true\n", "0.166.0")).toEqual(["otel/requirements-unknown fatal"]);
    expect(verdicts("[otel]\nlog_sse_deltas = true\n", "0.167.2")).toEqual([]);
  });
  test("may have what Codex does not know deeper, and for a Codex that does not read them also directly in [otel]", () => {
    const deeper = "[otel]\ntool_result = { max_bytes = 1, enabled = true }\n";
    expect(verdicts(deeper, "0.171.0")).not.toContain("otel/requirements-unknown fatal");
    expect(verdicts("[otel]\nenabled = true\n", "0.165.0")).not.toContain("otel/requirements-unknown fatal");
  });
});

test("A number beyond 64 bits keeps Codex from starting in a project's file too, whose [otel] does not count", () => {
  const toml = "[otel]\ntool_result = { max_bytes = 99999999999999999999 }\n";
  const found = diagnose(parseToml(toml), { codexVersion: "0.171.0", layer: "project" });
  expect(found).toMatchObject([{ code: "otel/project-layer" }, { code: "otel/number-out-of-range", verdict: "fatal" }]);
});
