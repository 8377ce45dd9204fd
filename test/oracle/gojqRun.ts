import { spawnSync } from "node:child_process";
import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { type PlainValue, toPlain, toPlainObject } from "../../core/otlp/anyValue.ts";
import { gojqProgram } from "./recorded/engines.ts";

/** A record as Monad's documents describe it: flat, one for each event. */
export type FlatRecord = { readonly [key: string]: PlainValue };

export function flatRecord(event: Pick<CodexEvent, "attributes" | "resource" | "body">): FlatRecord {
  const resource = Object.entries(toPlainObject(event.resource)).map(([key, value]) => [`resource.${key}`, value]);
  const body = event.body === undefined ? {} : { body: toPlain(event.body) };
  return { ...toPlainObject(event.attributes), ...Object.fromEntries(resource), ...body };
}

/** What each query makes of each record, asked of gojq itself. */
export async function runQueries(queries: readonly string[], records: readonly FlatRecord[]): Promise<FlatRecord[][]> {
  const program = await gojqProgram();
  const input = JSON.stringify({ queries, records });
  const { stdout, stderr, status } = spawnSync(program, [], { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The queries of an exported pipeline, by the names of its transforms without what all begin with. */
export function exportedQueries(text: string): ReadonlyMap<string, string> {
  const { transforms } = JSON.parse(text) as {
    transforms: { name: string; config: { operations: { arguments: { query: string } }[] } }[];
  };
  return new Map(
    transforms.map(({ name, config }) => [
      name.replace("Codex OTel: ", ""),
      config.operations[0]?.arguments.query ?? "",
    ]),
  );
}
