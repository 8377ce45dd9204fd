import { describe, expect, test } from "vitest";
import { CancellationToken, CancellationTokenSource, ResponseError } from "vscode-languageserver/node";
import { describeFailure, guarded } from "../../../server/guard.ts";

const secret = "ApiKey s3cr3t";

describe("A feature that fails", () => {
  test("gives its empty answer, and says where it failed without quoting the file", async () => {
    const log: string[] = [];
    const handler = guarded({ error: (message) => log.push(message) }, "hover", "nothing", () => {
      throw new RangeError(`cannot read\n    at ${secret}`);
    });
    expect(await handler({}, CancellationToken.None)).toBe("nothing");
    expect(log.join("\n")).toMatch(/^hover failed: RangeError\n\s+at /);
    expect(log.join("\n")).not.toContain(secret);
  });
  test("is described even when it throws no error", () => {
    expect(describeFailure("hover", secret)).toBe("hover failed: string");
  });
});

test("A request that nobody waits for is not worked on", async () => {
  const source = new CancellationTokenSource();
  const handler = guarded({ error: () => undefined }, "hover", "nothing", () => "answer");
  expect(await handler({}, source.token)).toBe("answer");
  source.cancel();
  expect(await handler({}, source.token)).toBeInstanceOf(ResponseError);
});
