import { describe, expect, test } from "vitest";
import { InternedText } from "../../../core/text/internedText.ts";

describe("Texts that are read again and again", () => {
  test("are the same, whatever becomes of the memory they were read from", () => {
    const texts = new InternedText();
    const received = Buffer.from("tool_name=exec_command");
    expect(texts.read(received, 0, 9)).toBe("tool_name");
    received.write("something else        ");
    expect(texts.read(Buffer.from("tool_name"), 0, 9)).toBe("tool_name");
    expect(texts.read(received, 0, 9)).toBe("something");
  });

  test("that are long, empty or no UTF-8 are read as well", () => {
    const texts = new InternedText();
    const long = "ä".repeat(500);
    expect(texts.read(Buffer.from(long), 0, 1000)).toBe(long);
    expect(texts.read(Buffer.from("abc"), 1, 1)).toBe("");
    expect(texts.read(Buffer.from([0x61, 0xff]), 0, 2)).toBe("a\ufffd");
  });
});
