import { expect, test } from "vitest";
import { refusalOf } from "../../../../listener/relay/endpointReads.ts";

test("What would be read is named with what nobody sees shown, however it was written", () => {
  const said = refusalOf({ variables: ["KEY\u202e", "B"], files: ["a\u001b[2J.pem"] }, "https://evil/\u202e");
  expect(said).toMatch(
    /^Sending this to https:\/\/evil\/\\u\{202e\} needs the values of KEY\\u\{202e\}, B and the files a/,
  );
  for (const unseen of ["\u202e", "\u001b"]) expect(said).not.toContain(unseen);
  expect(refusalOf({ variables: [], files: [] }, "https://siem/")).toBeUndefined();
});
