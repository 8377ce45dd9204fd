import { describe, expect, test } from "vitest";
import { withoutHeaderValues } from "../../../../listener/send/withoutHeaderValues.ts";

const headers = { Authorization: "Bearer sk-Abc/123+x=", "x-dataset": "prod", "x-n": "7" };

describe("What a receiver says", () => {
  test.each([
    ["the key Bearer sk-Abc/123+x= is unknown", "the key [header Authorization] is unknown"],
    ["sk-Abc/123+x=", "[header Authorization]"],
    ["SK-ABC/123+X= was refused", "[header Authorization] was refused"],
    ["?key=sk-Abc%2F123%2Bx%3D&a", "?key=[header Authorization]&a"],
    ["dataset prod, prod", "dataset [header x-dataset], [header x-dataset]"],
    ["shard 7 of 77", "shard [header x-n] of 77"],
    ["nothing of it", "nothing of it"],
  ])("%s", (words, shown) => {
    expect(withoutHeaderValues(words, headers)).toBe(shown);
  });

  test("loses the name and password that Basic encodes", () => {
    const basic = { Authorization: `Basic ${Buffer.from("ann:open sesame").toString("base64")}` };
    expect(withoutHeaderValues("no user ann with password open sesame", basic)).not.toContain("sesame");
    expect(withoutHeaderValues("ann:open sesame", basic)).toBe("[header Authorization]");
  });

  test("stays as it is without headers, and with empty ones", () => {
    expect(withoutHeaderValues("words")).toBe("words");
    expect(withoutHeaderValues("words", { a: "", b: "  " })).toBe("words");
  });
});
