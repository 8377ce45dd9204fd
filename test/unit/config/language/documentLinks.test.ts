import { expect, test } from "vitest";
import { documentLinks } from "../../../../core/config/language/documentLinks.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const files = {
  home: "/home/ada",
  resolvePath: (path: string) => `/home/ada/.codex/${path}`,
  fileExists: (path: string) => path === "ca.pem",
};
const links = (toml: string) =>
  documentLinks(parseToml(toml), files).map(({ range, target }) => [toml.slice(range.start, range.end), target]);

test("A TLS file that exists can be opened, and an endpoint leads to its backend's documentation", () => {
  const toml = `[otel.exporter.otlp-grpc]
endpoint = "https://app.monad.com:4317"
tls = { ca-certificate = "ca.pem", client-certificate = "missing.pem", client-private-key = "" }
`;
  expect(links(toml)).toEqual([
    ["https://app.monad.com:4317", { url: expect.stringMatching(/^https:\/\/[a-z.]*monad\.com\//) }],
    ["ca.pem", { file: "/home/ada/.codex/ca.pem" }],
  ]);
});

test("Nothing that only the file names is made a link to the web", () => {
  expect(links('[otel.exporter.otlp-grpc]\nendpoint = "https://evil.example.com"\n')).toEqual([]);
});
