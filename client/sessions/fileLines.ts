import { BoundedLine } from "../../system/boundedLine.ts";

const lineFeed = 0x0a;

/** The lines of a file in UTF-8. One of more bytes than `longest` is passed over, and never in memory as a whole. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<string> {
  const line = new BoundedLine(longest);
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(lineFeed, start);
      line.add(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) break;
      start = end + 1;
      const whole = line.end();
      if (whole !== "too long") yield whole.toString("utf8");
    }
  }
  const last = line.isEmpty ? "too long" : line.end();
  if (last !== "too long") yield last.toString("utf8");
}
