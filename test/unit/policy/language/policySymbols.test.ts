import { expect, test } from "vitest";
import { policySymbols } from "../../../../core/policy/language/policySymbols.ts";
import { defaultPolicyText, loadDefaultPolicy } from "../../../../core/policy/read/defaultPolicy.ts";
import type { DocumentSymbol } from "../../../../core/toml/language/documentSymbols.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const outline = (text: string) => {
  const show = ({ name, children }: DocumentSymbol): unknown =>
    children.length === 0 ? name : { [name]: children.map(show) };
  return policySymbols(parseToml(text)).map(show);
};

test("The outline has destinations with their tables, and detections by id with their samples by title", () => {
  expect(
    outline(`version = 1
[destinations.siem]
receives = ["*"]
[destinations.siem.redact]
unknown = "mask"
[[detections]]
id = "first"
[detections.join]
on = "call_id"
[[detections.samples]]
title = "it happens"
finds = true
[[detections]]
severity = "low"
`),
  ).toEqual([
    "version",
    { "destinations.siem": ["receives", { "destinations.siem.redact": ["unknown"] }] },
    { first: ["id", { "detections.join": ["on"] }, { "it happens": ["title", "finds"] }] },
    { detections: ["severity"] },
  ]);
});

test("The outline of the built-in policy has its detections by name", () => {
  const names = policySymbols(parseToml(defaultPolicyText)).map(({ name }) => name);
  const ids = loadDefaultPolicy().detections.map(({ id }) => id);
  expect(ids).toContain("weakened-sandbox");
  expect(names.slice(-ids.length)).toEqual(ids);
});
