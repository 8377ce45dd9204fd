const lineFeed = 0x0a;

/** The lines of a file in UTF-8. One of more bytes than `longest` is passed over, and never in memory as a whole. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    length += part.length;
    if (length <= longest) parts.push(part);
    else parts = [];
  };
  const end = (): string | undefined => {
    const line = length > longest ? undefined : Buffer.concat(parts).toString("utf8");
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, start)) {
      add(chunk.subarray(start, at));
      start = at + 1;
      const line = end();
      if (line !== undefined) yield line;
    }
    add(chunk.subarray(start));
  }
  const line = end();
  if (line !== undefined && line !== "") yield line;
}
