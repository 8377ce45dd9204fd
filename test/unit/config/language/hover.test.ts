import { describe, expect, test } from "vitest";
import { diagnose } from "../../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../../core/config/codexVersion.ts";
import { hover } from "../../../../core/config/language/hover.ts";
import { type Option, otelOptions } from "../../../../core/config/options.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import fc from "../../seededCheck.ts";
import { marked } from "./marked.ts";

const hoverAt = (text: string) => {
  const { document, offset } = marked(text);
  const found = hover(document, offset);
  return found && { ...found, text: document.text.slice(found.range.start, found.range.end) };
};

describe("Hover on an option", () => {
  test("says what it does, its type, its default and what it exposes", () => {
    const found = hoverAt("[otel]\nlog_user_|prompt = true\n");
    expect(found?.text).toBe("log_user_prompt");
    expect(found?.markdown).toMatch(/\*\*`otel\.log_user_prompt`\*\* \*boolean\*.*REDACTED.*Default: `false`.*Safety/s);
  });
  test("works in headers, dotted keys, inline tables and on lines that are not finished", () => {
    expect(hoverAt("[otel.ex|porter.otlp-grpc]")?.markdown).toContain("otel.exporter`");
    expect(hoverAt("[otel.exporter.otlp-|grpc]")?.markdown).toContain("OTLP over gRPC");
    expect(hoverAt("otel.tool_result.max_|bytes = 1")?.markdown).toContain("Default: `2048`");
    expect(hoverAt("[otel]\nexporter = { otlp-http = { proto|col")?.markdown).toContain("Required");
  });
  test("on a value explains the option and the word", () => {
    expect(hoverAt('[otel]\nmetrics_exporter = "stat|sig"')?.markdown).toMatch(
      /`statsig`: Sent to the metrics service/,
    );
    expect(hoverAt("[otel]\nlog_sse_deltas = tr|ue")?.text).toBe("true");
  });
  test("on a name that the person chose explains the table it stands in", () => {
    expect(hoverAt('[otel.span_attributes]\n"tea|m" = "blue"')?.markdown).toMatch(
      /`otel\.span_attributes\.team`.*every span/s,
    );
  });
  test("exists for every option there is", () => {
    const visit = (options: readonly Option[], path: string) => {
      for (const { name, type, documentation } of options) {
        expect(hoverAt(`${path}.${name}| = 1`)?.markdown).toContain(documentation);
        if (type.kind === "table") visit(type.options, `${path}.${name}`);
        if (type.kind === "exporter") visit(type.variants, `${path}.${name}`);
      }
    };
    visit(otelOptions, "otel");
  });
  test("is silent on everything that is not Codex's telemetry", () => {
    for (const text of [
      "[tui]\nnotif|ications = true",
      "mod|el = 1",
      "[otel]\nno|thing = 1",
      "# ot|el",
      "|",
      "[otel]\n|",
    ])
      expect(hoverAt(text)).toBeUndefined();
  });
});

describe("Hover on a header", () => {
  test("says what the header of the listener is, however it is spelled, and does not show the token", () => {
    for (const name of ["x-codex-otel-sender", "X-Codex-Otel-Sender"])
      for (const text of [
        `[otel.exporter.otlp-grpc.headers]\n${name.slice(0, 3)}|${name.slice(3)} = "t0ken"`,
        `[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317", headers = { ${name} = "t0|ken" } } }`,
      ]) {
        const found = hoverAt(text)?.markdown ?? "";
        expect(found).toContain("`codexOtel.listener.verifySender`");
        expect(found).toContain("It proves that the sender could read this file, no more.");
        expect(found).not.toContain("t0ken");
      }
    expect(hoverAt('[otel.exporter.otlp-grpc.headers]\nx-|team = "blue"')?.markdown).not.toContain("verifySender");
  });
  test("never shows the value", () => {
    const text = '[otel.exporter.otlp-grpc]\nheaders = { Authorization = "ApiKey |s3cr3t" }';
    expect(hoverAt(text)?.markdown).toContain("`Authorization` = `••••••`");
    expect(hoverAt('[otel.exporter.otlp-grpc.headers]\nAuth|orization = "s3cr3t"')?.markdown).toContain("••••••");
  });
  test("shows its name as text, whatever it holds", () => {
    const found = hoverAt('[otel.exporter.otlp-grpc.headers]\n"`](command:x)\\u202e|" = "v"');
    expect(found?.markdown).not.toContain("\u202e");
    expect(found?.markdown.match(/`/g)?.length).toBe(6);
  });
});

test("Hover never throws, and never shows a string out of the file", () => {
  const source = (secret: string) =>
    `[otel]\nexporter = { otlp-grpc = { endpoint = "${secret}", headers = { a = '${secret}', b = """${secret}""" } } }\nspan_attributes.a = "${secret}"\nenvironment = "${secret}"\n[otel.trace_exporter.otlp-http.headers]\nx = "${secret}"\n`;
  const secret = "zq9-secret";
  const text = source(secret);
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(text.length), fc.nat(20), (offset, at, cut) => {
      const broken = text.slice(0, at) + text.slice(at + cut);
      expect(hover(parseToml(broken), Math.min(offset, broken.length))?.markdown ?? "").not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

describe("Hover says what Codex will make of a value", () => {
  const files = {
    home: "/home/ada",
    resolvePath: (path: string) => `/home/ada/.codex/${path}`,
    fileExists: (path: string) => path === "ca.pem",
  };
  const sendingAt = (text: string) => {
    const { document: surface, offset } = marked(text);
    const document = parseToml(surface.text);
    const diagnostics = diagnose(document, { codexVersion: newestKnownCodexVersion, layer: "user" });
    return hover(surface, offset, { document, diagnostics, files })?.markdown ?? "";
  };
  const monad = (headers: string) =>
    `[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\nheaders = { ${headers} }\n`;

  test("where an endpoint leads", () => {
    expect(sendingAt('[otel.exporter.otlp-grpc]\nendpoint = "https://app.mo|nad.com"\n')).toMatch(
      /Sends logs to `app\.monad\.com` port 443 \(Monad\), encrypted with TLS\. It calls `.*LogsService\/Export`/,
    );
    expect(
      sendingAt('[otel.trace_exporter.otlp-http]\nend|point = "http://127.0.0.1:4318/v1/traces"\nprotocol = "json"\n'),
    ).toMatch(
      /Sends traces to `127\.0\.0\.1` port 4318 \(this machine\), without encryption\. Codex posts to this URL/,
    );
  });
  test("how a header is sent, with its scheme and length but nothing of its key", () => {
    const markdown = sendingAt(monad('Authorization = "ApiKey sec|ret1234"'));
    expect(markdown).toContain("`Authorization: ApiKey ••••••` (17 characters)");
    expect(markdown).toContain("Monad:");
    expect(markdown).not.toMatch(/secret|1234/);
  });
  test("that a header is not sent, or sent literally", () => {
    expect(sendingAt(monad('"x |y" = "secret1234"'))).toMatch(/\*\*Not sent\.\*\* Codex drops the header/);
    expect(sendingAt(monad(`Authorization = "ApiKey \${KEY|}"`))).toMatch(/exactly as written.*not expanded/s);
  });
  test("which file a path means", () => {
    const tls = (path: string) =>
      `[otel.exporter.otlp-grpc]\nendpoint = "https://a:1"\ntls = { ca-certificate = "${path}" }\n`;
    expect(sendingAt(tls("ca|.pem"))).toContain("`~/.codex/ca.pem` exists.");
    expect(sendingAt(tls("no|ne.pem"))).toContain("`~/.codex/none.pem` does not exist.");
  });
});
