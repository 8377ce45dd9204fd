import { expect, test } from "vitest";
import { readInitializationOptions } from "../../../server/initializationOptions.ts";

const nothing = { home: undefined, codexHome: undefined, codexVersion: undefined };

test("What a client sends is read, and empty texts count as left out", () => {
  const sent = { home: "/home/dev", codexHome: "/opt/codex", codexVersion: "0.170.0-alpha.1" };
  expect(readInitializationOptions(sent)).toEqual(sent);
  expect(readInitializationOptions({ home: "", codexHome: "", codexVersion: "" })).toEqual(nothing);
});
test.each([undefined, null, 5, "x", [], { home: 1, codexHome: {}, codexVersion: "latest" }])(
  "%j does no harm",
  (sent) => expect(readInitializationOptions(sent)).toEqual(nothing),
);
