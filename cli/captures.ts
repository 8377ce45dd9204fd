import type { Positionals } from "./command/commandTable.ts";

/** Recorded files, as commands take them. */
export const captures: Positionals = {
  ...{ valueName: "FILE", count: "some", completes: "file", choices: [] },
  missing: "Name at least one recorded file.",
};

/** What is said of them in the help of a command. */
export const aboutCaptures =
  "A FILE holds OTLP JSON lines, as `tail --record` and the Collector's file exporter write them; it may be gzipped, and a request may be printed over several lines.";
