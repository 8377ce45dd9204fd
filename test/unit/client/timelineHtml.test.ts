import { expect, test } from "vitest";
import { timelineHtml } from "../../../client/timeline/timelineHtml.ts";

test("The timeline's page runs its own script only, and loads nothing from elsewhere", () => {
  const html = timelineHtml({ script: "s.js", style: "s.css", cspSource: "vscode:", nonce: "n1", language: "en" });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
  expect(policy.split("; ").sort()).toEqual([
    "default-src 'none'",
    "img-src blob:",
    "script-src 'nonce-n1'",
    "style-src vscode:",
  ]);
  expect(html).not.toMatch(/unsafe|https?:/);
  expect([...html.matchAll(/<script/g)]).toHaveLength(1);
});

test("A strange display language does not break out of its attribute", () => {
  const html = timelineHtml({ script: "", style: "", cspSource: "", nonce: "", language: '"><script>' });
  expect(html).toContain('<html lang="script">');
});
