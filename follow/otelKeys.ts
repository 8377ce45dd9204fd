import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { otelOptions } from "../core/config/options.ts";
import { runCodex } from "../test/programs/codexSession.ts";
import { runCodexWithSystemFiles } from "../test/programs/systemFiles.ts";

/** The keys of `[otel]` that a Codex names itself. */
export interface OtelKeys {
  /** From the schema of requirements that its app-server writes. */
  readonly bySchema: readonly string[];
  /** From its complaint about an unknown key in requirements.toml; undefined where no private file system can be made. */
  readonly byComplaint: readonly string[] | undefined;
}

/** How the keys that a Codex reads differ from those in the table of options. */
export interface KeyDifference {
  /** Codex reads them and the table does not have them. */
  readonly missing: readonly string[];
  /** The table has them and Codex does not name them. */
  readonly unread: readonly string[];
}

const unknownKey = "not_a_key_of_codex";

/** Asks a Codex for the keys of `[otel]` in both ways. Rejects when it has no answer. */
export async function askOtelKeys(codex: string): Promise<OtelKeys> {
  const folder = await mkdtemp(join(tmpdir(), "codex-keys-"));
  try {
    const args = ["app-server", "generate-json-schema", "--out", folder];
    const { exitCode } = await runCodex(codex, args, { cwd: folder, codexHome: folder });
    if (exitCode !== 0) throw new Error("Codex writes no schema of its app-server: look at its --help for a new way.");
    const schema = await readFile(join(folder, "v2/ConfigRequirementsReadResponse.json"), "utf8");
    const complaint = await runCodexWithSystemFiles(codex, ["debug", "prompt-input"], {
      files: { "requirements.toml": `[otel]\n${unknownKey} = 1\n` },
    });
    const byComplaint = complaint === undefined ? undefined : keysOfComplaint(complaint.stderr);
    return { bySchema: keysOfSchema(JSON.parse(schema)), byComplaint };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The keys in a schema of requirements. Throws when it has none. */
export function keysOfSchema(schema: {
  readonly definitions?: Readonly<Record<string, { properties?: object }>>;
}): string[] {
  const properties = schema.definitions?.OtelRequirements?.properties;
  if (properties === undefined) throw new Error("The schema of Codex's app-server no longer defines OtelRequirements.");
  return Object.keys(properties).sort();
}

/** The keys that Codex expects instead of an unknown one. Throws when it lists none. */
export function keysOfComplaint(output: string): string[] {
  const line = output.split("\n").find((one) => one.includes(`unknown field \`${unknownKey}\``));
  const [, expected] = line?.split("expected one of") ?? [];
  const keys = [...(expected ?? "").matchAll(/`([^`]+)`/g)].flatMap(([, key]) => key ?? []);
  if (keys.length === 0)
    throw new Error("Codex no longer lists the keys of [otel] when requirements.toml has another one.");
  return keys.sort();
}

/** Keys that one Codex reads and another does not. */
export interface KeyChanges {
  readonly newKeys: readonly string[];
  readonly goneKeys: readonly string[];
}

/** What came and went from one version to another; nothing where there is no version before. */
export function keyChanges(before: OtelKeys | undefined, now: OtelKeys): KeyChanges {
  const named = ({ bySchema, byComplaint = [] }: OtelKeys) => [...new Set([...bySchema, ...byComplaint])].sort();
  const [earlier, later] = [named(before ?? now), named(now)];
  return {
    newKeys: later.filter((key) => !earlier.includes(key)),
    goneKeys: earlier.filter((key) => !later.includes(key)),
  };
}

/** Compares what Codex names with the table of options. */
export function compareWithTable({ bySchema, byComplaint = [] }: OtelKeys, table = otelOptions): KeyDifference {
  const read = new Set([...bySchema, ...byComplaint]);
  const known = new Set(table.map(({ name }) => name));
  return {
    missing: [...read].filter((key) => !known.has(key)).sort(),
    unread: [...known].filter((key) => !read.has(key)).sort(),
  };
}
