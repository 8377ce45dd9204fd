import { describe, expect, test } from "vitest";
import { printableJson } from "../../../core/text/printableJson.ts";
import { withoutWorkflowCommands } from "../../../core/text/withoutWorkflowCommands.ts";

/** What GitHub's runner obeys at the beginning of a line, and it and Azure's agent wherever it stands. */
const obeyed = /^[^\S\n]*::|##(?:\[|vso\[)/im;

describe("No pipeline obeys what is printed", () => {
  test.each([
    "::set-output name=verdict::ok.otel-policy.toml:2:1  error",
    "a\n   ::add-mask::x\n",
    "there are ##vso[task.complete result=Succeeded;]x",
    "###[error]x ##VSO[task.logissue]",
    "##[group]x",
  ])("%j", (text) => {
    expect(withoutWorkflowCommands(text)).not.toMatch(obeyed);
    expect(withoutWorkflowCommands(text).replaceAll("\\", "")).toBe(text);
    const json = printableJson({ text });
    expect(json).not.toMatch(/##(?:\[|vso\[)/i);
    expect(JSON.parse(json)).toEqual({ text });
  });
});

test.each(["a.toml:1:2  error  std::vector", "# a comment", "## Heading", "x [y]"])("%j stays as it is", (text) => {
  expect(withoutWorkflowCommands(text)).toBe(text);
});
