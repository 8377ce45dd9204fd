import type { BenchFile } from "./configFile.ts";

/** One change as an editor sends it: UTF-16 offsets into the text before it. */
export interface Edit {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** What is typed into `[otel]`, with the moments in between when nothing of it is TOML. */
const inOtel = 'tracestate = { acme = "1" }\nuser = """\nnobody\n"""\n';
const pasted = `
[otel.trace_exporter.otlp-grpc]
endpoint = "https://collector.example.com:4317"
headers = { Authorization = "ApiKey <your-api-key>", Monad-Pipeline-Id = "p" }

`;
const atTop = 'notes = [\n  "a",\n  { b = 1, c = 2 },\n]\n';
const atEnd = '\n[projects."/home/someone/new"]\ntrust_level = "untrusted"\n';

/**
 * Edits one after the other that leave the file as it was: typing character by character, deleting again, pasting. About a
 * tenth of them when `few`.
 */
export function editsOf({ text, otelEnd }: BenchFile, few: boolean): readonly Edit[] {
  const edits = [
    ...typing(otelEnd, inOtel),
    paste(otelEnd, pasted),
    cut(otelEnd, pasted),
    ...typing(0, atTop),
    ...typing(text.length, atEnd),
    ...typing(text.indexOf('"trusted"', text.length / 4) + 1, "very-"),
    cut(otelEnd - 12, text.slice(otelEnd - 12, otelEnd)),
    paste(otelEnd - 12, text.slice(otelEnd - 12, otelEnd)),
  ];
  return few ? shortened(otelEnd, text) : edits;
}

/** For files in which some servers need seconds. */
function shortened(otelEnd: number, text: string): readonly Edit[] {
  return [
    ...typing(otelEnd, 'user = "me"\n'),
    paste(otelEnd, pasted),
    cut(otelEnd, pasted),
    ...typing(0, 'n = ["a"]\n'),
    ...typing(text.length, "\n[projects.x]\n"),
  ];
}

/** The characters one by one, and one by one away again from behind. */
function typing(offset: number, characters: string): Edit[] {
  const typed = [...characters].map((inserted, index) => ({ offset: offset + index, removed: 0, inserted }));
  const deleted = typed.map((edit) => ({ offset: edit.offset, removed: 1, inserted: "" }));
  return [...typed, ...deleted.reverse()];
}

const paste = (offset: number, inserted: string): Edit => ({ offset, removed: 0, inserted });
const cut = (offset: number, removed: string): Edit => ({ offset, removed: removed.length, inserted: "" });
