import { describe, expect, test } from "vitest";
import { LineTooLongError, MessageLines, messageLine } from "../../../../listener/windows/messageLines.ts";
import fc from "../../seededCheck.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("Messages of another process", () => {
  test("are read whole, however the bytes were cut", () => {
    const texts = fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(400), { maxLength: 20 }), (sent, cuts) => {
        const all = bytes(sent.map((text) => messageLine({ text })).join(""));
        const places = [...new Set([0, ...cuts.filter((cut) => cut < all.length), all.length])].sort((a, b) => a - b);
        const lines = new MessageLines(100_000);
        const received = places.flatMap((place, index) => [
          ...lines.push(all.subarray(place, places[index + 1] ?? place)),
        ]);
        expect(received.map((line) => JSON.parse(line).text)).toEqual(sent);
      }),
    );
  });

  test("are refused when they are longer than they may be, with or without an end", () => {
    expect([...new MessageLines(5).push(bytes("12345\n"))]).toEqual(["12345"]);
    expect(() => [...new MessageLines(5).push(bytes("123456\n"))]).toThrow(LineTooLongError);
    const lines = new MessageLines(5);
    expect([...lines.push(bytes("1234"))]).toEqual([]);
    expect(() => [...lines.push(bytes("56"))]).toThrow(LineTooLongError);
  });

  test("may be longer from the next line on", () => {
    const lines = new MessageLines(5);
    const received: string[] = [];
    for (const line of lines.push(bytes("hello\nand more\n"))) {
      received.push(line);
      lines.setLimit(100);
    }
    expect(received).toEqual(["hello", "and more"]);
  });
});
