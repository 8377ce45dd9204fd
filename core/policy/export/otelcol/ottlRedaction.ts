import { maskText } from "../../model/masked.ts";
import type { Policy, RedactAction, SecretDefinition } from "../../model/policyModel.ts";
import { colourPatterns } from "../../secrets/terminalColours.ts";
import { allSecrets, anyPattern, neverPattern } from "../patterns.ts";
import { actionKey, classSegments, type Segments } from "./classSegments.ts";
import { ottlString } from "./ottlText.ts";

/**
 * Statements of the transform processor's language that do to values what `redactValue` does. Source of every function:
 * opentelemetry-collector-contrib, pkg/ottl/ottlfuncs, tried with 0.160.0. No function reaches into values of unknown
 * names one by one, so that values are sorted into maps in `cache`, one for each action, and each map is treated as a whole.
 */
export class OttlRedaction {
  readonly #policy: Policy;
  readonly #hash: string;

  constructor(policy: Policy) {
    this.#policy = policy;
    const variable = policy.hashing.saltEnvironmentVariable;
    const salt = variable === undefined ? "" : `\${env:${variable}:-}`;
    this.#hash = `"value", ${ottlString("(?s)^(.*)$")}, "${salt}$\${1}", SHA256`;
  }

  /** Redacts the attributes at `path`. Names of the policy are those after `prefix`. */
  attributes(path: string, redact: ReadonlyMap<string, RedactAction>, prefix: "" | "resource."): string[] {
    const segments = classSegments(this.#policy, redact, prefix);
    const maps = mapsOf(segments);
    const sorted = segments.steps.flatMap(({ action, names }) => {
      const pattern = ottlString(names);
      const remove = `delete_matching_keys(${path}, ${pattern})`;
      const map = maps.get(actionKey(action));
      if (map === undefined) return [remove];
      return [
        `set(cache["part"], ${path})`,
        `keep_matching_keys(cache["part"], ${pattern})`,
        remove,
        `merge_maps(${map.path}, cache["part"], "upsert")`,
      ];
    });
    const rest = maps.get(actionKey(segments.rest));
    return [
      ...[...maps.values()].map((map) => emptyMap(map.path)),
      ...sorted,
      ...(rest ? [`merge_maps(${rest.path}, ${path}, "upsert")`] : []),
      ...this.#applied([...maps.values()]),
      emptyMap(path),
      ...[...maps.values()].map((map) => `merge_maps(${path}, ${map.path}, "upsert")`),
    ];
  }

  /**
   * Redacts the one value at `path`, which is there; `whenDropped` is what takes its place then. `isText` when it cannot be
   * a list, a map or bytes.
   */
  value(path: string, action: RedactAction, whenDropped: string, isText = false): string[] {
    if (action.kind === "drop") return [whenDropped];
    const map = { path: mapPath(action), action };
    const it = `${map.path}["it"]`;
    return [emptyMap(map.path), `set(${it}, ${path})`, ...this.#applied([map], isText), `set(${path}, ${it})`];
  }

  /** Masks a name that holds a secret. */
  name(path: string, replacement = maskText): string[] {
    const { secrets } = this.#policy;
    if (secrets.length === 0) return [];
    return [`set(${path}, ${ottlString(replacement)}) where IsMatch(${path}, ${ottlString(allSecrets(secrets))})`];
  }

  /** Leaves out attributes whose name holds a secret. */
  names(path: string): string[] {
    const { secrets } = this.#policy;
    return secrets.length === 0 ? [] : [`delete_matching_keys(${path}, ${ottlString(allSecrets(secrets))})`];
  }

  #applied(maps: readonly ActionMap[], areTexts = false): string[] {
    const masked = maps.filter(({ action }) => action.kind === "mask").flatMap(({ path }) => mask(path));
    const hashed = maps
      .filter(({ action }) => action.kind === "hash")
      .flatMap(({ path }) => [`stringify_all(${path})`, `replace_all_patterns(${path}, ${this.#hash})`]);
    return [...masked, ...hashed, ...this.#readable(maps, areTexts)];
  }

  /** What stays readable loses its secrets and is cut where the policy says so. */
  #readable(maps: readonly ActionMap[], areTexts: boolean): string[] {
    const kept = maps.find(({ action }) => action.kind === "keep");
    const cut = maps.flatMap(({ path, action }) => (action.kind === "truncate" ? [{ path, bytes: action.bytes }] : []));
    if (kept === undefined && cut.length === 0) return [];
    const readable = `cache["readable"]`;
    const update = (path: string) => `merge_maps(${path}, ${readable}, "update")`;
    return [
      kept ? `set(${readable}, ${kept.path})` : emptyMap(readable),
      ...cut.map(({ path }) => `merge_maps(${readable}, ${path}, "upsert")`),
      ...(areTexts ? [] : this.#nested(readable)),
      ...cut.flatMap(({ path }) => [
        update(path),
        `stringify_all(${path})`,
        `merge_maps(${readable}, ${path}, "upsert")`,
      ]),
      ...(this.#policy.secrets.length > 0 ? withoutColours(readable) : []),
      ...this.#policy.secrets.map(
        ({ name, pattern }) =>
          `replace_all_patterns(${readable}, "value", ${ottlString(pattern)}, ${ottlString(`[SECRET:${name}]`)})`,
      ),
      ...(kept ? [update(kept.path)] : []),
      ...cut.flatMap(({ path, bytes }) => [update(path), `truncate_all(${path}, ${bytes})`]),
    ];
  }

  /**
   * No function replaces inside of lists, maps and bytes. A list or map is left as it is when nothing in it is a secret,
   * and masked otherwise; beside bytes, which cannot be searched at all, everything readable is masked.
   */
  #nested(map: string): string[] {
    const { secrets } = this.#policy;
    if (secrets.length === 0) return [];
    const shape = `cache["shape"]`;
    // as JSON, texts at the top emptied: it shows what is there beside texts, numbers and truth values
    const shapeOf = (path: string) => [
      emptyMap(shape),
      `set(${shape}["of"], ${path})`,
      `truncate_all(${shape}["of"], 0)`,
      `stringify_all(${shape})`,
    ];
    const notPlain = `not IsMatch(${shape}["of"], ${ottlString(plainObject)})`;
    const flat = `cache["flat"]`;
    const found = `cache["found"]`;
    const rare: readonly (string | ConditionalStatement)[] = [
      `set(${flat}, ${map})`,
      // the texts at the top have their secrets replaced elsewhere
      `truncate_all(${flat}, 0)`,
      // names at the top lose their dots, so that those of the flattened map are different ones
      `replace_all_patterns(${flat}, "key", "%", "%25")`,
      `replace_all_patterns(${flat}, "key", ${ottlString("\\.")}, "%2E")`,
      ...shapeOf(flat),
      {
        action: `set(cache["nested"], true)`,
        condition: `IsMatch(${shape}["of"], ${ottlString(ambiguousName)})`,
      },
      `flatten(${flat})`,
      ...shapeOf(flat),
      { action: `set(cache["bytes"], true)`, condition: notPlain },
      ...withoutColours(flat),
      `set(${found}, ${flat})`,
      `replace_all_patterns(${found}, "value", ${ottlString(allSecrets(secrets))}, "")`,
      `delete_matching_keys(${found}, ${ottlString(allSecretsInJoinedNames(secrets))})`,
      { action: `set(cache["nested"], true)`, condition: `${found} != ${flat}` },
      // masked, and then texts, numbers and truth values as they were: their names are the same when flattened
      `set(cache["plain"], ${map})`,
      `flatten(cache["plain"])`,
      `set(cache["blank"], ${map})`,
      ...mask(`cache["blank"]`),
      { action: `merge_maps(cache["blank"], cache["plain"], "update")`, condition: `cache["bytes"] == false` },
      {
        action: `set(${map}, cache["blank"])`,
        condition: `cache["nested"] == true or cache["bytes"] == true`,
      },
    ];
    return [
      `set(cache["odd"], false)`,
      `set(cache["bytes"], false)`,
      `set(cache["nested"], false)`,
      ...shapeOf(map),
      `set(cache["odd"], true) where ${notPlain}`,
      ...rare.map((statement) => {
        if (typeof statement === "string") return `${statement} where cache["odd"] == true`;
        return `${statement.action} where cache["odd"] == true and (${statement.condition})`;
      }),
    ];
  }
}

interface ConditionalStatement {
  readonly action: string;
  readonly condition: string;
}

interface ActionMap {
  readonly path: string;
  readonly action: RedactAction;
}

function mapPath(action: RedactAction): string {
  return `cache[${ottlString(actionKey(action))}]`;
}

/** One map for each action that leaves something. */
function mapsOf({ steps, rest }: Segments): Map<string, ActionMap> {
  const maps = new Map<string, ActionMap>();
  for (const action of [...steps.map((step) => step.action), rest]) {
    if (action.kind !== "drop") maps.set(actionKey(action), { path: mapPath(action), action });
  }
  return maps;
}

function mask(path: string): string[] {
  return [
    `stringify_all(${path})`,
    `truncate_all(${path}, 0)`,
    `replace_all_patterns(${path}, "value", "^$$", ${ottlString(maskText)})`,
  ];
}

const emptyMap = (path: string): string => `set(${path}, ParseJSON("{}"))`;

/** JSON of an object with nothing but empty texts, numbers and truth values. */
const plainObject = '^\\{(?:"(?:[^"\\\\]|\\\\.)*":(?:""|null|true|false|-?[0-9][0-9.eE+-]*),?)*\\}$';

/** The same JSON with a name inside of a value that is empty or has a dot: flattened it could be the name of another. */
const ambiguousName = '[{,]"(?:(?:[^"\\\\]|\\\\.)*\\.(?:[^"\\\\]|\\\\.)*)?":';

/** Names of a flattened map are joined by dots: what stands at the end of a name may stand at a dot there. */
function allSecretsInJoinedNames(secrets: readonly SecretDefinition[]): string {
  const tokens = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|[\^$]/g;
  const loosened: Readonly<Record<string, string>> = {
    "^": "(?:^|\\.)",
    "\\A": "(?:^|\\.)",
    $: "(?:$|\\.)",
    "\\z": "(?:$|\\.)",
    "\\B": "",
  };
  return anyPattern(secrets.map(({ pattern }) => pattern.replace(tokens, (token) => loosened[token] ?? token)));
}

/** Takes the colours of a terminal out of the texts of a map. */
export function withoutColours(map: string): string[] {
  return colourPatterns.map(
    ({ source, keptGroup }) =>
      `replace_all_patterns(${map}, "value", ${ottlString(source)}, ${ottlString(keptGroup === 0 ? "" : `\${${keptGroup}}`)})`,
  );
}

/** Makes names unique; the last value counts, at the first place. Moving the map by name does it. */
export function uniqueNames(path: string): string {
  return `replace_all_patterns(${path}, "key", ${ottlString(neverPattern)}, "")`;
}
