import { describe, expect, test } from "vitest";
import { shownCommand } from "../../../core/config/shownCommand.ts";

describe("A command that is shown where others may read it", () => {
  test.each([
    [`printf '{"x-api-key":"SECRETVALUE123"}'`, `printf '{"x-api-key":"[masked]"}'`],
    [`echo "{\\"x-api-key\\": \\"SECRETVALUE123\\"}"`, `echo "{\\"x-api-key\\": \\"[masked]\\"}"`],
    [
      `printf '{"a":"SECRETVALUE123","b":"%s","c":"SECRETVALUE456"}' "$B"`,
      `printf '{"a":"[masked]","b":"%s","c":"[masked]"}' "$B"`,
    ],
    [`printf '{"a":"Bearer SECRETVALUE%s"}' x`, `printf '{"a":"[masked]"}' x`],
    [`printf '{"a":"\${A:-SECRETVALUE123}"}'`, `printf '{"a":"[masked]"}'`],
    [`curl -H 'x-key: SECRETVALUE' https://h.example/token`, `curl -H 'x-key: [masked]' https://h.example/token`],
    ["get --token SECRETVALUE", "get --token [masked]"],
    ["get --api-key=SECRETVALUE", "get --api-key=[masked]"],
    ["API_KEY=SECRETVALUE ./get", "API_KEY=[masked] ./get"],
    ["curl https://me:SECRETVALUE@h.example/x", "curl https://[masked]@h.example/x"],
    ["echo eyJ4LWFwaS1rZXkiOiJTRUNSRVQxMjMifQ | base64 -d", "echo [masked] | base64 -d"],
  ])("has what looks like a key masked: %s", (command, text) => {
    expect(shownCommand(command)).toEqual({ text, isMasked: true });
  });

  test.each([
    `printf '{"x-honeycomb-team":"%s"}' "\${HONEYCOMB_API_KEY:?}"`,
    `printf '{"Authorization":"Bearer %s"}' "$KEY"`,
    `echo "{\\"a\\":\\"$(get-key)\\"}"`,
    "/opt/codex/headers --for telemetry",
    "API_KEY=$OTHER ./get",
    "curl 'https://h.example/x'",
  ])("is otherwise shown as it is: %s", (command) => {
    expect(shownCommand(command)).toEqual({ text: command, isMasked: false });
  });

  test("stays on its line", () => {
    expect(shownCommand("a\nb\u202e").text).toBe("a\\nb\\u{202e}");
    expect(shownCommand("a\nb").isMasked).toBe(false);
  });

  test.each(["\\", '"', '"a":"', '"a', "--key", "key", "://a", "bearer ", "'a:"])(
    "is looked through soon: %s",
    (piece) => {
      expect(shownCommand(piece.repeat(2000 / piece.length)).text.length).toBeLessThan(9000);
      expect(shownCommand(piece.repeat(100_000))).toEqual({ text: "[masked]", isMasked: true });
    },
  );
});
