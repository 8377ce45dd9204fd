import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from "vscode-textmate";

export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

const root = join(import.meta.dirname, "../../..");
const tomlGrammar = "syntaxes/toml.tmLanguage.json";
const injectionGrammar = "syntaxes/codex-otel.injection.tmLanguage.json";

const engine = loadWASM(
  readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm")),
).then(() => ({ createOnigScanner, createOnigString }));

/** Loads `source.toml` as VS Code does, with or without our injection on top. Another TOML grammar may take its place. */
export async function loadToml(options: { injection: boolean; grammar?: string }): Promise<IGrammar> {
  const files: Record<string, string> = {
    "source.toml": options.grammar ?? tomlGrammar,
    "codex-otel.injection": injectionGrammar,
  };
  const registry = new Registry({
    onigLib: engine,
    loadGrammar: async (scopeName) => {
      const file = files[scopeName];
      return file === undefined ? null : parseRawGrammar(readFileSync(join(root, file), "utf8"), file);
    },
    getInjections: (scopeName) =>
      options.injection && scopeName === "source.toml" ? ["codex-otel.injection"] : undefined,
  });
  const grammar = await registry.loadGrammar("source.toml");
  if (grammar === null) throw new Error("the grammar was not found");
  return grammar;
}

/** All tokens of a text, line by line, without those that are only white space. */
export function tokenise(grammar: IGrammar, text: string): Token[] {
  const tokens: Token[] = [];
  let stack = INITIAL;
  for (const line of text.split(/\r?\n/)) {
    const result = grammar.tokenizeLine(line, stack);
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const token = line.slice(startIndex, endIndex);
      if (token.trim() !== "") tokens.push({ text: token, scopes });
    }
    stack = result.ruleStack;
  }
  return tokens;
}

/** The scopes of the first token that reads exactly so. */
export function scopesOf(tokens: readonly Token[], text: string): string {
  const token = tokens.find((candidate) => candidate.text.trim() === text);
  if (token === undefined) throw new Error(`no token "${text}" among ${JSON.stringify(tokens.map((t) => t.text))}`);
  return token.scopes.join(" ");
}

export function invalidTokens(tokens: readonly Token[]): string[] {
  return tokens.filter(({ scopes }) => scopes.some((scope) => scope.startsWith("invalid"))).map(({ text }) => text);
}
