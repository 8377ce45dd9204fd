import { expect, test } from "vitest";
import type { ListFolder } from "../../../../core/config/language/completePaths.ts";
import { complete } from "../../../../core/config/language/completion.ts";
import { marked } from "./marked.ts";

const folders: Readonly<Record<string, readonly string[]>> = {
  ".": ["notes.txt", "certs/", "ca.pem", ".hidden"],
  "certs/": ["client.crt", 'odd"name.pem'],
  "/etc/": ["ssl/"],
};
const listFolder: ListFolder = (path) =>
  (folders[path] ?? []).map((name) => ({ name: name.replace("/", ""), isFolder: name.endsWith("/") }));

function proposals(text: string): string[] {
  const { document, offset } = marked(text);
  return complete(document, offset, { layer: "user", listFolder }).map(({ newText }) => newText);
}
const tls = (value: string) => `[otel.exporter.otlp-grpc.tls]\nca-certificate = ${value}\n`;

test("Files beside the configuration are proposed, certificates first", () => {
  expect(proposals(tls('"|"'))).toEqual(['"ca.pem"', '"certs/"', '"notes.txt"']);
  expect(proposals(tls("|"))).toEqual(['"ca.pem"', '"certs/"', '"notes.txt"']);
  expect(proposals(tls("'|'"))).toContain("'ca.pem'");
});
test("and those of the folder that is written so far", () => {
  expect(proposals(tls('"certs/cl|"'))).toEqual(['"certs/client.crt"']);
  expect(proposals(tls('"/etc/|"'))).toEqual(['"/etc/ssl/"']);
  expect(proposals('[otel]\nexporter = { otlp-http = { tls = { client-private-key = "certs/|')).toEqual([
    '"certs/client.crt"',
  ]);
});
test("and none for other values", () => {
  expect(proposals('[otel]\nenvironment = "|"\n')).not.toContain('"ca.pem"');
});
